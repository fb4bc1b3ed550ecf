/**
 * A model's card: what it scored on episodes that nothing was fitted to, beside what stands without it. The card
 * decides whether the model may advise, so it is read strictly: a damaged one is none.
 */
import { readFile } from 'node:fs/promises';
import type { Hash, ModelCard } from '@fairlead/domain';
import { z } from 'zod';
import type { ModelName } from './model-format.ts';

const zHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((hex) => hex as Hash);
const zRows = z.int().nonnegative();
const zScore = z
  .strictObject({
    metric: z.string(),
    model: z.number(),
    baseline: z.number(),
    baselineName: z.string(),
    gainLow: z.number(),
    gainHigh: z.number(),
    better: z.boolean(),
  })
  .refine(({ gainLow, gainHigh, better }) => gainLow <= gainHigh && better === gainLow > 0, {
    error: '`better` is not what its interval says',
  });
const zCard: z.ZodType<ModelCard> = z.strictObject({
  name: z.enum(['fill', 'impact']),
  version: z.string(),
  hash: zHash,
  schemaHash: zHash,
  trainedAt: z.string(),
  rows: z.strictObject({ train: zRows, validation: zRows, test: zRows }),
  seeds: z.strictObject({ train: z.string(), validation: z.string(), test: z.string() }),
  scores: z.array(zScore).min(1),
  notes: z.array(z.string()),
});

/** The card beside a model file: `fill.onnx` has `fill.card.json`. */
export const cardPathOf = (modelPath: string): string => modelPath.replace(/\.onnx$/, '.card.json');

/** @throws the file system's error, or a SyntaxError, where there is no sound card of this model */
export async function readModelCard(path: string, name: ModelName): Promise<ModelCard> {
  const read = zCard.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!read.success) throw new SyntaxError(`${path} is not a card: ${z.prettifyError(read.error)}`);
  if (read.data.name !== name) throw new SyntaxError(`${path} is not the card of the ${name} model`);
  return read.data;
}

/**
 * Why a model may not advise: every baseline on its card that it is not shown to beat, with the figures, in one
 * sentence.
 * @returns undefined where it beats them all
 */
export function notBetter({ name, scores }: ModelCard): string | undefined {
  const unshown = scores.filter(({ better }) => !better);
  if (unshown.length === 0) return undefined;
  const figures = unshown.map(
    ({ metric, model, baseline, baselineName, gainLow, gainHigh }) =>
      `${metric} is ${model} against ${baseline} of the ${baselineName}, a gain of ${gainLow} to ${gainHigh}`,
  );
  return `The ${name} model may not advise: by the 95% interval it is not shown to beat what stands without it (${figures.join('; ')}).`;
}
