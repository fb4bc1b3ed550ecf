/**
 * One parent order as a learning problem (Nevmyvaka, Feng, Kearns 2006): at equal steps a policy says how much of
 * what is left to offer until the next step, and how far from the touch it may trade. What it says becomes an order
 * of the production engine, worked by its router, through its risk gate, at the venues of a simulated market; the
 * episode adds no way to trade of its own.
 *
 * The last tenth of the horizon is not the policy's: what is left then is offered without a limit, as in production
 * by the schedule's sweep. What even that does not fill is valued at the mid at the end.
 *
 * The reward of a step is the fall of the parent's implementation shortfall in it, bps of the arrival value, with
 * what is unfilled valued at the mid. The rewards of an episode sum to minus its shortfall as `tca` scores it.
 *
 * Equal configurations, seeds and actions give equal episodes.
 */
import {
  type Actor,
  accountId,
  deskId,
  type Instrument,
  type InstrumentId,
  invariant,
  type MarketStamp,
  midPx,
  NANOS_PER_MS,
  NANOS_PER_SECOND,
  nanos,
  type Px,
  px,
  qty,
  type RouterKind,
  runId,
  type Side,
  userId,
} from '@fairlead/domain';
import { type ClientMarket, createSimulatedDriver, type SimulatedModels } from '@fairlead/driver';
import { parentViews, stampFor, stateHash } from '@fairlead/engine';
import type { Scenario } from '@fairlead/sim';
import type { ParentCost } from '@fairlead/tca';
import { createLedger } from './fills.ts';
import { marketOf } from './market.ts';
import { type Observation, observe } from './observation.ts';

export interface EpisodeConfig {
  readonly market: Scenario;
  readonly parent: {
    readonly instrument: InstrumentId;
    readonly side: Side;
    /** Whole lots. */
    readonly qty: number;
    /** From arrival to the end of the sweep. */
    readonly horizonNs: number;
  };
  /** Actions in an episode, 1 or more. */
  readonly steps: number;
  /** Market time before the parent arrives: books and features settle. Default 30 s. */
  readonly warmUpNs?: number;
  /** Who splits over venues. `Learned` needs models. Default `Rules`. */
  readonly router?: RouterKind;
}

export interface Action {
  /** Of what is left, 0 to 1: offered until the next step. */
  readonly fraction: number;
  /** Limit, in ticks from the near touch into the spread: 0 joins it, negative is behind it. Absent: none. */
  readonly limitTicks?: number;
}

export interface StepResult {
  readonly observation: Observation;
  readonly reward: number;
  readonly done: boolean;
  readonly info: {
    readonly ts: number;
    readonly filledQty: number;
    /** What the gate or the engine said to an order that it did not take. */
    readonly refused?: string;
    /** When done. */
    readonly cost?: ParentCost;
    /** Of the engine's order state, when done: equal for equal episodes. */
    readonly stateHash?: string;
  };
}

export interface Episode {
  /** Begins anew: another market, at the parent's arrival. */
  readonly reset: (seed: number) => Promise<Observation>;
  /** Takes effect with the next step. None: nothing is offered. */
  readonly act: (action: Action) => void;
  /** Lets market time pass to the next step, after the last of them to the end. */
  readonly step: () => Promise<StepResult>;
}

const SWEEP_SHARE = 0.1;
const WARM_UP_NS = 30 * NANOS_PER_SECOND;
/** Before its step ends an offer ends, so that its cancels are answered and what is left is known. */
const GRACE_NS = 100 * NANOS_PER_MS;
/** Of market time, for a market that shows no two sides when the parent should arrive. */
const MOST_WAITS = 60;

const AGENT: Actor = { userId: userId('agent'), name: 'agent', role: 'trader', desk: deskId('EQ-1') };

/** @throws RangeError for a configuration that is no episode */
export function createEpisode(config: EpisodeConfig, models?: SimulatedModels): Episode {
  checkConfig(config, models);
  let running: Running | undefined;
  const needRunning = (): Running => {
    invariant(running !== undefined, 'an episode begins with reset');
    return running;
  };
  return {
    reset: async (seed) => {
      running = await begin(config, { market: marketOf(config.market, seed), models });
      return running.seen();
    },
    act: (action) => needRunning().act(action),
    step: () => needRunning().step(),
  };
}

interface Running {
  readonly seen: () => Observation;
  readonly act: (action: Action) => void;
  readonly step: () => Promise<StepResult>;
}

