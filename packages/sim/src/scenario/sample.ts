/** A small market to begin with: three shares at displayed venues, with the crowd and noise traders alone. */
import { instrumentId, micros, nanos, px, qty, venueId } from '@fairlead/domain';
import { ofOneFactor } from '../fundamental/correlation.ts';
import type { Scenario } from './scenario.ts';

export interface SampleOptions {
  readonly venues?: number;
  readonly instruments?: number;
  readonly noise?: number;
}

const NAMES = ['KESTREL', 'MERLIN', 'OSPREY'];
const OPEN = [1_000_000, 421_500, 3_186_000];

export function sampleScenario({ venues = 3, instruments = 3, noise = 100 }: SampleOptions = {}): Scenario {
  const shares = NAMES.slice(0, instruments);
  return {
    name: 'sample',
    about: 'the crowd and noise traders',
    session: {
      date: '2026-01-05',
      startNs: nanos(34_200e9),
      openNs: nanos(34_200e9),
      closeNs: nanos(57_600e9),
    },
    instruments: shares.map((name, i) => ({
      openPx: px(OPEN[i] ?? 0),
      instrument: {
        id: instrumentId(name),
        name,
        currency: 'USD',
        tick: px(100),
        lot: qty(1),
        adv: qty(20_000_000),
        avgTradeQty: qty(150),
        dailyVolatilityBps: 180,
      },
    })),
    fundamental: {
      reversionHalfLifeS: 7_200,
      shocks: { perHour: 2, share: 0.03 },
      stepNs: 100_000_000,
      correlation: ofOneFactor(shares.map(() => Math.sqrt(0.4))),
      regimes: {
        start: 0,
        states: [
          { name: 'calm', volatility: 0.75, flow: 1, driftBps: 0, stayS: 240, next: [0, 1] },
          { name: 'volatile', volatility: 1.8, flow: 1, driftBps: 0, stayS: 60, next: [1, 0] },
        ],
        timetable: [],
      },
    },
    venues: Array.from({ length: venues }, (_, i) => ({
      type: 'Lit' as const,
      link: { jitterShare: 0.15, tailProb: 0.01, loadNs: 1_000 },
      rejectProb: 0,
      venue: {
        id: venueId(`LIT-${i + 1}`),
        name: `Lit ${i + 1}`,
        kind: 'Lit' as const,
        fees: { takeMicros: micros(3_000), makeMicros: micros(-2_000) },
        latencyNs: 50_000 + i * 10_000,
        origin: 'Simulated' as const,
      },
    })),
    crowd: [
      {
        venues: Array.from({ length: venues }, (_, i) => i),
        instruments: shares.map((_, i) => i),
        activity: 1,
        levels: 3,
        limitMultiple: 1,
        thetaProb: 0.7,
        reinitProb: 0.85,
        size: 1,
        sizes: 'unit',
        hiddenProb: 0,
        icebergProb: 0,
        icebergParts: 5,
        auctions: { opening: 0.012, closing: 0.06, intraday: 0.002 },
      },
    ],
    news: { delayNs: 0, perHour: 0, jump: 0, stories: [] },
    events: [],
    participants: [
      {
        kind: 'noise',
        config: { ordersPerMinute: 6, takeProb: 0.3, size: 1, patienceS: 5 },
        count: noise,
        distanceNs: 1_000_000,
        dataNs: 1_000_000,
        computeNs: 1_000,
      },
    ],
  };
}
