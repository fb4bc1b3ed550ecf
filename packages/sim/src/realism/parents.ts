/**
 * Meta-orders as their fills tell them, and what the price did meanwhile. A parent is a run of fills of one participant
 * in one instrument, all on one side, no two further apart than `LONGEST_PAUSE_S` (how Moro et al. 2009 find them in
 * recorded trades). Its move is that of the mid beyond what the fundamental value did by itself over the same time: a
 * value that the parent doesn't know of would only add noise. Both are read at whole seconds.
 */
import { SESSION_S } from '../session-length.ts';
import { type MarketSample, SECOND_NS } from './collector.ts';
import type { ParentMove } from './impact.ts';
import { midAt, returns } from './series.ts';

const LONGEST_PAUSE_S = 300;

export interface ParentFill {
  readonly owner: number;
  readonly instrument: number;
  /** +1: it bought. */
  readonly sign: 1 | -1;
  readonly qty: number;
}

interface Parent {
  readonly instrument: number;
  readonly sign: 1 | -1;
  readonly firstNs: number;
  lastNs: number;
  qty: number;
}

export interface Parents {
  readonly all: Parent[];
  /** By owner and instrument: the one that may go on. */
  readonly open: Map<string, Parent>;
}

export const createParents = (): Parents => ({ all: [], open: new Map() });

/** A meta-order's child was filled. */
export function parentFilled(
  parents: Parents,
  ns: number,
  { owner, instrument, sign, qty }: ParentFill,
): void {
  const key = `${owner} ${instrument}`;
  const open = parents.open.get(key);
  if (open !== undefined && open.sign === sign && ns - open.lastNs <= LONGEST_PAUSE_S * SECOND_NS) {
    open.lastNs = ns;
    open.qty += qty;
    return;
  }
  const parent = { instrument, sign, firstNs: ns, lastNs: ns, qty };
  parents.all.push(parent);
  parents.open.set(key, parent);
}

export interface ParentDay {
  readonly sample: MarketSample;
  readonly startNs: number;
  /** Fundamental value at each second's end from `startNs`, in ticks. */
  readonly values: Float64Array;
  readonly tick: number;
  /** Shares traded in the whole sample. */
  readonly volume: number;
}

/** @param days by instrument; their volume and variance are scaled to a whole session's */
export function parentMoves({ all }: Parents, days: readonly ParentDay[]): readonly ParentMove[] {
  const scales = days.map(({ sample, volume }) => {
    const share = sample.mids.length / SESSION_S;
    const variance = returns(sample, 60).reduce((sum, r) => sum + r * r, 0);
    return { volume: volume / share, volatility: Math.sqrt(variance / share) };
  });
  return all.flatMap((parent) => {
    const { instrument, sign, firstNs, lastNs, qty } = parent;
    const day = days[instrument]!;
    const { volume, volatility } = scales[instrument]!;
    const from = beyondValue(day, firstNs);
    const to = beyondValue(day, lastNs + SECOND_NS);
    const later = beyondValue(day, 2 * lastNs - firstNs + SECOND_NS);
    if (from === undefined || to === undefined || !(volatility > 0)) return [];
    const moved = (at: number): number => (sign * (at - from)) / volatility;
    const others = all.reduce((sum, of) => (of === parent ? sum : sum + takenMeanwhile(of, parent)), 0);
    return [
      {
        size: qty / volume,
        move: moved(to),
        others: (sign * others) / volume,
        left: later === undefined ? undefined : moved(later),
      },
    ];
  });
}

/** Signed shares of a parent, as if taken evenly, while another one of its instrument is worked. */
function takenMeanwhile(of: Parent, other: Parent): number {
  const togetherNs = Math.min(of.lastNs, other.lastNs) - Math.max(of.firstNs, other.firstNs);
  if (of.instrument !== other.instrument || togetherNs <= 0) return 0;
  return (of.sign * of.qty * togetherNs) / (of.lastNs - of.firstNs);
}

/** Logarithm of the mid over the value at the second that ended at or before `ns`. */
function beyondValue({ sample, startNs, values, tick }: ParentDay, ns: number): number | undefined {
  const mid = midAt(sample, ns);
  const value = values[Math.floor((ns - startNs) / SECOND_NS) - 1];
  return mid === undefined || value === undefined ? undefined : Math.log(mid / (value * tick));
}
