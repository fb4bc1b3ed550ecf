/**
 * A market of paper venues: a world in which nobody trades but the client. Each venue shows what a real one displays,
 * less what we took there, and works our orders against it by the rules of paper.ts. `hear` hands it what the real
 * feeds say; everything that market.ts offers works on it as on a simulated market.
 */
import type { Instrument, InstrumentId, Nanos, Px, Venue, VenueId } from '@fairlead/domain';
import { invariant, px } from '@fairlead/domain';
import type { SimMarket } from '../market.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { stillOf } from '../scenario/still.ts';
import { createWorld } from '../world/build.ts';
import { feedOf } from '../world/client.ts';
import type { World } from '../world/state.ts';
import type { LiveUpdate } from './paper.ts';
import { sendHeard } from './paper-feed.ts';

export interface PaperMarketConfig {
  /** `YYYY-MM-DD`. */
  readonly sessionDate: string;
  readonly startNs: Nanos;
  /** See `createWorld`. */
  readonly idPrefix: string;
  readonly instruments: readonly Instrument[];
  /** Displayed books all; `latencyNs` is what an order is assumed to take. */
  readonly venues: readonly Venue[];
}

const LINK = { jitterShare: 0.15, tailProb: 0.01, loadNs: 0 };
/** Of a price that nothing here simulates. */
const NO_PX: Px = px(1);
const NEVER = Number.POSITIVE_INFINITY as Nanos;

/** Every feed starts down. @param seed of the latencies alone */
export const createPaperMarket = (of: PaperMarketConfig, seed: number): SimMarket =>
  createWorld(paperScenario(of), seed, of.idPrefix);

function paperScenario({ sessionDate, startNs, ...of }: PaperMarketConfig): Scenario {
  const instruments = of.instruments.map((instrument) => ({ instrument, openPx: NO_PX }));
  return {
    ...stillOf({ instruments }, 'real'),
    name: 'paper',
    about: 'Real venues, and orders on paper.',
    session: { date: sessionDate, startNs, openNs: startNs, closeNs: NEVER },
    instruments,
    venues: of.venues.map((venue) => ({ type: 'Paper', venue, link: LINK, rejectProb: 0 })),
  };
}

/** `atNs`: when it was heard, now where that has passed. Takes effect at the next `advance` to there. */
export function hear(
  market: SimMarket,
  at: { readonly venue: VenueId; readonly instrument: InstrumentId; readonly atNs: number },
  update: LiveUpdate,
): void {
  const world = market as World;
  const feed = feedOf(world, at.venue, at.instrument);
  invariant(feed.type === 'Paper', `${at.instrument} at ${at.venue} is no paper book`);
  sendHeard(world, feed, update, Math.max(world.now, Math.floor(at.atNs)));
}
