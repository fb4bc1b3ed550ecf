/** The one place of the command line where `process.env` is read. */
import { resolve } from 'node:path';
import { z } from 'zod';

const zEnv = z.object({
  DATABASE_URL: z.string().min(1).optional(),
  /** Folder that the person typed the command in: npm scripts run at the root. */
  FAIRLEAD_CWD: z.string().min(1).optional(),
  CI: z.string().optional(),
  FAIRLEAD_DATA: z.string().min(1).optional(),
});

const parsed = zEnv.parse(process.env);

export const ROOT = resolve(import.meta.dirname, '../../..');

export const env = {
  /** For the processes that we start. */
  inherited: process.env,
  databaseUrl: parsed.DATABASE_URL,
  cwd: parsed.FAIRLEAD_CWD ?? process.cwd(),
  ci: parsed.CI === 'true',
  data: parsed.FAIRLEAD_DATA ?? resolve(ROOT, '../shared/data'),
} as const;

/** A path as the person meant it: relative to where they stand. */
export const fromCwd = (path: string): string => resolve(env.cwd, path);
