/**
 * A crypto venue's state machine, seen from outside. A machine is synchronous and has no clock and no socket:
 * messages go in, `FeedRecord`s come out (scale 8/8), and what must be sent or fetched is asked for, so that
 * recordings and live connections run the same code.
 *
 * A message is taken whole or not at all. A book is handed out only while it is vouched for: from a snapshot on,
 * until the venue's own sequence, checksum or best prices contradict it. Then `Clear` goes out, the venue is
 * asked for the book anew, and nothing of it is handed out until the next snapshot.
 */
import type { FeedFault } from '../failure.ts';
import type { FaultPolicy, FeedRecord } from '../record.ts';
import type { Midnight } from './clock.ts';

export type VenueName =
  | 'binance'
  | 'binance-usdm'
  | 'binance-coinm'
  | 'bitstamp'
  | 'bybit'
  | 'coinbase'
  | 'kraken';

export interface VenueOptions {
  /** What errors call the stream: a file or an address. */
  readonly file: string;
  readonly midnight: Midnight;
  readonly onFault: FaultPolicy;
  readonly take: (record: FeedRecord) => void;
  /** The line of a recording that is being read. Absent for a live stream, whose messages are counted. */
  readonly at?: () => Pick<FeedFault, 'file' | 'row'>;
}

/** What a machine needs from outside. */
export type Want =
  | { readonly type: 'Send'; readonly text: string }
  /** `path` on the venue's HTTP host; the reply goes to `snapshot`. */
  | { readonly type: 'Fetch'; readonly symbol: string; readonly path: string }
  /** The venue is about to close this connection. */
  | { readonly type: 'Reconnect' };

export interface VenueStats {
  messages: number;
  records: number;
  snapshots: number;
  /** Messages that repeat or precede what was taken: dropped. */
  duplicates: number;
  /** Times that messages were missing, out of order or in conflict with the book. */
  gaps: number;
  /** Messages that are not what the venue's page says. */
  faults: number;
  /** Levels with a price or size above what the scale holds: in the machine's book, and not handed out. */
  beyond: number;
  /** Comparisons with what the venue says of its book, and those that failed. */
  checks: number;
  mismatches: number;
}

export interface CryptoVenue {
  readonly name: VenueName;
  readonly stats: Readonly<VenueStats>;
  /** The first few gaps and faults, for a person. */
  readonly troubles: readonly string[];
  /** The latest gap or fault. */
  readonly lastTrouble: () => string | undefined;
  /** Registers the symbols (the venue's spelling) and asks for them. */
  readonly subscribe: (symbols: readonly string[]) => void;
  /**
   * One text message of the venue.
   * @param tsRecv ns since the session's midnight
   * @throws FeedError under `Stop`
   */
  readonly feed: (text: string, tsRecv: number) => void;
  /** The reply to a `Fetch`. @throws FeedError under `Stop` */
  readonly snapshot: (symbol: string, text: string, tsRecv: number) => void;
  /** Counts something that is no message of the venue's at all. @throws FeedError under `Stop` */
  readonly reject: (reason: string) => void;
  /** The next thing needed; each is given once. */
  readonly wants: () => Want | undefined;
  /** Every registered book is vouched for. */
  readonly synced: () => boolean;
  /** The connection was lost: every book is cleared, nothing of the old connection is waited for. */
  readonly resync: () => void;
  /** What keeps an idle connection open. Absent where the protocol's own ping does. */
  readonly ping: string | undefined;
}
