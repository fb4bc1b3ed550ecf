/**
 * The feed clock's twin: keeps every message, and finds the least difference of its windows and the latencies by
 * looking at all of them again. The rules are the fast one's in plain words: a window of half a minute opens with
 * the first message at or after the end of the one before; latency is measured against this window and, where it
 * followed at once, the one before; every time 4,096 have been counted, all so far count for half.
 */
export interface Stamped {
  readonly tsRecv: number;
  readonly tsEvent: number;
}

const HALF_NS = 30e9;

export function naiveFeedClock(messages: readonly Stamped[]): {
  readonly offset: number | undefined;
  readonly latencies: readonly { readonly ns: number; readonly weight: number }[];
} {
  const windows: { readonly from: number; readonly differences: number[] }[] = [];
  const latencies: { ns: number; weight: number }[] = [];
  let offset: number | undefined;
  for (const { tsRecv, tsEvent } of messages) {
    const open = windows.at(-1);
    if (open === undefined || tsRecv >= open.from + HALF_NS) windows.push({ from: tsRecv, differences: [] });
    const [now, before] = [windows.at(-1)!, windows.at(-2)];
    now.differences.push(tsRecv - tsEvent);
    const follows = before !== undefined && now.from < before.from + 2 * HALF_NS;
    offset = Math.min(...now.differences, ...(follows ? before.differences : []));
    latencies.push({ ns: tsRecv - tsEvent - offset, weight: 1 });
    const counted = latencies.reduce((sum, { weight }) => sum + weight, 0);
    if (counted >= 4096) for (const latency of latencies) latency.weight /= 2;
  }
  return { offset, latencies };
}

/** The least latency that `share` of the weight does not exceed. */
export function naiveQuantile(
  latencies: readonly { readonly ns: number; readonly weight: number }[],
  share: number,
): number {
  const sorted = latencies.toSorted((a, b) => a.ns - b.ns);
  const wanted = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
  let seen = 0;
  for (const { ns, weight } of sorted) {
    seen += weight;
    if (seen >= wanted) return ns;
  }
  return sorted.at(-1)?.ns ?? Number.NaN;
}
