/**
 * Sign-in (better-auth): email and password, sessions in Postgres, cookies httpOnly and same-site, sign-in
 * rate-limited, nobody signs themselves up. The session gives the actor; a request can't name its own role.
 */
import { readFileSync } from 'node:fs';
import { type Actor, deskId, ROLES, type Role, userId } from '@fairlead/domain';
import type { Store } from '@fairlead/store';
import { prismaClient } from '@fairlead/store';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { z } from 'zod';

const SESSION_SECONDS = 8 * 3600;

const zSignIns = z.array(
  z.object({
    id: z.string().min(2),
    role: z.enum(ROLES as unknown as [Role, ...Role[]]),
    email: z.email(),
    name: z.string().min(1),
    password: z.string().min(12),
  }),
);

/** The desk of every first sign-in. */
const DESK = 'EQ-1';

export interface Auth {
  readonly handler: (request: Request) => Promise<Response>;
  /** Who the cookies of these headers belong to, if anyone. */
  readonly actorOf: (headers: Headers) => Promise<Actor | undefined>;
  /** Creates the first users where they do not exist yet. */
  readonly seed: (signInsFile: string) => Promise<void>;
}

export function createAuth(
  store: Store,
  options: { readonly secret: string; readonly origin: string },
): Auth {
  const auth = betterAuth({
    database: prismaAdapter(prismaClient(store), { provider: 'postgresql' }),
    secret: options.secret,
    baseURL: options.origin,
    trustedOrigins: [options.origin, options.origin.replace('127.0.0.1', 'localhost')],
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12 },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        desk: { type: 'string', required: true, input: false },
      },
    },
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_SECONDS / 8 },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 600,
      customRules: { '/sign-in/email': { window: 60, max: 20 } },
    },
    advanced: {
      cookiePrefix: 'fairlead',
      useSecureCookies: options.origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: ['x-fairlead-client'] },
    },
    telemetry: { enabled: false },
    logger: { level: 'error' },
  });

  const actorOf = async (headers: Headers): Promise<Actor | undefined> => {
    const session = await auth.api.getSession({ headers });
    if (!session) return undefined;
    const { id, name, role, desk } = session.user;
    if (!ROLES.includes(role as Role)) return undefined;
    return { userId: userId(id), name, role: role as Role, desk: deskId(desk) };
  };

  const seed = async (signInsFile: string): Promise<void> => {
    const context = await auth.$context;
    for (const { id, role, email, name, password } of zSignIns.parse(
      JSON.parse(readFileSync(signInsFile, 'utf8')),
    )) {
      if (await context.internalAdapter.findUserByEmail(email)) continue;
      const user = await context.internalAdapter.createUser(
        { id, email, name, emailVerified: true, role, desk: DESK },
        { method: 'admin' },
      );
      await context.internalAdapter.linkAccount({
        userId: user.id,
        providerId: 'credential',
        accountId: user.id,
        password: await context.password.hash(password),
      });
    }
  };

  return { handler: auth.handler, actorOf, seed };
}
