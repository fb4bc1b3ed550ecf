/** The trained models that come with the source: made by `fairlead train`, committed beside their cards. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ModelCard } from '@fairlead/domain';
import type { ModelName } from './model-format.ts';

const inModels = (file: string): string => fileURLToPath(new URL(`../models/${file}`, import.meta.url));

/** Absolute paths, as `createPredictor` takes them. */
export const SHIPPED_MODELS: { readonly fillPath: string; readonly impactPath: string } = {
  fillPath: inModels('fill.onnx'),
  impactPath: inModels('impact.onnx'),
};

/** The card beside a model file: `fill.onnx` has `fill.card.json`. */
export const cardPathOf = (modelPath: string): string => modelPath.replace(/\.onnx$/, '.card.json');

/** @throws the file system's error, or a SyntaxError, where there is no readable card */
export async function readModelCard(path: string, name: ModelName): Promise<ModelCard> {
  const card = JSON.parse(await readFile(path, 'utf8')) as ModelCard;
  if (card.name !== name) throw new SyntaxError(`${path} is not the card of the ${name} model`);
  return card;
}
