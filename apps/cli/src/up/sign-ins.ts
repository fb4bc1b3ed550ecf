/** The first sign-ins, one per role: made once, kept 0600 in the state folder, printed in SIM only. */
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ROLES, type Role } from '@fairlead/domain';
import { z } from 'zod';
import { CliError } from '../failure.ts';

export interface SignIn {
  /** Short, as orders and the audit name them. */
  readonly id: string;
  readonly role: Role;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

const zSecrets = z.object({
  authSecret: z.string().min(32),
  signIns: z.array(
    z.object({
      id: z.string().regex(/^[a-z0-9-]{2,32}$/),
      role: z.enum(ROLES as unknown as [Role, ...Role[]]),
      email: z.email(),
      name: z.string(),
      password: z.string().min(12),
    }),
  ),
});
export type Secrets = z.output<typeof zSecrets>;

const NAMES: Readonly<Record<Role, string>> = {
  trader: 'Tara Trader',
  supervisor: 'Sam Supervisor',
  compliance: 'Cleo Compliance',
  administrator: 'Ada Administrator',
};

/** No letters that read as others: it is typed from a screen. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

const password = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-');

/** Reads the state folder's secrets, or makes them at its first start. */
export function loadSecrets(file: string): Secrets {
  if (existsSync(file)) {
    const parsed = zSecrets.safeParse(readJson(file));
    if (!parsed.success)
      throw new CliError(`${file} is not a file of ours any more: ${parsed.error.issues[0]?.path.join('.')}`);
    return parsed.data;
  }
  const secrets: Secrets = {
    authSecret: randomBytes(32).toString('hex'),
    signIns: ROLES.map((role) => ({
      id: NAMES[role].split(' ')[0]?.toLowerCase() as string,
      role,
      email: `${role}@fairlead.test`,
      name: NAMES[role],
      password: password(),
    })),
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CliError(`${file} is not readable JSON`, { cause });
  }
}
