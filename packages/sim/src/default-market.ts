/**
 * The market that a fresh start trades in: three invented shares at three lit venues and two midpoint pools.
 * Figures were set so that measured spreads, depth and volume come out as README.md states.
 */
import {
  type Instrument,
  instrumentId,
  micros,
  nanos,
  px,
  qty,
  type Venue,
  type VenueKind,
  venueId,
} from '@fairlead/domain';
import type { DarkVenueConfig, InstrumentConfig, LitVenueConfig, MarketConfig } from './config.ts';

const US = 1_000;

interface Share {
  readonly id: string;
  readonly name: string;
  readonly adv: number;
  readonly avgTradeQty: number;
  readonly dailyVolatilityBps: number;
}

const share = (s: Share): Instrument => ({
  id: instrumentId(s.id),
  name: s.name,
  currency: 'USD',
  tick: px(100),
  lot: qty(1),
  adv: qty(s.adv),
  avgTradeQty: qty(s.avgTradeQty),
  dailyVolatilityBps: s.dailyVolatilityBps,
});

const dynamics = {
  reversionHalfLifeS: 7_200,
  volatilityMultiple: { calm: 0.75, volatile: 1.8 },
  regimeMeanS: { calm: 240, volatile: 60 },
  jumpProb: 0.002,
  halfSpreadTicks: { calm: 0.25, volatile: 0.6 },
  slotTicks: 1,
  impactBps: 0.06,
  permanentShare: 0.35,
  impactHalfLifeS: 45,
  institutionPauseS: 120,
  institutionLengthS: 60,
} as const;

const INSTRUMENTS: readonly InstrumentConfig[] = [
  {
    ...dynamics,
    instrument: share({
      id: 'KESTREL',
      name: 'Kestrel Robotics',
      adv: 20_000_000,
      avgTradeQty: 150,
      dailyVolatilityBps: 180,
    }),
    openPx: px(1_000_000),
  },
  {
    ...dynamics,
    instrument: share({
      id: 'MERLIN',
      name: 'Merlin Freight',
      adv: 16_000_000,
      avgTradeQty: 180,
      dailyVolatilityBps: 210,
    }),
    openPx: px(421_500),
    halfSpreadTicks: { calm: 0.15, volatile: 0.4 },
  },
  {
    ...dynamics,
    instrument: share({
      id: 'OSPREY',
      name: 'Osprey Diagnostics',
      adv: 6_000_000,
      avgTradeQty: 80,
      dailyVolatilityBps: 120,
    }),
    openPx: px(3_186_000),
    halfSpreadTicks: { calm: 0.8, volatile: 1.5 },
  },
];

const venue = (
  id: string,
  name: string,
  kind: VenueKind,
  of: { take: number; make: number; latencyUs: number },
): Venue => ({
  id: venueId(id),
  name,
  kind,
  fees: { takeMicros: micros(of.take), makeMicros: micros(of.make) },
  latencyNs: of.latencyUs * US,
  origin: 'Simulated',
});

const LIT: readonly LitVenueConfig[] = [
  {
    type: 'Lit',
    venue: venue('LIT-A', 'Lit A', 'Lit', { take: 3_000, make: -2_000, latencyUs: 50 }),
    jitterShare: 0.15,
    tailProb: 0.01,
    activity: 1,
    volumeShare: 0.38,
    limitSize: 1.2,
    halfSpreadTicks: 0,
    takerPreference: 2,
  },
  {
    type: 'Lit',
    venue: venue('LIT-C', 'Lit C', 'Lit', { take: 3_000, make: -2_500, latencyUs: 75 }),
    jitterShare: 0.2,
    tailProb: 0.015,
    activity: 0.8,
    volumeShare: 0.31,
    limitSize: 2.2,
    halfSpreadTicks: 0.2,
    takerPreference: 1,
  },
  {
    type: 'Lit',
    venue: venue('INV-B', 'Inverted B', 'Inverted', { take: -600, make: 1_200, latencyUs: 95 }),
    jitterShare: 0.2,
    tailProb: 0.015,
    activity: 0.7,
    volumeShare: 0.19,
    limitSize: 0.9,
    halfSpreadTicks: 0.1,
    takerPreference: 3,
  },
];

const DARK: readonly DarkVenueConfig[] = [
  {
    type: 'Dark',
    venue: venue('DARK-1', 'Dark 1', 'DarkMidpoint', { take: 1_000, make: 1_000, latencyUs: 150 }),
    jitterShare: 0.25,
    tailProb: 0.02,
    volumeShare: { calm: 0.3, volatile: 0.12 },
    zeroBinProb: { calm: 0.45, volatile: 0.8 },
    sizeExponent: { calm: 1.1, volatile: 1.5 },
    maxSize: 60,
    toxicProb: { calm: 0.05, volatile: 0.15 },
    toxicMoveBps: 1.5,
    minQtyProb: 0.2,
    leakageBps: 0.02,
  },
  {
    type: 'Dark',
    venue: venue('DARK-2', 'Dark 2', 'DarkMidpoint', { take: 1_000, make: 1_000, latencyUs: 210 }),
    jitterShare: 0.3,
    tailProb: 0.02,
    volumeShare: { calm: 0.12, volatile: 0.32 },
    zeroBinProb: { calm: 0.75, volatile: 0.4 },
    sizeExponent: { calm: 1.4, volatile: 0.9 },
    maxSize: 100,
    toxicProb: { calm: 0.35, volatile: 0.15 },
    toxicMoveBps: 2,
    minQtyProb: 0.3,
    leakageBps: 0.06,
  },
];

/** Opens at 09:30 and does not close: a demonstration must not run dry in the afternoon. */
export const DEFAULT_MARKET: MarketConfig = {
  sessionDate: '2026-01-05',
  startNs: nanos(34_200_000_000_000),
  idPrefix: 'S1',
  instruments: INSTRUMENTS,
  venues: [...LIT, ...DARK],
};
