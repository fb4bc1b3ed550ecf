/**
 * The models that a person may let advise: those shipped with the source and those in the state's folder
 * (`fairlead train --out` puts them there). One pair of them serves at a time: the pair that the journal says was
 * promoted last.
 */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ModelRow } from '@fairlead/api';
import { digestBytes, type Hash, type ModelCard, type ModelsUsed } from '@fairlead/domain';
import { FEATURE_SCHEMA } from '@fairlead/features';
import {
  cardPathOf,
  createPredictor,
  type Predictor,
  readModelCard,
  SHIPPED_MODELS,
} from '@fairlead/inference';
import type { Logger } from 'pino';

interface RegisteredModel {
  readonly path: string;
  readonly hash: Hash;
  readonly card: ModelCard;
}

export interface ModelRegistry {
  /** What comes with the source: promoted at a run's first start. Absent when it is missing. */
  readonly shipped: () => ModelsUsed | undefined;
  /** Loads the pair; on failure nothing serves, and the board and every decision say why. */
  readonly serve: (models: ModelsUsed) => Promise<void>;
  readonly serving: () => Predictor | undefined;
  readonly rows: () => Promise<readonly ModelRow[]>;
}

/** A decision without an answer after this long is made by the rules. */
const DEADLINE_MS = 50;

export async function createModelRegistry(modelsDir: string, log: Logger): Promise<ModelRegistry> {
  let predictor: Predictor | undefined;
  let problem: { readonly models: ModelsUsed; readonly message: string } | undefined;
  const scan = async (): Promise<readonly RegisteredModel[]> => [
    ...(await scanFolder(dirname(SHIPPED_MODELS.fillPath), log)),
    ...(await scanFolder(modelsDir, log)),
  ];
  const first = await scanFolder(dirname(SHIPPED_MODELS.fillPath), log);

  return {
    shipped: () => {
      const fill = first.find((m) => m.card.name === 'fill');
      const impact = first.find((m) => m.card.name === 'impact');
      return fill && impact && { fill: fill.hash, impact: impact.hash, schema: FEATURE_SCHEMA.hash };
    },
    serve: async (models) => {
      const known = await scan();
      const fill = known.find((m) => m.hash === models.fill);
      const impact = known.find((m) => m.hash === models.impact);
      const previous = predictor;
      predictor = undefined;
      await previous?.close();
      const made =
        fill && impact
          ? await createPredictor({
              fillPath: fill.path,
              impactPath: impact.path,
              deadlineMs: DEADLINE_MS,
              onProblem: (p) => log.warn({ problem: p.type }, p.message),
            })
          : undefined;
      if (made?.ok) {
        predictor = made.value;
        problem = undefined;
      } else {
        problem = {
          models,
          message: made?.error.message ?? 'The promoted model is not in the registry any more.',
        };
        log.error(problem.message);
      }
    },
    serving: () => predictor,
    rows: async () => {
      const serving = predictor?.models;
      return (await scan()).map(({ hash, card }): ModelRow => {
        if (hash === serving?.fill || hash === serving?.impact) return { card, state: 'Serving' };
        const refused = problem && (hash === problem.models.fill || hash === problem.models.impact);
        if (refused) return { card, state: 'Refused', problem: problem?.message as string };
        return { card, state: 'Registered' };
      });
    },
  };
}

async function scanFolder(folder: string, log: Logger): Promise<readonly RegisteredModel[]> {
  const found: RegisteredModel[] = [];
  for (const file of (await readdir(folder).catch(() => [])).sort()) {
    if (!file.endsWith('.onnx')) continue;
    const path = join(folder, file);
    try {
      const name = file.startsWith('impact') ? 'impact' : 'fill';
      const card = await readModelCard(cardPathOf(path), name);
      found.push({ path, card, hash: digestBytes(await readFile(path)) });
    } catch (error) {
      log.warn({ err: error, path }, 'a model without a readable card is left out');
    }
  }
  return found;
}
