/** Where a scenario is: one of the shipped ones by its name, or a file. What it extends is beside it, or shipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ParsedScenario, parseScenario } from '@fairlead/sim';
import { fromCwd, ROOT } from '../env.ts';
import { CliError } from '../failure.ts';

const SHIPPED = join(ROOT, 'packages/sim/scenarios');

/** @throws CliError where there is nothing to read */
export function readScenario(which: string): ParsedScenario {
  const path = /^[a-z0-9-]+$/.test(which) ? join(SHIPPED, `${which}.yaml`) : fromCwd(which);
  const text = readText(path);
  if (text === undefined) {
    throw new CliError(
      `--scenario: there is no ${which}: give a file, or one of ${shippedNames().join(', ')}`,
      {
        exitCode: 2,
      },
    );
  }
  return parseScenario(
    text,
    basename(path),
    (name) => readText(join(dirname(path), name)) ?? readText(join(SHIPPED, name)),
  );
}

const shippedNames = (): readonly string[] =>
  readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => basename(name, '.yaml'));

/** @returns absent where there is no such file */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new CliError(`${path} can't be read: ${message}`, { cause });
  }
}
