/**
 * The whole way from a seed to two model files with their cards: history, fill model, impact model, export, a
 * check that onnxruntime says what the trainer said, scores on episodes that nothing was fitted to. Episodes'
 * seeds: train < 100,000 <= validation < 200,000 <= test < 300,000 (METHODS 7). The same options give the same
 * model files on the same machine.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestBytes, type ModelCard } from '@fairlead/domain';
import { FEATURE_SCHEMA } from '@fairlead/features';
import { cardPathOf, type ModelName } from '@fairlead/inference';
import { checkAgainstRuntime } from './check-export.ts';
import { gatherHistory } from './gather.ts';
import type { Episode } from './history.ts';
import { type ModelOutcome, makeFillModel, makeImpactModel } from './models.ts';
import { stageReporter, type TrainProgress } from './progress.ts';

export interface TrainOptions {
  /** Folder of the files; made if missing, files in it replaced. */
  readonly out: string;
  /** Training episodes; validation and test get a third as many each. */
  readonly episodes?: number;
  /** First training seed. Default 1. */
  readonly seed?: number;
  /** Small enough for a test: shows the whole way, not a model to trade with. */
  readonly quick?: boolean;
}

export interface Trained {
  readonly fill: ModelCard;
  readonly impact: ModelCard;
  /** Models and cards, in `out`. */
  readonly files: readonly string[];
  readonly elapsedSeconds: number;
  /** Forward and backward. */
  readonly rowsPerSecond: { readonly fill: number; readonly impact: number };
}

const FULL = { episodes: 150, seconds: 360, epochs: 30 };
const QUICK = { episodes: 8, seconds: 60, epochs: 12 };
const FIRST_SEED = { train: 0, validation: 100_000, test: 200_000 };
const SEEDS_EACH = 100_000;

/** @throws RangeError for seeds outside their range; the file system's and onnxruntime's errors as they are */
export async function train(
  options: TrainOptions,
  onProgress: (progress: TrainProgress) => void = () => undefined,
): Promise<Trained> {
  const startedMs = performance.now();
  const size = options.quick ? QUICK : FULL;
  const seed = options.seed ?? 1;
  const episodes = options.episodes ?? size.episodes;
  const held = Math.max(4, Math.ceil(episodes / 3));
  const seeds = {
    train: seedsFrom(FIRST_SEED.train, seed, episodes),
    validation: seedsFrom(FIRST_SEED.validation, seed, held),
    test: seedsFrom(FIRST_SEED.test, seed, held),
  };

  const report = stageReporter('History', episodes + 2 * held, onProgress);
  const played = await gatherHistory({
    seeds: [...seeds.train, ...seeds.validation, ...seeds.test],
    seconds: size.seconds,
    onEpisode: (done, count) => report(done, `${count} observations`),
  });
  const history = {
    train: together(played.slice(0, episodes)),
    validation: together(played.slice(episodes, episodes + held)),
    test: together(played.slice(episodes + held)),
  };

  const version = `schema${FEATURE_SCHEMA.version}-seed${seed}-episodes${episodes}`;
  const settings = { seed, epochs: size.epochs, version, onProgress };
  const fill = await makeFillModel(history, settings);
  const impact = await makeImpactModel(history, settings);

  await mkdir(options.out, { recursive: true });
  const paths = { fill: join(options.out, 'fill.onnx'), impact: join(options.out, 'impact.onnx') };
  await writeFile(paths.fill, fill.bytes);
  await writeFile(paths.impact, impact.bytes);
  const check = stageReporter('Scores', 1, onProgress);
  const difference = await checkAgainstRuntime(paths, { fill: fill.trainerSays, impact: impact.trainerSays });
  check(1, `onnxruntime and the trainer differ by ${difference.toExponential(1)} at most`);

  const span = (list: readonly number[]): string => `${list[0]}..${list.at(-1)}`;
  const cardOf = (name: ModelName, { bytes, rows, scores, notes }: ModelOutcome): ModelCard => ({
    name,
    version,
    hash: digestBytes(bytes),
    schemaHash: FEATURE_SCHEMA.hash,
    trainedAt: new Date().toISOString(),
    rows,
    seeds: { train: span(seeds.train), validation: span(seeds.validation), test: span(seeds.test) },
    scores,
    notes: [
      ...(options.quick ? ['A quick run: it shows the way and is no model to trade with.'] : []),
      ...notes,
      `onnxruntime and the trainer agree to ${difference.toExponential(1)} on the test rows.`,
    ],
  });
  const cards = { fill: cardOf('fill', fill), impact: cardOf('impact', impact) };
  const files = Object.values(paths).flatMap((path) => [path, cardPathOf(path)]);
  await writeFile(cardPathOf(paths.fill), `${JSON.stringify(cards.fill, undefined, 2)}\n`);
  await writeFile(cardPathOf(paths.impact), `${JSON.stringify(cards.impact, undefined, 2)}\n`);
  return {
    ...cards,
    files,
    elapsedSeconds: (performance.now() - startedMs) / 1_000,
    rowsPerSecond: { fill: fill.rowsPerSecond, impact: impact.rowsPerSecond },
  };
}

const together = (episodes: readonly Episode[]): Episode => ({
  observations: episodes.flatMap(({ observations }) => observations),
  idle: episodes.flatMap(({ idle }) => idle),
});

/** `count` seeds of one set, from the set's first plus `seed`. */
function seedsFrom(first: number, seed: number, count: number): readonly number[] {
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || seed < 0 || count < 1) {
    throw new RangeError('seed and episodes must be whole numbers, episodes at least 1');
  }
  if (seed + count > SEEDS_EACH) {
    throw new RangeError(`seed ${seed} with ${count} episodes runs past ${SEEDS_EACH} seeds of its set`);
  }
  return Array.from({ length: count }, (_, i) => first + seed + i);
}
