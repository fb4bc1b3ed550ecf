/** The twin of the predatory indicators: every event looked at again, each pattern by its definition. */
import type { Side } from '@fairlead/domain';
import type { NaiveFeatures, NaiveStep } from './naive-features.ts';

const MS = 1e6;
const SECOND = 1e9;

type Change = NaiveStep & { readonly side: Side; readonly px: number; readonly delta: number };
interface Taken {
  readonly ts: number;
  readonly px: number;
  readonly qty: number;
  readonly sign: number;
  /** Position among the venue's steps. */
  readonly nth: number;
}

const sided = (step: NaiveStep): Change | undefined =>
  step.applied && step.event.type === 'LevelChanged'
    ? { ...step, side: step.event.side, px: step.event.px, delta: step.event.qty - step.shownBefore }
    : undefined;

/** What was added last at the price of a withdrawal, if that is what was withdrawn and nothing else was since. */
function additionOf(changes: readonly (Change | undefined)[], nth: number): number | undefined {
  const gone = changes[nth]!;
  const here = (i: number): boolean => changes[i]?.side === gone.side && changes[i]?.px === gone.px;
  let added = nth - 1;
  while (added >= 0 && !(here(added) && changes[added]!.delta > 0)) added -= 1;
  if (added < 0 || changes[added]!.delta !== -gone.delta) return undefined;
  for (let i = added + 1; i < nth; i++) if (here(i) && changes[i]!.delta === gone.delta) return undefined;
  return added;
}

/** The indicators of a venue at `ts`, by the names of their columns. */
export function naivePredation(features: NaiveFeatures, venue: number, ts: number) {
  const { instrument, steps } = features;
  const unit = instrument.avgTradeQty;
  const there = steps.filter(({ row }) => row === venue);
  const changes = there.map(sided);
  const taken: Taken[] = there.flatMap(({ event, applied, sign, ts: at }, nth) =>
    applied && event.type === 'TradePrinted' ? [{ ts: at, px: event.px, qty: event.qty, sign, nth }] : [],
  );
  const worth = (at: number, tauSeconds: number, when = ts): number =>
    Math.exp(-(when - at) / (tauSeconds * SECOND));
  const total = (times: readonly number[], tauSeconds: number): number =>
    times.reduce((sum, at) => sum + worth(at, tauSeconds), 0);

  const messages = there
    .filter(
      ({ applied, event }) => applied && (event.type === 'LevelChanged' || event.type === 'TradePrinted'),
    )
    .map((step) => step.ts);
  const volume = taken.reduce((sum, { ts: at, qty }) => sum + qty * worth(at, 60), 0);
  const left = changes.reduce((sum, c) => sum + (c && c.delta < 0 ? -c.delta * worth(c.ts, 60) : 0), 0);

  const fleeting: number[] = [];
  const pings: number[] = [];
  const layers: { readonly side: Side; readonly addedAt: number; readonly ts: number }[] = [];
  changes.forEach((gone, nth) => {
    if (!gone || gone.delta >= 0) return;
    const at = additionOf(changes, nth);
    if (at === undefined) return;
    const added = changes[at]!;
    const hits = (side: Side): number => (side === 'Buy' ? -1 : 1);
    const lastHit = (side: Side) => taken.findLast((t) => t.nth < nth && t.sign === hits(side));
    const printed = lastHit(gone.side);
    if (printed && printed.px === gone.px && printed.ts >= added.ts) return;
    if (gone.ts - added.ts < 10 * MS) {
      const { bidPx, askPx, bidQty, askQty } = added.before;
      const inside = bidQty > 0 && askQty > 0 && added.px > bidPx! && added.px < askPx!;
      (inside && added.delta <= unit ? pings : fleeting).push(gone.ts);
      return;
    }
    const filled = lastHit(gone.side === 'Buy' ? 'Sell' : 'Buy');
    if (filled && filled.ts >= added.ts && gone.ts - filled.ts <= 500 * MS) {
      layers.push({ side: gone.side, addedAt: added.ts, ts: gone.ts });
    }
  });
  const layerings = (['Buy', 'Sell'] as const).flatMap((side) => {
    const ends: number[] = [];
    let group: { readonly addedAt: number; readonly ts: number }[] = [];
    for (const layer of layers.filter((one) => one.side === side)) {
      const first = group[0];
      const together =
        first !== undefined &&
        layer.ts - group.at(-1)!.ts <= 250 * MS &&
        Math.abs(layer.addedAt - first.addedAt) <= 250 * MS;
      group = together ? [...group, layer] : [layer];
      if (group.length === 4) ends.push(layer.ts);
    }
    return ends;
  });

  return {
    messageBurst: Math.log((1 + total(messages, 0.1)) / (1 + total(messages, 10) / 100)),
    cancelToTrade: Math.log(1 + Math.max(left - volume, 0) / (volume + unit)),
    fleeting:
      total(fleeting, 10) /
      (total(
        changes.flatMap((c) => (c && c.delta > 0 ? [c.ts] : [])),
        10,
      ) +
        5),
    pinging: Math.log(1 + total(pings, 10)),
    layering: Math.log(1 + total(layerings, 60)),
    burstReverse: Math.log(1 + total(reversalsOf(taken, unit), 60)),
    ownFade: fadeOf(features, venue, (at) => worth(at, 60)),
  };
}

