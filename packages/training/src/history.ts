/**
 * Simulated history to learn from. Each episode is one seeded market, watched and traded through the same code as
 * in production: market events into the feature state, our own reports beside them, rows by `writeRow`.
 *
 * Beside the market that is probed runs its twin: the same configuration and seed, and nobody's orders but its
 * own. The simulator draws what moves the price from streams that no order touches, so the twin shows where the mid
 * would have gone without us, and most of the noise of a single move goes with it (common random numbers).
 *
 * Per instrument, windows follow one another and never overlap:
 * - Solo: one probe at one venue. Its fate is a fill label; its footprint, an impact label: how far
 *   the mid stood from where it was at sending, less the same of the twin, on average over the five seconds after
 *   (bps, positive = against us; our own resting order is taken out of the book first).
 * - Wave: a probe at each venue, as a decision sends them. Fill labels only: whose footprint it was, nobody knows.
 */
import { nanos, type Tactic, type VenueId } from '@fairlead/domain';
import { createFeatureState, observe } from '@fairlead/features';
import { advance, bookSnapshot, createMarket, type MarketSink, reference } from '@fairlead/sim';
import { createDesk, type Desk } from './desk.ts';
import type { ProbeFate } from './fill-labels.ts';
import { createTwin } from './twin.ts';
import { episodeMarket } from './variety.ts';

/** The footprint's horizon: a displacement every quarter of a second for five seconds. */
const IMPACT = { stepNs: 250_000_000, samples: 20 };
/** Of the whole: what the band's scale is the market's expected move over. */
export const IMPACT_SECONDS = (IMPACT.stepNs * IMPACT.samples) / 1e9;
const WARM_UP_NS = 45_000_000_000;

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
  /** bps of the mid; absent for a wave, and where a side was not quoted. */
  readonly footprintBps?: number;
}

/** All observations of one episode of `seconds` market seconds after the warm-up. */
export function runEpisode(seed: number, seconds: number): readonly Observation[] {
  const config = episodeMarket(seed);
  const market = createMarket(config, seed);
  const twin = createTwin(config, seed);
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
    return createDesk({ market, twin, instrument, state, episode: seed, nth, firstAt, impact: IMPACT });
  });
  const sink: MarketSink = {
    event: (event) => void observe(states.get(event.instrument)!, event, event.tsEvent),
    // Order ids name their desk: `L-desk-order`.
    report: (report, atNs) => desks[Number(report.clOrdId.split('-')[1])]?.onReport(report, nanos(atNs)),
    cancelReject: () => undefined,
  };
  const endNs = firstAt + seconds * 1e9;
  for (;;) {
    const due = desks.reduce((first, desk) => (desk.dueAt() < first.dueAt() ? desk : first));
    const at = due.dueAt();
    if (at >= endNs) break;
    advance(market, at, sink);
    twin.advanceTo(at);
    due.act(nanos(market.now));
  }
  return desks.flatMap((desk) => desk.observations);
}