async function begin(
  { parent, steps, warmUpNs = WARM_UP_NS, router = 'Rules' }: EpisodeConfig,
  { market, models }: { readonly market: ClientMarket; readonly models: SimulatedModels | undefined },
): Promise<Running> {
  const { instrument: id, side, horizonNs } = parent;
  const { instruments, venues } = market.reference();
  const instrument = instruments.find((each) => each.id === id);
  const lit = venues.find(({ kind }) => kind !== 'DarkMidpoint');
  invariant(instrument !== undefined && lit !== undefined, `the market has no lit venue for ${id}`);
  let printedQty = 0;
  let take: Parameters<typeof createSimulatedDriver>[0]['onAudit'];
  const driver = createSimulatedDriver({
    market,
    runId: runId('epis'),
    ...(models && { models }),
    onEvent: (event) => {
      if (event.type === 'TradePrinted' && event.instrument === id) printedQty += event.qty;
    },
    onAudit: (records) => take?.(records),
  });
  const stampNow = (): MarketStamp => stampFor(driver.state(), id, driver.now());

  await driver.run(driver.now() + warmUpNs);
  for (let waits = 0; midPx(stampNow()) === undefined && waits < MOST_WAITS; waits++) {
    await driver.run(driver.now() + NANOS_PER_SECOND);
  }
  const arrival = stampNow();
  invariant(midPx(arrival) !== undefined, `${id} shows no two sides for a minute: nothing can arrive`);
  const start = driver.now();
  const end = nanos(start + horizonNs);
  const sweep = nanos(Math.round(end - SWEEP_SHARE * horizonNs));
  printedQty = 0;
  const orderQty = qty(parent.qty);
  const ledger = createLedger({ instrument: id, side, orderQty, arrival, submittedAt: start, venues });
  let refused: string | undefined;
  take = (records) => {
    ledger.take(records);
    for (const { body } of records) {
      if (body.type === 'ParentDenied') refused = body.refusals.map(({ code }) => code).join(', ');
      else if (body.type === 'CommandRefused') refused = body.cause;
    }
  };

  let done = false;
  let taken = 0;
  let costBps = 0;
  /** The last market with two sides: what is unfilled is valued at it. */
  let valued = arrival;
  const leftQty = (): number => {
    let working = 0;
    for (const { workingQty } of parentViews(driver.state())) working += workingQty;
    return Math.max(0, orderQty - ledger.filledQty() - working);
  };
  const seen = (): Observation =>
    observe(driver.state(), {
      instrument: id,
      venue: lit.id,
      side,
      ts: driver.now(),
      leftQty: leftQty(),
      orderQty,
      filledQty: ledger.filledQty(),
      printedQty,
      leftNs: Math.max(0, end - driver.now()),
      horizonNs,
    });
  const offer = (shares: number, until: number, limitPx?: Px): void => {
    if (shares <= 0) return;
    driver.order({
      type: 'SubmitParent',
      actor: AGENT,
      parent: {
        clOrdId: `offer ${taken}`,
        instrument: id,
        side,
        orderQty: qty(shares),
        ...(limitPx === undefined ? {} : { limitPx }),
        strategy: 'SEEK',
        router,
        startTime: driver.now(),
        endTime: nanos(until - GRACE_NS),
        trader: AGENT.userId,
        desk: AGENT.desk,
        account: accountId('EPISODE'),
      },
    });
  };
  const stepEnd = (nth: number): number => Math.round(start + ((sweep - start) * nth) / steps);

  return {
    seen,
    act: ({ fraction, limitTicks }) => {
      invariant(!done, 'an episode that is done takes no more actions');
      invariant(fraction >= 0 && fraction <= 1, `a fraction is from 0 to 1, not ${fraction}`);
      const { lot } = instrument;
      const left = leftQty();
      const shares = fraction === 1 ? left : Math.floor((fraction * left) / lot) * lot;
      const limitPx =
        limitTicks === undefined
          ? undefined
          : limitOf(instrument, side, { ...valued, ...stampNow() }, limitTicks);
      offer(shares, stepEnd(taken + 1), limitPx);
    },
    step: async () => {
      invariant(!done, 'an episode that is done takes no more steps');
      taken += 1;
      await driver.run(stepEnd(taken));
      done = taken === steps;
      if (done) {
        offer(leftQty(), end + GRACE_NS);
        await driver.run(end + GRACE_NS);
      }
      const stamp = stampNow();
      if (midPx(stamp) !== undefined) valued = stamp;
      const cost = ledger.costAt(valued, driver.now());
      const before = costBps;
      costBps = cost.shortfallBps as number;
      const said = refused;
      refused = undefined;
      return {
        observation: seen(),
        reward: before - costBps,
        done,
        info: {
          ts: driver.now(),
          filledQty: cost.cumQty,
          ...(said === undefined ? {} : { refused: said }),
          ...(done ? { cost, stateHash: stateHash(driver.state()) } : {}),
        },
      };
    },
  };
}

function limitOf({ tick }: Instrument, side: Side, { bidPx, askPx }: MarketStamp, ticks: number): Px {
  invariant(Number.isInteger(ticks), `a limit is whole ticks from the touch, not ${ticks}`);
  const near = side === 'Buy' ? (bidPx as Px) + ticks * tick : (askPx as Px) - ticks * tick;
  return px(Math.max(tick, near));
}

function checkConfig(
  { parent, steps, router, market }: EpisodeConfig,
  models: SimulatedModels | undefined,
): void {
  const instrument = market.instruments.find((each) => each.instrument.id === parent.instrument)?.instrument;
  const problem =
    instrument === undefined
      ? `the market does not trade ${parent.instrument}`
      : !Number.isSafeInteger(parent.qty) || parent.qty <= 0 || parent.qty % instrument.lot !== 0
        ? `a parent is whole lots of ${instrument.lot}, not ${parent.qty}`
        : !Number.isSafeInteger(steps) || steps < 1
          ? `an episode has 1 or more steps, not ${steps}`
          : !(parent.horizonNs >= steps * NANOS_PER_SECOND)
            ? `${steps} steps need a horizon of ${steps} s or more`
            : router === 'Learned' && models === undefined
              ? 'the learned router needs models'
              : undefined;
  if (problem !== undefined) throw new RangeError(problem);
}