/** When a burst had been reversed by half. */
function reversalsOf(taken: readonly Taken[], unit: number): readonly number[] {
  const times: number[] = [];
  let burst: Taken[] = [];
  let back = 0;
  const size = (): number => burst.reduce((sum, { qty }) => sum + qty, 0);
  taken.forEach((print, nth) => {
    if (print.sign === 0) return;
    const last = burst.at(-1);
    const since = last ? print.ts - last.ts : Number.POSITIVE_INFINITY;
    const earlier = taken.slice(0, nth);
    const usual =
      earlier.reduce((sum, p) => sum + p.qty * Math.exp(-(print.ts - p.ts) / (60 * SECOND)), 0) / 60;
    if (last && print.sign === last.sign && since <= 250 * MS && back === 0) {
      burst.push(print);
      return;
    }
    if (last && print.sign === -last.sign && since <= SECOND && size() >= Math.max(10 * unit, 3 * usual)) {
      back += print.qty;
      if (back < size() / 2) return;
      times.push(print.ts);
    }
    burst = [print];
    back = 0;
  });
  return times;
}

/** Shares of the far touch that went while we were busy elsewhere, over watches that are over, plus one. */
function fadeOf({ steps, own }: NaiveFeatures, venue: number, worth: (at: number) => number): number {
  const there = steps.map((step, nth) => ({ ...step, nth })).filter(({ row }) => row === venue);
  let busyUntil = -1;
  let faded = 0;
  let watches = 1;
  for (const ours of own) {
    if ((ours.type !== 'Sent' && ours.type !== 'Fill') || ours.venue === venue || ours.after < busyUntil)
      continue;
    const side: Side = ours.side === 'Buy' ? 'Sell' : 'Buy';
    const touch = there.findLast(({ nth }) => nth <= ours.after)?.after;
    const shown = (side === 'Buy' ? touch?.bidQty : touch?.askQty) ?? 0;
    const price = side === 'Buy' ? touch?.bidPx : touch?.askPx;
    if (shown === 0 || price === undefined) continue;
    const until = ours.ts + 50 * MS;
    const later = there.filter(({ nth }) => nth > ours.after);
    const end = later.find((step) => step.ts > until);
    busyUntil = end ? end.nth : Number.POSITIVE_INFINITY;
    if (!end) continue;
    let gone = 0;
    for (const step of later.filter((one) => one.ts <= until && one.applied)) {
      const { event } = step;
      if (event.type === 'TradePrinted' && step.sign === (side === 'Buy' ? -1 : 1)) gone -= event.qty;
      if (event.type !== 'LevelChanged' || event.side !== side) continue;
      const reached = side === 'Buy' ? event.px >= price : event.px <= price;
      if (reached) gone += step.shownBefore - event.qty;
    }
    watches += worth(end.ts);
    faded += worth(end.ts) * Math.min(Math.max(gone / shown, 0), 1);
  }
  return faded / watches;
}
