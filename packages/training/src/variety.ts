/**
 * The market of an episode. Every second episode trades the default market as it is; the others stretch it:
 * price, activity, size of trade, volatility, spread, impact, venue shares, latencies, hidden sizes. Features are
 * free of scale, and only a model that has seen several scales is too.
 */
import { type Instrument, px, qty } from '@fairlead/domain';
import {
  type ByRegime,
  DEFAULT_MARKET,
  type InstrumentConfig,
  type MarketConfig,
  type VenueConfig,
} from '@fairlead/sim';
import { type Random, randomFrom } from './random.ts';

/** Even seeds are the default market. */
export const isDefaultMarket = (seed: number): boolean => seed % 2 === 0;

export function episodeMarket(seed: number): MarketConfig {
  if (isDefaultMarket(seed)) return DEFAULT_MARKET;
  const random = randomFrom(seed ^ 0x5eed);
  return {
    ...DEFAULT_MARKET,
    instruments: DEFAULT_MARKET.instruments.map((config) => variedInstrument(config, random)),
    venues: DEFAULT_MARKET.venues.map((config) => variedVenue(config, random)),
  };
}

/** Log-uniform on [1 / most, most]. */
const factor = (random: Random, most: number): number => most ** (2 * random.uniform() - 1);
const scaled = (figure: ByRegime, by: number): ByRegime => ({
  calm: figure.calm * by,
  volatile: figure.volatile * by,
});
const capped = (figure: ByRegime, most: number): ByRegime => ({
  calm: Math.min(most, figure.calm),
  volatile: Math.min(most, figure.volatile),
});

function variedInstrument(config: InstrumentConfig, random: Random): InstrumentConfig {
  const { instrument } = config;
  const activity = factor(random, 2.5);
  const tradeSize = factor(random, 2);
  const varied: Instrument = {
    ...instrument,
    adv: qty(Math.round(instrument.adv * activity * tradeSize)),
    avgTradeQty: qty(Math.max(10, Math.round(instrument.avgTradeQty * tradeSize))),
    dailyVolatilityBps: Math.round(instrument.dailyVolatilityBps * factor(random, 1.6)),
  };
  const openTicks = Math.round((config.openPx / instrument.tick) * factor(random, 2));
  return {
    ...config,
    instrument: varied,
    openPx: px(openTicks * instrument.tick),
    volatilityMultiple: scaled(config.volatilityMultiple, factor(random, 1.3)),
    halfSpreadTicks: scaled(config.halfSpreadTicks, factor(random, 2)),
    impactBps: config.impactBps * factor(random, 2),
  };
}

function variedVenue(config: VenueConfig, random: Random): VenueConfig {
  const venue = { ...config.venue, latencyNs: Math.round(config.venue.latencyNs * factor(random, 2)) };
  if (config.type === 'Lit') {
    return {
      ...config,
      venue,
      activity: config.activity * factor(random, 1.4),
      volumeShare: config.volumeShare * factor(random, 1.5),
      limitSize: config.limitSize * factor(random, 1.4),
    };
  }
  return {
    ...config,
    venue,
    volumeShare: scaled(config.volumeShare, factor(random, 2)),
    zeroBinProb: capped(scaled(config.zeroBinProb, factor(random, 1.3)), 0.95),
    sizeExponent: scaled(config.sizeExponent, factor(random, 1.2)),
    toxicProb: capped(scaled(config.toxicProb, factor(random, 2)), 0.6),
  };
}
