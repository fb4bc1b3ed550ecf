/**
 * A market around a recorded day: `REC-Q`, a displayed venue whose orders are the recording's, and simulated
 * venues whose efficient price is the recording's mid. Everything that market.ts offers works on it alike.
 */
import { instrumentId, invariant, micros, type Nanos, px, qty, type Venue, venueId } from '@fairlead/domain';
import { addBook, addVenue, createVenueState, emptyMarket, SILENT, settleBooks } from './build.ts';
import type { DarkVenueConfig, LitVenueConfig, MarketConfig } from './config.ts';
import { DEFAULT_MARKET } from './default-market.ts';
import type { SimMarket } from './market.ts';
import type { Recording } from './recorded.ts';
import { actRecorded, createRecordedVenue, seedRecorded } from './recorded-venue.ts';

/** What is known of the recorded day. */
export interface RecordedDay {
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly sessionDate: string;
  /** Where the session starts: rows before it are run through unheard. */
  readonly startNs: Nanos;
  readonly closeNs: Nanos;
  /** See MarketConfig. */
  readonly idPrefix: string;
  /** Recorded volume of the day in shares, mean recorded trade, volatility of the day in bps. */
  readonly adv: number;
  readonly avgTradeQty: number;
  readonly dailyVolatilityBps: number;
}

const RECORDED_VENUE: Venue = {
  id: venueId('REC-Q'),
  name: 'Recorded',
  kind: 'Lit',
  fees: { takeMicros: micros(3_000), makeMicros: micros(-2_000) },
  latencyNs: 60_000,
  origin: 'Recorded',
};
const RECORDED_JITTER = { jitterShare: 0.15, tailProb: 0.01 };

/** The simulated venues that surround a recording trade this much of its volume each. */
const LIT_SHARE = [0.9, 0.7];
const DARK_SHARE = { calm: 0.6, volatile: 0.4 };

/** Two simulated lit venues and a pool, sized by the recorded day. One instrument, tick 0.01, lot 1. */
export function replayConfig(day: RecordedDay): MarketConfig {
  const lit = DEFAULT_MARKET.venues.filter((v): v is LitVenueConfig => v.type === 'Lit').slice(0, 2);
  const dark = DEFAULT_MARKET.venues.filter((v): v is DarkVenueConfig => v.type === 'Dark').slice(0, 1);
  const [template] = DEFAULT_MARKET.instruments;
  invariant(template !== undefined, 'the default market has an instrument');
  return {
    sessionDate: day.sessionDate,
    startNs: day.startNs,
    closeNs: day.closeNs,
    idPrefix: day.idPrefix,
    instruments: [
      {
        ...template,
        instrument: {
          id: instrumentId(day.symbol),
          name: `${day.symbol}, recorded`,
          currency: 'USD',
          tick: px(100),
          lot: qty(1),
          adv: qty(day.adv),
          avgTradeQty: qty(day.avgTradeQty),
          dailyVolatilityBps: day.dailyVolatilityBps,
        },
        slotTicks: 3,
        impactBps: 0.15,
      },
    ],
    venues: [
      ...lit.map((venue, i) => ({
        ...venue,
        volumeShare: LIT_SHARE[i] ?? 0,
        halfSpreadTicks: 1 + i,
        limitSize: venue.limitSize * 1.5,
      })),
      ...dark.map((venue) => ({ ...venue, volumeShare: DARK_SHARE, maxSize: 30 })),
    ],
  };
}

/**
 * @param config `venues` are the simulated ones; one instrument, whose `openPx` the recording gives
 * @param recording the day's rows; those before `config.startNs` are applied at once
 */
export function createReplayMarket(config: MarketConfig, recording: Recording, seed: number): SimMarket {
  invariant(config.instruments.length === 1, 'a replayed market has one instrument');
  const [bid] = recording.initial.bids;
  const [ask] = recording.initial.asks;
  const [instrument] = config.instruments;
  invariant(
    bid !== undefined && ask !== undefined && instrument !== undefined,
    'a recording opens two-sided',
  );
  const opens = { ...instrument, openPx: px(Math.round((bid.px + ask.px) / 2)) };
  const market = emptyMarket({ ...config, instruments: [opens] }, seed);
  const [of] = market.instruments;
  invariant(of !== undefined, 'a replayed market has one instrument');
  const venue = createVenueState(market, { venue: RECORDED_VENUE, ...RECORDED_JITTER }, seed);
  const recorded = createRecordedVenue(recording);
  const feed = addBook(market, { venue, of, seed, recorded });
  seedRecorded(market, feed, recording.initial);
  market.sink = SILENT;
  actRecorded(market, feed, recorded);
  for (const each of config.venues) addVenue(market, each, seed);
  settleBooks(market);
  return market;
}
