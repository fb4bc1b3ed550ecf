/** The trained models that come with the source: made by `fairlead train`, committed beside their cards. */
import { fileURLToPath } from 'node:url';

const inModels = (file: string): string => fileURLToPath(new URL(`../models/${file}`, import.meta.url));

/** Absolute paths, as `createPredictor` takes them. */
export const SHIPPED_MODELS: { readonly fillPath: string; readonly impactPath: string } = {
  fillPath: inModels('fill.onnx'),
  impactPath: inModels('impact.onnx'),
};
