/**
 * The venues that can be connected to: their public addresses and how each spells an instrument. None asks for a
 * sign-in. Sources: the pages of the formats (KRAKEN.md and so on).
 */
import { createBinance } from '../crypto/binance.ts';
import { createBitstamp } from '../crypto/bitstamp.ts';
import { createBybit } from '../crypto/bybit.ts';
import { createCoinbase } from '../crypto/coinbase.ts';
import { createKraken } from '../crypto/kraken.ts';
import type { CryptoVenue, VenueName, VenueOptions } from '../crypto/venue.ts';

/** Where a venue is reached. Tests and other deployments of the venue name their own. */
export interface VenueAddress {
  /** `wss://...`, with the path. */
  readonly ws: string;
  /** `https://host`, without a path. */
  readonly http: string;
}

/** An instrument as one venue lists it. */
export interface ListedInstrument {
  readonly symbol: string;
  /** What its prices are in: `USDT` is a token that is worth a dollar on most days. */
  readonly quote: string;
  /** What one of its quantity is, where it is not one of the base currency. */
  readonly contract?: string;
}

export interface LiveVenue {
  readonly address: VenueAddress;
  readonly list: (base: string, quote: string) => ListedInstrument;
  readonly create: (options: VenueOptions) => CryptoVenue;
}

const tethered = (quote: string): string => (quote === 'USD' ? 'USDT' : quote);
/** Kraken's old names. */
const KRAKEN_NAMES: Readonly<Record<string, string>> = { BTC: 'XBT', DOGE: 'XDG' };

export const LIVE_VENUES: Readonly<Record<VenueName, LiveVenue>> = {
  binance: {
    address: { ws: 'wss://stream.binance.com:9443/stream', http: 'https://api.binance.com' },
    list: (base, quote) => ({ symbol: base + tethered(quote), quote: tethered(quote) }),
    create: (options) => createBinance('spot', options),
  },
  'binance-usdm': {
    address: { ws: 'wss://fstream.binance.com/stream', http: 'https://fapi.binance.com' },
    list: (base, quote) => ({ symbol: base + tethered(quote), quote: tethered(quote) }),
    create: (options) => createBinance('usdm', options),
  },
  'binance-coinm': {
    address: { ws: 'wss://dstream.binance.com/stream', http: 'https://dapi.binance.com' },
    list: (base, quote) => ({
      symbol: `${base}${quote}_PERP`,
      quote,
      contract: base === 'BTC' ? '100 USD' : '10 USD',
    }),
    create: (options) => createBinance('coinm', options),
  },
  bitstamp: {
    address: { ws: 'wss://ws.bitstamp.net', http: 'https://www.bitstamp.net' },
    list: (base, quote) => ({ symbol: (base + quote).toLowerCase(), quote }),
    create: createBitstamp,
  },
  bybit: {
    address: { ws: 'wss://stream.bybit.com/v5/public/spot', http: 'https://api.bybit.com' },
    list: (base, quote) => ({ symbol: base + tethered(quote), quote: tethered(quote) }),
    create: createBybit,
  },
  coinbase: {
    address: { ws: 'wss://ws-feed.exchange.coinbase.com', http: 'https://api.exchange.coinbase.com' },
    list: (base, quote) => ({ symbol: `${base}-${quote}`, quote }),
    create: createCoinbase,
  },
  kraken: {
    address: { ws: 'wss://ws.kraken.com', http: 'https://api.kraken.com' },
    list: (base, quote) => ({ symbol: `${KRAKEN_NAMES[base] ?? base}/${quote}`, quote }),
    create: createKraken,
  },
};
