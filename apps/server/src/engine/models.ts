/**
 * The models that a person may let advise: those shipped with the source and those in the state's folder
 * (`fairlead train --out` puts them there). One pair of them serves at a time: the pair that the journal says was
 * promoted last. A pair of which one is not shown to beat its baseline never serves, whoever promotes it: the
 * baseline, the rules, stays in charge.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelRow } from '@fairlead/api';
import {
  digestBytes,
  err,
  type FallbackReason,
  type Hash,
  type ModelCard,
  type ModelsUsed,
  ok,
  type Result,
} from '@fairlead/domain';
import type { OfferedModels } from '@fairlead/driver';
import { FEATURE_SCHEMA } from '@fairlead/features';
import {
  cardPathOf,
  createPredictor,
  type ModelName,
  notBetter,
  type Predictor,
  readModelCard,
} from '@fairlead/inference';
import type { Logger } from 'pino';

interface RegisteredModel {
  readonly path: string;
  readonly hash: Hash;
  readonly card: ModelCard;
}

type Pair = Readonly<Record<ModelName, RegisteredModel>>;

/** Why a pair doesn't serve: one sentence, and what decisions made without it say. */
interface Unfit {
  readonly message: string;
  readonly fallback: FallbackReason;
}

export interface ModelFolders {
  /** What comes with the source. */
  readonly shipped: string;
  /** What was trained here. */
  readonly trained: string;
}

export interface ModelRegistry {
  /** What comes with the source, offered at a run's first start. Absent when it is missing. */
  readonly shipped: () => OfferedModels | undefined;
  /** Why this pair may not serve; undefined: nothing speaks against it. */
  readonly objection: (models: ModelsUsed) => Promise<string | undefined>;
  /** Loads the pair; on failure nothing serves, and the board and every decision say why. */
  readonly serve: (models: ModelsUsed) => Promise<void>;
  /** What advises, or why the rules decide. */
  readonly serving: () => Result<Predictor, FallbackReason>;
  readonly rows: () => Promise<readonly ModelRow[]>;
}

/** A decision without an answer after this long is made by the rules. */
const DEADLINE_MS = 50;

export async function createModelRegistry(folders: ModelFolders, log: Logger): Promise<ModelRegistry> {
  const scan = async (): Promise<readonly RegisteredModel[]> => [
    ...(await scanFolder(folders.shipped, log)),
    ...(await scanFolder(folders.trained, log)),
  ];
  const shipped = offered(await scanFolder(folders.shipped, log));
  let serving: Result<Predictor, FallbackReason> = err(
    shipped?.objection === undefined ? 'ModelMissing' : 'ModelNotBetter',
  );
  let problem: { readonly models: ModelsUsed; readonly message: string } | undefined;

  const swap = async (models: ModelsUsed): Promise<void> => {
    const judged = judge(await scan(), models);
    const previous = serving;
    serving = err('ModelMissing');
    if (previous.ok) await previous.value.close();
    const made: Result<Predictor, Unfit> = judged.ok
      ? await createPredictor({
          fillPath: judged.value.fill.path,
          impactPath: judged.value.impact.path,
          deadlineMs: DEADLINE_MS,
          onProblem: (p) => log.warn({ problem: p.type }, p.message),
        })
      : judged;
    if (made.ok) {
      serving = made;
      problem = undefined;
    } else {
      serving = err(made.error.fallback);
      problem = { models, message: made.error.message };
      log.error(problem.message);
    }
  };
  /** One after the other: the last promoted is the last to take its place. */
  let turn: Promise<void> = Promise.resolve();

  return {
    shipped: () => shipped,
    objection: async (models) => {
      const judged = judge(await scan(), models);
      return judged.ok ? undefined : judged.error.message;
    },
    serve: (models) => {
      turn = turn.then(() => swap(models));
      return turn;
    },
    serving: () => serving,
    rows: async () => {
      const advising = serving.ok ? serving.value.models : undefined;
      return (await scan()).map(({ hash, card }): ModelRow => {
        if (hash === advising?.fill || hash === advising?.impact) return { card, state: 'Serving' };
        const refused = problem && (hash === problem.models.fill || hash === problem.models.impact);
        const why = notBetter(card) ?? (refused ? problem?.message : undefined);
        return why === undefined ? { card, state: 'Registered' } : { card, state: 'Refused', problem: why };
      });
    },
  };
}

function offered(found: readonly RegisteredModel[]): OfferedModels | undefined {
  const fill = found.find(({ card }) => card.name === 'fill');
  const impact = found.find(({ card }) => card.name === 'impact');
  if (!fill || !impact) return undefined;
  const models = { fill: fill.hash, impact: impact.hash, schema: FEATURE_SCHEMA.hash };
  const judged = judge(found, models);
  return judged.ok ? { models } : { models, objection: judged.error.message };
}

function judge(known: readonly RegisteredModel[], models: ModelsUsed): Result<Pair, Unfit> {
  const named = (name: ModelName): RegisteredModel | undefined =>
    known.find(({ card, hash }) => card.name === name && hash === models[name]);
  const fill = named('fill');
  const impact = named('impact');
  if (!fill || !impact) return err({ message: 'The pair is not in the registry.', fallback: 'ModelMissing' });
  const unshown = [fill, impact].flatMap(({ card }) => notBetter(card) ?? []);
  if (unshown.length > 0) return err({ message: unshown.join(' '), fallback: 'ModelNotBetter' });
  return ok({ fill, impact });
}

async function scanFolder(folder: string, log: Logger): Promise<readonly RegisteredModel[]> {
  const found: RegisteredModel[] = [];
  for (const file of (await readdir(folder).catch(() => [])).sort()) {
    if (!file.endsWith('.onnx')) continue;
    const path = join(folder, file);
    try {
      const name = file.startsWith('impact') ? 'impact' : 'fill';
      const card = await readModelCard(cardPathOf(path), name);
      const hash = digestBytes(await readFile(path));
      if (card.hash !== hash) throw new SyntaxError(`${cardPathOf(path)} is the card of another file`);
      found.push({ path, card, hash });
    } catch (error) {
      log.warn({ err: error, path }, 'a model without a sound card is left out');
    }
  }
  return found;
}
