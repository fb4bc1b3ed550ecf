/**
 * The market's sessions as the engine follows them: each welcome is a session that goes on or another one, whose time
 * and reference are its own. What was open before another one ends with it.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  type Actor,
  digestOf,
  type Hash,
  isPaused,
  type MarketReference,
  type RunId,
  runId,
  type Simulation,
} from '@fairlead/domain';
import { type Driver, firstActs, HOUSE, limitsOfNew, sessionOpened } from '@fairlead/driver';
import { limitsOf, parentViews } from '@fairlead/engine';
import type { Welcome } from '@fairlead/gateway';
import { TapeError } from '@fairlead/tape';
import type { Logger } from 'pino';
import { addBarsOfTape, type Bars } from './bars.ts';
import type { MarketTime } from './clock.ts';
import type { ModelRegistry } from './models.ts';
import type { FromEngine } from './protocol.ts';
import { type Recorder, tapeFolderOf, tapeSessionOf } from './recorder.ts';
import type { Recovered } from './recovery.ts';
import type { Watch } from './watch.ts';

export interface MarketSession {
  /** What the market said last of itself; absent before it is met. */
  readonly welcome: () => Welcome | undefined;
  /** Its number; the journal's last one before the market is met. */
  readonly number: () => number | undefined;
  readonly onWelcome: (message: Welcome) => void;
  readonly onSimulation: (simulation: Simulation) => void;
  /** Every parent that is open. */
  readonly cancelParents: (actor: Actor, reason: string) => void;
  readonly clockOf: (message: Welcome) => Extract<FromEngine, { type: 'clock' }>['clock'];
}

export interface MarketSessionParts {
  readonly recovered: Pick<Recovered, 'reference' | 'session' | 'runId'>;
  /** The journal has no input yet. */
  readonly isFirstStart: () => boolean;
  readonly sequencer: Driver['sequencer'];
  readonly time: MarketTime;
  readonly models: Pick<ModelRegistry, 'shipped'>;
  readonly bars: Bars;
  readonly watch: Watch;
  readonly tapeRoot: string;
  readonly recorder: Recorder | undefined;
  readonly say: (message: FromEngine) => void;
  readonly log: Logger;
}

export function createMarketSession(parts: MarketSessionParts): MarketSession {
  const { recovered, sequencer, time, models, bars, watch, recorder, say, log } = parts;
  let welcome: Welcome | undefined;
  let reference: Hash | undefined = recovered.reference;
  let number = recovered.session;
  /** One over all sessions of the market: the journal and the database are of it. */
  const run = recovered.runId ?? newRunId();

  const clockOf: MarketSession['clockOf'] = (message) => {
    const { scenario, session } = message.simulation;
    const until = time.until();
    return {
      environment: message.environment,
      market: message.market,
      ...(scenario === undefined ? {} : { scenario }),
      session,
      sessionDate: message.reference.sessionDate,
      now: time.now(),
      speed: time.speed(),
      ...(until === undefined ? {} : { until }),
    };
  };

  const cancelParents = (actor: Actor, reason: string): void => {
    for (const { parentId, closedAt } of parentViews(sequencer.state())) {
      if (closedAt === undefined) sequencer.order({ type: 'CancelParent', actor, parentId, reason });
    }
    sequencer.flush();
  };

  /** The market closed while we looked away, or was turned to another scenario: nothing of before goes on. */
  const end = (next: Simulation): void => {
    sequencer.flush();
    cancelParents(HOUSE, `the market opened its session ${next.session}`);
    bars.clear();
    watch.clear();
  };

  const open = (marketReference: MarketReference, next: number): void => {
    const firstStart = parts.isFirstStart();
    sequencer.order(sessionOpened(run, marketReference, next));
    sequencer.flush();
    const acts = firstStart
      ? firstActs(marketReference, models.shipped())
      : limitsOfNew(limitsOf(sequencer.state()), marketReference);
    for (const act of acts) sequencer.order(act);
    sequencer.flush();
  };

  return {
    welcome: () => welcome,
    number: () => number,
    cancelParents,
    clockOf,
    onWelcome: (message) => {
      const first = welcome === undefined;
      const { simulation } = message;
      const another = simulation.session !== number;
      welcome = message;
      if (another && number !== undefined) end(simulation);
      number = simulation.session;
      if (another) time.begin(simulation);
      else time.follow(simulation);
      const known = digestOf(message.reference);
      if (another || known !== reference) {
        reference = known;
        open(message.reference, simulation.session);
      }
      if (first && !another) fillBars(bars, join(parts.tapeRoot, tapeFolderOf(message)), log);
      recorder?.begin(tapeSessionOf(message), tapeFolderOf(message));
      say({ type: 'simulation', simulation });
      if (first || another) say({ type: 'session', reference: message.reference, clock: clockOf(message) });
      else say({ type: 'clock', clock: clockOf(message) });
    },
    onSimulation: (simulation) => {
      say({ type: 'simulation', simulation });
      // The next session's time begins with its welcome.
      if (!welcome || simulation.session !== number) return;
      const same = simulation.speed === time.speed() && simulation.until === time.until();
      welcome = { ...welcome, simulation };
      if (same && !isPaused(simulation)) return;
      time.follow(simulation);
      say({ type: 'clock', clock: clockOf(welcome) });
    },
  };
}

/** The chart goes on where it stood; a tape that can't be read costs the chart, nothing else. */
function fillBars(bars: Bars, dir: string, log: Logger): void {
  const began = performance.now();
  try {
    const prints = addBarsOfTape(bars, dir);
    if (prints > 0)
      log.info(`candles of ${prints} prints in ${((performance.now() - began) / 1_000).toFixed(2)} s`);
  } catch (error) {
    if (!(error instanceof TapeError)) throw error;
    log.warn(`no candles from before: ${error.message}`);
  }
}

/** Part of every id that a venue sees, so that no two state folders ever use the same. */
const newRunId = (): RunId => runId(randomBytes(4).toString('hex'));
