/** The replayed market's public functions (signatures first; bodies follow in this session). */
import type { Nanos } from '@fairlead/domain';
import type { InstrumentConfig, MarketConfig } from './config.ts';
import type { SimMarket } from './market.ts';
import type { Recording } from './recorded.ts';

/** A market of one instrument: `REC-Q` replays the recording, `market.venues` are simulated around its mid. */
export interface ReplayConfig {
  readonly market: MarketConfig;
  readonly instrument: InstrumentConfig;
}

/** What is known of the recorded day. */
export interface RecordedDay {
  readonly symbol: string;
  readonly sessionDate: string;
  readonly startNs: Nanos;
  readonly closeNs: Nanos;
  readonly idPrefix: string;
  /** Volume of the recorded day in shares, mean trade, and volatility. */
  readonly adv: number;
  readonly avgTradeQty: number;
  readonly dailyVolatilityBps: number;
}

/** Sensible surroundings for a recorded day: two simulated lit venues and a midpoint pool. */
export declare function replayConfig(day: RecordedDay): ReplayConfig;
/** Same functions as a simulated market from here on. Rows before `startNs` are fast-forwarded. */
export declare function createReplayMarket(
  config: ReplayConfig,
  recording: Recording,
  seed: number,
): SimMarket;
