/**
 * Recorded market data (shared/data/NOTICE.md), read in place. Where it is missing, a test skips with a reason;
 * under CI it fails, so that a green run has seen the real thing.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = process.env.FAIRLEAD_DATA ?? resolve(import.meta.dirname, '../../../../shared/data');

/**
 * @param name path inside the data folder
 * @returns its full path, or `undefined` where it is missing and CI is not set
 * @throws where it is missing under CI
 */
export function recorded(name: string): string | undefined {
  const path = resolve(root, name);
  if (existsSync(path)) return path;
  if (process.env.CI === 'true') throw new Error(`recorded data is missing: ${path} (set FAIRLEAD_DATA)`);
  console.warn(`skipped: no recorded data at ${path} (set FAIRLEAD_DATA)`);
  return undefined;
}
