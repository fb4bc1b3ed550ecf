/** What the chart draws, from what the API says. Pure. */
import { NANOS_PER_SECOND } from '@fairlead/domain';
import type { ChartMarker } from '@fairlead/ui';
import type { Bar, ParentDetail } from '../data/api-types.ts';

const KEPT_BARS = 7_200;
const TRIM_TO = 5_400;
/** Fresh bars over the ones we have: the last known bar may have grown, so it comes again. */
export function mergeBars(known: readonly Bar[], fresh: readonly Bar[]): readonly Bar[] {
  const [first] = fresh;
  if (!first) return known;
  const merged = [...known.filter((bar) => bar.t < first.t), ...fresh];
  return merged.length > KEPT_BARS ? merged.slice(-TRIM_TO) : merged;
}

/** One mark per second: many fills within it are one arrow with their sum. */
export function markersOf(detail: ParentDetail | undefined): readonly ChartMarker[] {
  if (!detail) return [];
  const bySecond = new Map<number, number>();
  for (const { fill } of detail.fills) {
    const t = Math.floor(fill.tsEvent / NANOS_PER_SECOND);
    bySecond.set(t, (bySecond.get(t) ?? 0) + fill.lastQty);
  }
  const { side } = detail.parent.order;
  return [...bySecond.keys()].sort((a, b) => a - b).map((t) => ({ t, side }));
}
