/**
 * The live market as a choice: paper venues that show real books. Its session counts from the UTC midnight of the
 * day on which its state folder first ran it, and goes on over restarts in wall time.
 */
import { type Instrument, nanos } from '@fairlead/domain';
import { createPaperMarket, hear, type PaperReference, type SimMarket } from '@fairlead/sim';
import type { Logger } from 'pino';
import type { Place } from '../day.ts';
import { feedAddresses } from '../env.ts';
import { MarketError } from '../failure.ts';
import { hearLive } from './feed.ts';

const DAY_MS = 86_400_000;
/** Times of a longer session would leave the safe integers at 104 days. */
const MAX_DAYS = 100;

/** @throws MarketError where the session has run for too long */
export function createLiveMarket(
  of: PaperReference,
  { place, idPrefix, seed }: { readonly place: Place; readonly idPrefix: string; readonly seed: number },
): SimMarket {
  const wallMs = Date.now();
  const sessionDate = place.sessionDate ?? new Date(wallMs).toISOString().slice(0, 10);
  const sinceMs = wallMs - Date.parse(sessionDate);
  if (sinceMs > MAX_DAYS * DAY_MS) {
    throw new MarketError(
      `The live session of this state folder began on ${sessionDate}, more than ${MAX_DAYS} days ago: start another with --state.`,
    );
  }
  const startNs = nanos(Math.max(place.nowNs ?? 0, sinceMs * 1_000_000));
  const venues = of.pairs.map(({ venue }) => venue);
  return createPaperMarket({ sessionDate, startNs, idPrefix, instruments: [of.instrument], venues }, seed);
}

/** Lets the market hear the real venues until closed. @throws MarketError where the environment is not sound */
export function listenLive(
  of: PaperReference,
  on: { readonly market: SimMarket; readonly now: () => number; readonly log: Logger },
): { readonly close: () => Promise<void> } {
  const instrument: Instrument['id'] = of.instrument.id;
  return hearLive(of, {
    log: on.log,
    addresses: feedAddresses(),
    hear: (venue, update) => hear(on.market, { venue, instrument, atNs: on.now() }, update),
  });
}
