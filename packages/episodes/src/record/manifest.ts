/** What all episodes of a folder have in common. A folder holds one history: another market or code is another folder. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, type ModelsUsed } from '@fairlead/domain';
import { FEATURE_SCHEMA } from '@fairlead/features';
import type { Scenario } from '@fairlead/sim';
import { z } from 'zod';
import { HistoryError } from './failure.ts';
import { writeDurably } from './one.ts';

const zManifest = z.object({
  format: z.literal('fairlead history 1'),
  /** SHA-256 of the scenario as it was parsed. */
  market: z.string(),
  /** Market time of an episode after its warm-up. */
  seconds: z.number(),
  /** Absent: the rules routed every parent. */
  models: z.object({ fill: z.string(), impact: z.string() }).exactOptional(),
  featureSchema: z.string(),
  /** SHA-256 of the sources that make an episode. */
  code: z.string(),
});
export type Manifest = z.infer<typeof zManifest>;

const WORDS: Readonly<Record<keyof Manifest, string>> = {
  format: 'the format',
  market: 'the market',
  seconds: 'the length of an episode',
  models: 'the models',
  featureSchema: 'the feature schema',
  code: 'the code',
};

export const manifestOf = (
  market: Scenario,
  seconds: number,
  models: Pick<ModelsUsed, 'fill' | 'impact'> | undefined,
): Manifest => ({
  format: 'fairlead history 1',
  market: digestOf(market),
  seconds,
  ...(models && { models: { fill: models.fill, impact: models.impact } }),
  featureSchema: FEATURE_SCHEMA.hash,
  code: codeHash(),
});

/** Takes the folder for this history, or finds that it is. @throws HistoryError where it is another's */
export function claimFolder(dir: string, manifest: Manifest): void {
  const path = join(dir, 'history.json');
  if (!existsSync(path)) {
    const strange = readdirSync(dir).find((name) => name !== 'lock' && !name.startsWith('.'));
    if (strange !== undefined) {
      throw new HistoryError(
        `${dir} holds ${strange} and no history.json: a history has a folder of its own`,
      );
    }
    writeDurably(`${path}.new`, `${JSON.stringify(manifest, undefined, 2)}\n`);
    renameSync(`${path}.new`, path);
    return;
  }
  const parsed = zManifest.safeParse(jsonOf(path));
  if (!parsed.success) throw new HistoryError(`${path} is not a history's: ${z.prettifyError(parsed.error)}`);
  const names = Object.keys(WORDS) as (keyof Manifest)[];
  const others = names.filter(
    (name) => digestOf(parsed.data[name] ?? null) !== digestOf(manifest[name] ?? null),
  );
  if (others.length === 0) return;
  const what = others.map((name) => `${WORDS[name]} (${name})`).join(' and ');
  throw new HistoryError(`${dir} was recorded otherwise: ${what} differ from ${path}; give another folder`);
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new HistoryError(`${path} can't be read: ${(cause as Error).message}`);
  }
}

/** The packages whose code decides what an episode holds. */
const MAKERS = [
  'book',
  'domain',
  'driver',
  'engine',
  'episodes',
  'features',
  'inference',
  'risk',
  'router',
  'sim',
  'tape',
  'tca',
] as const;

function codeHash(): string {
  const hash = createHash('sha256');
  const packages = new URL('../../../', import.meta.url);
  for (const name of MAKERS) {
    const folder = new URL(`${name}/src/`, packages);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    for (const file of files.sort()) {
      hash
        .update(`${name}/${file}\0`)
        .update(readFileSync(new URL(file, folder)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}
