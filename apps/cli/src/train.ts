/** `fairlead train`: simulated history to two ONNX models with their cards, with progress. */
import { resolve } from 'node:path';
import type { ModelCard } from '@fairlead/domain';
import { notBetter } from '@fairlead/inference';
import { train as runTraining, type TrainProgress } from '@fairlead/training';
import { fromCwd, ROOT } from './env.ts';
import { CliError } from './failure.ts';

export interface TrainFlags {
  readonly out?: string;
  readonly quick?: boolean;
  readonly seed?: string;
  readonly json?: boolean;
}

const REPORT_EVERY_MS = 2_000;

export async function train(flags: TrainFlags): Promise<void> {
  const seed = Number(flags.seed ?? '1');
  if (!Number.isInteger(seed) || seed < 0 || seed >= 100_000) {
    throw new CliError(`--seed must be a whole number from 0 to 99,999, got "${flags.seed}"`, {
      exitCode: 2,
    });
  }
  const out = flags.out === undefined ? resolve(ROOT, '.fairlead/models') : fromCwd(flags.out);
  const trained = await runTraining({ out, seed, quick: flags.quick === true }, progressLine());
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(trained)}\n`);
    return;
  }
  const cards = [trained.fill, trained.impact];
  for (const card of cards) process.stdout.write(cardText(card));
  const verdict =
    cards.flatMap((card) => notBetter(card) ?? []).join('\n') || 'Promote them on the Models page.';
  process.stdout.write(
    `${trained.files.join('\n')}\nTrained in ${Math.round(trained.elapsedSeconds)} s. ${verdict}\n`,
  );
}

/** Progress on stderr: a line a stage and one every two seconds, so that a log stays readable too. */
function progressLine(): (progress: TrainProgress) => void {
  let shownAt = 0;
  let stage = '';
  return (progress) => {
    const now = performance.now();
    if (progress.stage === stage && now - shownAt < REPORT_EVERY_MS && progress.done < progress.total) return;
    shownAt = now;
    stage = progress.stage;
    const percent = Math.floor((100 * progress.done) / Math.max(1, progress.total));
    process.stderr.write(
      `  ${stage} ${percent}%, about ${Math.ceil(progress.etaSeconds)} s left  ${progress.note}\n`,
    );
  };
}

function cardText(card: ModelCard): string {
  const lines = [
    `${card.name} ${card.version} ${card.hash.slice(0, 12)}: ${card.rows.train} rows to train, ${card.rows.test} held out (seeds ${card.seeds.test})`,
    ...card.scores.map(
      (s) =>
        `  ${s.metric.padEnd(28)} ${s.model.toFixed(4)} against ${s.baseline.toFixed(4)} (${s.baselineName}); gain ${s.gainLow.toFixed(4)} to ${s.gainHigh.toFixed(4)}${s.better ? '' : ', not better'}`,
    ),
    ...card.notes.map((note) => `  ${note}`),
  ];
  return `${lines.join('\n')}\n`;
}
