/** The environment, read once. */
import type { VenueAddress, VenueName } from '@fairlead/feeds';
import { z } from 'zod';
import { MarketError } from './failure.ts';

const address = z.strictObject({ ws: z.url({ protocol: /^wss?$/ }), http: z.url({ protocol: /^https?$/ }) });
const addresses = z.record(z.string(), address);

/**
 * `FAIRLEAD_FEEDS`, for whoever reaches a venue by another way than its public address: JSON such as
 * `{"kraken":{"ws":"ws://127.0.0.1:9001","http":"http://127.0.0.1:9001"}}`.
 * @throws MarketError where it is not that
 */
export function feedAddresses(): Partial<Record<VenueName, VenueAddress>> {
  const text = process.env.FAIRLEAD_FEEDS;
  if (text === undefined || text === '') return {};
  try {
    return addresses.parse(JSON.parse(text)) as Partial<Record<VenueName, VenueAddress>>;
  } catch (cause) {
    throw new MarketError('FAIRLEAD_FEEDS must be JSON that names a ws and an http address per venue.', {
      cause,
    });
  }
}
