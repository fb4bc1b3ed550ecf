/** The watchlist: each instrument's stamp, its last print, and how far its mid is from the session's first. */
import type { WatchRow } from '@fairlead/api';
import { type InstrumentId, midPx, type Nanos } from '@fairlead/domain';
import { type EngineState, stampFor } from '@fairlead/engine';
import type { Bars } from './bars.ts';

export interface Watch {
  readonly rows: (state: EngineState, ts: Nanos, instruments: readonly InstrumentId[]) => readonly WatchRow[];
  /** Another session: its first mids are still to come. */
  readonly clear: () => void;
}

export function createWatch(bars: Bars): Watch {
  const firstMids = new Map<InstrumentId, number>();
  return {
    rows: (state, ts, instruments) =>
      instruments.map((instrument): WatchRow => {
        const stamp = stampFor(state, instrument, ts);
        const lastPx = bars.lastPx(instrument);
        const mid = midPx(stamp);
        const first = firstMids.get(instrument);
        if (mid !== undefined && first === undefined) firstMids.set(instrument, mid);
        return {
          instrument,
          stamp,
          ...(lastPx === undefined ? {} : { lastPx }),
          ...(mid === undefined || first === undefined
            ? {}
            : { changeBps: (10_000 * (mid - first)) / first }),
        };
      }),
    clear: () => firstMids.clear(),
  };
}
