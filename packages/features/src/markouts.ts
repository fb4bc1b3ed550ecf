/**
 * What the market did after our passive fills, per venue: the markout of a fill at price p is s (m - p) / p in bps,
 * with s = +1 for a buy and m the consolidated mid one and five seconds later (METHODS 6; positive = good for us).
 *
 * Fills wait in a ring until an event passes their horizon: the mid that the events up to and at the horizon left is
 * the one that counts. A fill whose mid is not shown then, or crossed, counts for nothing; nor does one that 256
 * later fills have overtaken. Means are over fills, each worth e^(-age / 300 s) of itself.
 */
import { NANOS_PER_SECOND, type Side, sideSign } from '@fairlead/domain';

/** Horizons, in the order of the columns below. */
export const MARKOUT = { oneSecond: 0, fiveSeconds: 1 } as const;
const HORIZONS_NS = [NANOS_PER_SECOND, 5 * NANOS_PER_SECOND] as const;
const WIDTH = HORIZONS_NS.length;
const RING = 256;
const TAU_NS = 300 * NANOS_PER_SECOND;

export interface Markouts {
  /** The ring's fills: venue, side (+1, -1), price, time. */
  readonly venue: Uint8Array;
  readonly sign: Int8Array;
  readonly px: Float64Array;
  readonly ts: Float64Array;
  /** Fills ever added, and per horizon how many of them are done with: what is between waits. */
  added: number;
  readonly done: Float64Array;
  /** No fill that waits is due before this. */
  nextDue: number;
  /** Per venue and horizon: sum of markouts, their weight, and the time that both are as of. */
  readonly sum: Float64Array;
  readonly weight: Float64Array;
  readonly clock: Float64Array;
}

export const createMarkouts = (venues: number): Markouts => ({
  venue: new Uint8Array(RING),
  sign: new Int8Array(RING),
  px: new Float64Array(RING),
  ts: new Float64Array(RING),
  added: 0,
  done: new Float64Array(WIDTH),
  nextDue: Number.POSITIVE_INFINITY,
  sum: new Float64Array(venues * WIDTH),
  weight: new Float64Array(venues * WIDTH),
  clock: new Float64Array(venues * WIDTH),
});

export interface PassiveFill {
  readonly venue: number;
  readonly side: Side;
  readonly px: number;
}

export function awaitMarkout(markouts: Markouts, { venue, side, px }: PassiveFill, ts: number): void {
  const at = markouts.added % RING;
  markouts.venue[at] = venue;
  markouts.sign[at] = sideSign(side);
  markouts.px[at] = px;
  markouts.ts[at] = ts;
  markouts.added += 1;
  markouts.nextDue = Math.min(markouts.nextDue, ts + HORIZONS_NS[0]);
  for (let h = 0; h < WIDTH; h++) {
    if (markouts.added - markouts.done[h]! > RING) markouts.done[h] = markouts.added - RING;
  }
}

/** Is there anything for `settleMarkouts` to do? */
export const isMarkoutDue = (markouts: Markouts, ts: number): boolean => markouts.nextDue < ts;

/**
 * Settles what is due before `ts`, at the mid that held until now.
 * @param mid Px, may be a half; `undefined` where none is shown
 */
export function settleMarkouts(markouts: Markouts, mid: number | undefined, ts: number): void {
  markouts.nextDue = Number.POSITIVE_INFINITY;
  for (let h = 0; h < WIDTH; h++) {
    while (markouts.done[h]! < markouts.added) {
      const fill = markouts.done[h]! % RING;
      const due = markouts.ts[fill]! + HORIZONS_NS[h]!;
      if (due >= ts) {
        markouts.nextDue = Math.min(markouts.nextDue, due);
        break;
      }
      markouts.done[h]! += 1;
      if (mid !== undefined) settle(markouts, fill, { horizon: h, due, mid });
    }
  }
}

function settle(
  markouts: Markouts,
  fill: number,
  { horizon, due, mid }: { readonly horizon: number; readonly due: number; readonly mid: number },
): void {
  const px = markouts.px[fill]!;
  const at = markouts.venue[fill]! * WIDTH + horizon;
  const kept = Math.exp(-(due - markouts.clock[at]!) / TAU_NS);
  markouts.sum[at] = markouts.sum[at]! * kept + ((markouts.sign[fill]! * (mid - px)) / px) * 10_000;
  markouts.weight[at] = markouts.weight[at]! * kept + 1;
  markouts.clock[at] = due;
}

/** How many fills the mean stands on, each by what is left of it at `ts`. */
export function markoutFills(markouts: Markouts, venue: number, horizon: number, ts: number): number {
  const at = venue * WIDTH + horizon;
  return markouts.weight[at]! * Math.exp(-Math.max(ts - markouts.clock[at]!, 0) / TAU_NS);
}

/** bps; meaningless without fills. */
export const meanMarkoutBps = (markouts: Markouts, venue: number, horizon: number): number =>
  markouts.sum[venue * WIDTH + horizon]! / markouts.weight[venue * WIDTH + horizon]!;

/** Fills without which the mean would count by half. */
const PRIOR_FILLS = 10;

/** The mean drawn towards 0 by ten fills that cost nothing; 0 without fills. */
export function shrunkMarkoutBps(markouts: Markouts, venue: number, horizon: number, ts: number): number {
  const fills = markoutFills(markouts, venue, horizon, ts);
  return fills > 0 ? (meanMarkoutBps(markouts, venue, horizon) * fills) / (fills + PRIOR_FILLS) : 0;
}
