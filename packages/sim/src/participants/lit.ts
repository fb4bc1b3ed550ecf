/** Where displayed liquidity can be had: what several kinds of participants ask of their desk. */
import type { Desk } from '../world/desk.ts';

/** Indexes of the venues that show a book. */
export const litVenues = (desk: Desk): readonly number[] =>
  desk.venues.flatMap((venue, index) => (venue.kind === 'Lit' || venue.kind === 'Inverted' ? index : []));

/** Whole lots, at least one. */
export const lots = (desk: Desk, instrument: number, shares: number): number => {
  const lot = desk.instruments[instrument]?.instrument.lot ?? 1;
  return Math.max(lot, Math.round(shares / lot) * lot);
};
