/**
 * The parents of a recorded episode, drawn from its seed: one after another on each instrument, of both sides and
 * strategies, half a percent to a tenth of the volume expected in their life, a third of them with a limit.
 */
import {
  type Actor,
  accountId,
  deskId,
  type Instrument,
  type MarketStamp,
  NANOS_PER_SECOND,
  nanos,
  type ParentOrder,
  type Px,
  qty,
  type RouterKind,
  userId,
} from '@fairlead/domain';
import { createRandom, type Random, uniform } from '@fairlead/sim';

export const HISTORIAN: Actor = {
  userId: userId('history'),
  name: 'history',
  role: 'trader',
  desk: deskId('EQ-1'),
};

export interface DrawnParent {
  readonly atNs: number;
  readonly instrument: Instrument;
  /** The order, once the market that it arrives in is known. */
  readonly at: (stamp: MarketStamp) => ParentOrder;
}

export interface Drawing {
  readonly seed: number;
  readonly instruments: readonly Instrument[];
  readonly fromNs: number;
  readonly toNs: number;
  /** Models are there: two thirds of the parents are routed by them, the others by the rules. */
  readonly learned: boolean;
}

/** Seconds of a trading day: what `adv` is spread over. */
const DAY_S = 23_400;
const LIFE_S = [30, 300] as const;
const PAUSE_S = [5, 20] as const;
const PARTICIPATION = [0.005, 0.1] as const;
const LIMIT_TICKS = 10;

/** In the order of their arrival. */
export function drawParents(drawing: Drawing): readonly DrawnParent[] {
  const drawn = drawing.instruments.flatMap((instrument, nth) => parentsOf(drawing, instrument, nth));
  return drawn.sort((a, b) => a.atNs - b.atNs);
}

function parentsOf(drawing: Drawing, instrument: Instrument, nth: number): DrawnParent[] {
  const random = createRandom(drawing.seed, `parents ${instrument.id}`);
  const parents: DrawnParent[] = [];
  let atNs = drawing.fromNs + seconds(random, PAUSE_S) * (nth + 1);
  for (;;) {
    const lifeNs = Math.min(seconds(random, LIFE_S), drawing.toNs - atNs);
    if (lifeNs < LIFE_S[0] * NANOS_PER_SECOND) return parents;
    parents.push(drawOne(drawing, { instrument, random, atNs, lifeNs, id: `${nth}-${parents.length}` }));
    atNs += lifeNs + seconds(random, PAUSE_S);
  }
}

interface Draw {
  readonly instrument: Instrument;
  readonly random: Random;
  readonly atNs: number;
  readonly lifeNs: number;
  readonly id: string;
}

function drawOne({ learned }: Drawing, { instrument, random, atNs, lifeNs, id }: Draw): DrawnParent {
  const { adv, lot, tick } = instrument;
  const volume = (adv / DAY_S) * (lifeNs / NANOS_PER_SECOND);
  const shares = Math.max(lot, Math.floor((logUniform(random, PARTICIPATION) * volume) / lot) * lot);
  const buy = uniform(random) < 0.5;
  const strategy = uniform(random) < 0.5 ? 'TWAP' : 'SEEK';
  const router: RouterKind = learned && uniform(random) < 2 / 3 ? 'Learned' : 'Rules';
  const limited = uniform(random) < 1 / 3;
  const ticks = Math.floor(LIMIT_TICKS * uniform(random));
  return {
    atNs,
    instrument,
    at: ({ bidPx, askPx }) => {
      const near = buy ? askPx : bidPx;
      const limitPx = near === undefined ? undefined : Math.max(tick, near + (buy ? ticks : -ticks) * tick);
      return {
        clOrdId: id,
        instrument: instrument.id,
        side: buy ? 'Buy' : 'Sell',
        orderQty: qty(shares),
        ...(limited && limitPx !== undefined && { limitPx: limitPx as Px }),
        strategy,
        router,
        startTime: nanos(atNs),
        endTime: nanos(atNs + lifeNs),
        trader: HISTORIAN.userId,
        desk: HISTORIAN.desk,
        account: accountId('HISTORY'),
      };
    },
  };
}

/** Log-uniform. */
const logUniform = (random: Random, [low, high]: readonly [number, number]): number =>
  low * (high / low) ** uniform(random);
const seconds = (random: Random, between: readonly [number, number]): number =>
  Math.round(logUniform(random, between) * NANOS_PER_SECOND);
