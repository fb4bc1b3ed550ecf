/** The twins of the microprice and of takes in a row: walked through from the first event at each question. */
import type { NaiveFeatures, Quote } from './naive-features.ts';

interface State {
  readonly mid: number;
  readonly spread: number;
  readonly imbalance: number;
}

const isWhole = ({ bidQty, askQty }: Quote): boolean => bidQty > 0 && askQty > 0;
const stateOf = ({ bidPx = 0, bidQty, askPx = 0, askQty }: Quote): State => ({
  mid: (bidPx + askPx) / 2,
  spread: askPx - bidPx,
  imbalance: (bidQty - askQty) / (bidQty + askQty),
});
const same = (a: Quote, b: Quote): boolean =>
  a.bidPx === b.bidPx && a.bidQty === b.bidQty && a.askPx === b.askPx && a.askQty === b.askQty;

/** 1, 2, 3-4, 5-8, 9-16, 17 and more ticks. */
const widthOf = (ticks: number): number => [1, 2, 4, 8, 16].filter((most) => ticks > most).length;
const weightOf = (imbalance: number): number =>
  [0.2, 0.4, 0.6, 0.8].filter((least) => Math.abs(imbalance) >= least).length;
const nameOf = (imbalance: number, ticks: number): string => `${widthOf(ticks)} ${weightOf(imbalance)}`;

/** Microprice less mid in spreads, at an imbalance and a spread, after all that was told. */
export function naiveLean(
  { steps, instrument: { tick } }: NaiveFeatures,
  imbalance: number,
  ticks: number,
): number {
  const table = new Map<string, number>();
  const visits = new Map<string, number>();
  const leanIn = (x: number, wide: number): number => {
    const start = (weightOf(x) + 0.5) / 5 / 2 ** (1 + widthOf(wide));
    return Math.sign(x) * (table.get(nameOf(x, wide)) ?? start);
  };
  const last = new Map<number, State>();
  for (const { event, row, applied, before, after } of steps) {
    if (!applied || event.type === 'BookSnapshot') last.delete(row);
    if (!applied || event.type !== 'LevelChanged') continue;
    if (!isWhole(after)) {
      last.delete(row);
      continue;
    }
    if (same(before, after)) continue;
    const to = stateOf(after);
    const from = last.get(row);
    last.set(row, to);
    if (!from || from.imbalance === 0) continue;
    const s = Math.sign(from.imbalance);
    const gain = to.mid - from.mid + leanIn(to.imbalance, to.spread / tick) * to.spread;
    const told = Math.min(Math.max((s * gain) / from.spread, -4), 4);
    const name = nameOf(from.imbalance, from.spread / tick);
    const known = s * leanIn(from.imbalance, from.spread / tick);
    const seen = (visits.get(name) ?? 0) + 1;
    visits.set(name, seen);
    const step = Math.max(0.01 * Math.min(500 / seen, 1), 0.0005);
    table.set(name, known + step * (told - known));
  }
  return leanIn(imbalance, ticks);
}

/** The last takes that were all on one side, each worth e^(-age / 1 s). @param row a venue, or their number: all */
export function naiveTakes({ steps, venues }: NaiveFeatures, row: number, ts: number): number {
  const takes = steps.filter(({ event, applied, sign, before, row: at }) => {
    if (event.type !== 'TradePrinted' || !applied || (row < venues.length && at !== row)) return false;
    return sign > 0
      ? before.askQty > 0 && event.px >= before.askPx!
      : sign < 0 && before.bidQty > 0 && event.px <= before.bidPx!;
  });
  let run = 0;
  for (const { sign, ts: at } of takes.reverse()) {
    if (sign !== takes[0]!.sign) break;
    run += sign * Math.exp(-(ts - at) / 1e9);
  }
  return run;
}
