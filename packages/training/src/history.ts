/**
 * Simulated history to learn from. Each episode is one seeded market, watched and traded through the same code as
 * in production: market events and news into the feature state, our own reports beside them, rows by `writeRow`.
 *
 * Per instrument, windows follow one another and never overlap:
 * - Solo: one probe at one venue. Its fate is a fill label; how far the mid went over the five seconds after (our own
 *   resting order taken out of the book first) holds its footprint, the impact label (`footprint.ts`).
 * - Wave: a probe at each venue, as a decision sends them. Fill labels only: whose footprint it was, nobody knows.
 * - Idle: no order of ours, the same five seconds looked at: what the market does by itself.
 */
import { nanos, type Tactic, type VenueId } from '@fairlead/domain';
import { createFeatureState, observe, observeNews } from '@fairlead/features';
import { advance, bookSnapshot, type MarketSink, openMarket, reference } from '@fairlead/sim';
import { createDesk, type Desk } from './desk.ts';
import type { Displaced } from './displacement.ts';
import type { ProbeFate } from './fill-labels.ts';
import { episodeMarket } from './variety.ts';

/** Books are settled (`openMarket`, 20 s) and features warm before the first window. */
const WARM_UP_NS = 45_000_000_000;
const SETTLED_NS = 20_000_000_000;

export interface Observation {
  readonly type: 'Solo' | 'Wave';
  readonly episode: number;
  readonly venue: VenueId;
  readonly tactic: Tactic;
  /** Shares asked. */
  readonly qty: number;
  readonly avgTradeQty: number;
  /** Row as asked; its horizon is the time that the probe was observed for. */
  readonly row: Float32Array;
  /** The same question about another size, drawn apart from the probe's: teaches that the curve is of the market. */
  readonly resized: Float32Array;
  readonly fate: ProbeFate;
  /** Absent for a wave, and where a side was not quoted. */
  readonly displaced?: Displaced;
}

export interface Episode {
  readonly observations: readonly Observation[];
  readonly idle: readonly Displaced[];
}

/** One episode of `seconds` market seconds after the warm-up. */
export function runEpisode(seed: number, seconds: number): Episode {
  const lengthNs = SETTLED_NS + WARM_UP_NS + seconds * 1e9;
  const market = openMarket(episodeMarket(seed, lengthNs), { seed, idPrefix: 'T' });
  const { instruments, venues } = reference(market);
  const states = new Map(
    instruments.map((instrument) => [instrument.id, createFeatureState(instrument, venues)]),
  );
  for (const { id } of instruments) {
    for (const venue of venues) {
      observe(states.get(id)!, bookSnapshot(market, venue.id, id), nanos(market.now));
    }
  }
  const firstAt = market.now + WARM_UP_NS;
  const desks = instruments.map((instrument, nth): Desk => {
    const state = states.get(instrument.id)!;
    return createDesk({ market, instrument, state, episode: seed, nth, firstAt });
  });
  const sink: MarketSink = {
    event: (event) => void observe(states.get(event.instrument)!, event, event.tsEvent),
    // Order ids name their desk: `L-desk-order`.
    report: (report, atNs) => desks[Number(report.clOrdId.split('-')[1])]?.onReport(report, nanos(atNs)),
    cancelReject: () => undefined,
    story: ({ instruments: about, sentimentScore }) => {
      for (const id of about) observeNews(states.get(id)!, sentimentScore, nanos(market.now));
    },
  };
  const endNs = firstAt + seconds * 1e9;
  for (;;) {
    const due = desks.reduce((first, desk) => (desk.dueAt() < first.dueAt() ? desk : first));
    const at = due.dueAt();
    if (at >= endNs) break;
    advance(market, at, sink);
    due.act(nanos(market.now));
  }
  return {
    observations: desks.flatMap((desk) => desk.observations),
    idle: desks.flatMap((desk) => desk.idle),
  };
}
