/**
 * A market around a recorded day: a world of `REC-Q`, a displayed venue whose orders are the recording's, of two
 * simulated displayed venues and of a pool. The crowd of the simulated ones has the queues of the day, as far as they
 * can be learned from it (day-crowd.ts), and its reference is the mid of `REC-Q`, ours included; it quotes through
 * nobody. Nothing else acts: the recording is whoever had reasons to.
 */
import {
  type Instrument,
  instrumentId,
  invariant,
  micros,
  type Nanos,
  nanos,
  px,
  qty,
  type Venue,
  venueId,
} from '@fairlead/domain';
import type { CrowdSetup } from '../crowd/setup.ts';
import { openMarket, SETTLE_NS, type SimMarket } from '../market.ts';
import type { Scenario, VenueSetup } from '../scenario/scenario.ts';
import { stillOf } from '../scenario/still.ts';
import { type DayCrowd, PUBLISHED_LEVELS } from './day-crowd.ts';
import type { Recording } from './recording.ts';

/** What is known of the recorded day. */
export interface RecordedDay {
  readonly symbol: string;
  /** `YYYY-MM-DD`. */
  readonly sessionDate: string;
  /** Where the session starts: rows before it are run through unheard. */
  readonly startNs: Nanos;
  readonly closeNs: Nanos;
  /** See `createWorld`. */
  readonly idPrefix: string;
  /** Recorded volume of the day in shares, mean recorded trade, volatility of the day in bps. */
  readonly adv: number;
  readonly avgTradeQty: number;
  readonly dailyVolatilityBps: number;
  /** Absent: the published queues. */
  readonly crowd?: DayCrowd;
}

const venue = (
  id: string,
  of: Omit<Venue, 'id' | 'origin' | 'fees'> & { readonly take: number; readonly make: number },
): Venue => ({
  id: venueId(id),
  name: of.name,
  kind: of.kind,
  fees: { takeMicros: micros(of.take), makeMicros: micros(of.make) },
  latencyNs: of.latencyNs,
  origin: 'Simulated',
});

const RECORDED: Venue = {
  ...venue('REC-Q', { name: 'Recorded', kind: 'Lit', take: 3_000, make: -2_000, latencyNs: 60_000 }),
  origin: 'Recorded',
};
const LIT_A = venue('LIT-A', { name: 'Lit A', kind: 'Lit', take: 3_000, make: -2_000, latencyNs: 50_000 });
const LIT_C = venue('LIT-C', { name: 'Lit C', kind: 'Lit', take: 3_000, make: -2_500, latencyNs: 75_000 });
const DARK_1 = venue('DARK-1', {
  name: 'Dark 1',
  kind: 'DarkMidpoint',
  take: 1_000,
  make: 1_000,
  latencyNs: 150_000,
});

const link = (jitterShare: number, tailProb: number) => ({ jitterShare, tailProb, loadNs: 0 });

/** As busy as the recording, or less; their order is that of `venuesOf`. */
const AROUND = [
  { venue: 1, activity: 0.9 },
  { venue: 2, activity: 0.7 },
];

const venuesOf = (recording: Recording): readonly VenueSetup[] => [
  { type: 'Recorded', venue: RECORDED, link: link(0.15, 0.01), rejectProb: 0, recording },
  { type: 'Lit', venue: LIT_A, link: link(0.15, 0.01), rejectProb: 0 },
  { type: 'Lit', venue: LIT_C, link: link(0.2, 0.015), rejectProb: 0 },
  {
    type: 'Dark',
    venue: DARK_1,
    link: link(0.25, 0.02),
    rejectProb: 0,
    minQty: 1,
    // Informed of nothing: the price to come is the recording's, and nobody here knows it.
    hidden: [{ volumeShare: 0.5, emptyProb: 0.45, sizeExponent: 1.1, maxSize: 30, informedProb: 0 }],
    leakProb: 0,
  },
];

function crowdsOf({ crowd, avgTradeQty }: RecordedDay): readonly CrowdSetup[] {
  return AROUND.map(({ venue, activity }) => ({
    venues: [venue],
    instruments: [0],
    activity,
    limitMultiple: 1,
    levels: crowd?.levels ?? PUBLISHED_LEVELS,
    thetaProb: 1,
    reinitProb: 0,
    size: crowd === undefined ? 1 : crowd.size / avgTradeQty,
    sizes: crowd?.sizes ?? 'random',
    hiddenProb: 0,
    icebergProb: 0,
    icebergParts: 5,
    auctions: { opening: 0, closing: 0, intraday: 0 },
    ...(crowd && { intensities: crowd.intensities }),
  }));
}

/**
 * @param recording the day's rows; those before `day.startNs` are applied at once
 * @returns a market at `day.startNs`, of one instrument with a tick of 0.01 and a lot of 1
 */
export function createReplayMarket(day: RecordedDay, recording: Recording, seed: number): SimMarket {
  const [bid] = recording.initial.bids;
  const [ask] = recording.initial.asks;
  invariant(bid !== undefined && ask !== undefined, 'a recording opens two-sided');
  const instruments = [{ instrument: instrumentOf(day), openPx: px(Math.round((bid.px + ask.px) / 2)) }];
  const startNs = nanos(day.startNs - SETTLE_NS);
  const scenario: Scenario = {
    ...stillOf({ instruments }, 'recorded'),
    name: `replay ${day.symbol}`,
    about: 'A recorded day, and venues around it.',
    session: {
      date: day.sessionDate,
      startNs,
      openNs: startNs,
      closeNs: day.closeNs,
      ...(day.crowd && { activity: day.crowd.activity }),
    },
    instruments,
    venues: venuesOf(recording),
    crowd: crowdsOf(day),
  };
  return openMarket(scenario, { seed, idPrefix: day.idPrefix });
}

const instrumentOf = (day: RecordedDay): Instrument => ({
  id: instrumentId(day.symbol),
  name: `${day.symbol}, recorded`,
  currency: 'USD',
  tick: px(100),
  lot: qty(1),
  adv: qty(day.adv),
  avgTradeQty: qty(day.avgTradeQty),
  dailyVolatilityBps: day.dailyVolatilityBps,
});
