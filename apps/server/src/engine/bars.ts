/** One-second candles of all venues' prints, per instrument, in market time: the chart's source. */
import type { Bar } from '@fairlead/api';
import {
  type InstrumentId,
  instrumentId,
  NANOS_PER_SECOND,
  nanos,
  type Px,
  px,
  qty,
  type TradePrinted,
} from '@fairlead/domain';
import { isTape, openTape } from '@fairlead/tape';

/** Two hours of market time. */
const KEPT = 7_200;

export interface Bars {
  readonly add: (print: Pick<TradePrinted, 'instrument' | 'px' | 'qty' | 'tsEvent'>) => void;
  /** Another session: its time is its own. */
  readonly clear: () => void;
  readonly since: (instrument: InstrumentId, fromT: number) => readonly Bar[];
  readonly lastPx: (instrument: InstrumentId) => Px | undefined;
}

export function createBars(): Bars {
  const series = new Map<InstrumentId, Bar[]>();
  return {
    add: ({ instrument, px, qty: size, tsEvent }) => {
      let bars = series.get(instrument);
      if (!bars) {
        bars = [];
        series.set(instrument, bars);
      }
      const t = Math.floor(tsEvent / NANOS_PER_SECOND);
      const last = bars.at(-1);
      if (last && t <= last.t) {
        // A venue's clock may run a little behind another's: its print belongs to the bar that is open.
        bars[bars.length - 1] = {
          ...last,
          high: px > last.high ? px : last.high,
          low: px < last.low ? px : last.low,
          close: px,
          volume: qty(last.volume + size),
        };
        return;
      }
      bars.push({ t, open: px, high: px, low: px, close: px, volume: size });
      if (bars.length > KEPT * 1.25) series.set(instrument, bars.slice(-KEPT));
    },
    clear: () => series.clear(),
    since: (instrument, fromT) => {
      const bars = series.get(instrument) ?? [];
      let from = bars.length;
      while (from > 0 && (bars[from - 1] as Bar).t >= fromT) from--;
      return bars.slice(from);
    },
    lastPx: (instrument) => series.get(instrument)?.at(-1)?.close,
  };
}

/**
 * The candles that a tape holds: what a server that starts again shows at once.
 * @param dir the session's tape; one that is not there has none
 * @returns prints taken
 * @throws TapeError where the tape is not as it was written
 */
export function addBarsOfTape(bars: Bars, dir: string): number {
  if (!isTape(dir)) return 0;
  const tape = openTape(dir);
  let prints = 0;
  for (const record of tape.read({ fromTs: (tape.lastRecv ?? 0) - KEPT * NANOS_PER_SECOND })) {
    if (record.type !== 'Trade') continue;
    prints += 1;
    bars.add({
      instrument: instrumentId(record.instrument),
      px: px(record.px),
      qty: qty(record.qty),
      tsEvent: nanos(record.tsEvent),
    });
  }
  return prints;
}
