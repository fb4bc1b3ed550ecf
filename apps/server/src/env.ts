/** What `fairlead up` tells the server: the one place where `process.env` is read. */
import { z } from 'zod';

const zEnv = z.object({
  DATABASE_URL: z.string().min(1),
  /** This run's folder: journal, and what belongs to it. */
  FAIRLEAD_RUN_DIR: z.string().min(1),
  /** Trained models that a person may promote, beside those shipped. */
  FAIRLEAD_MODELS_DIR: z.string().min(1),
  FAIRLEAD_MARKET_PORT: z.coerce.number().int().min(1).max(65_535),
  FAIRLEAD_PORT: z.coerce.number().int().min(1).max(65_535),
  FAIRLEAD_AUTH_SECRET: z.string().min(32),
  /** JSON file of the first sign-ins, one per role. */
  FAIRLEAD_SIGN_INS: z.string().min(1),
  /** Paths and addresses of the news feeds to follow, a JSON list. */
  FAIRLEAD_NEWS: z
    .string()
    .default('[]')
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(z.array(z.string().min(1))),
  FAIRLEAD_TAPE: z.enum(['on', 'off']).default('on'),
  /** What tapes may keep: days since a segment was written, and GiB of all together. */
  FAIRLEAD_TAPE_DAYS: z.coerce.number().positive().default(30),
  FAIRLEAD_TAPE_GIB: z.coerce.number().positive().default(10),
  FAIRLEAD_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export type ServerEnv = z.output<typeof zEnv>;

/** @throws Error naming each variable that is missing or wrong */
export function readEnv(): ServerEnv {
  const parsed = zEnv.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
  throw new Error(`the server's environment is incomplete: ${problems.join('; ')}`);
}
