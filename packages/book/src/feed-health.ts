/**
 * How fresh a venue's data is, by two ages that must not be confused:
 *
 * - *contact*: since any message, heartbeats included. It tells whether the line is up.
 * - *data*: since the book last changed or a trade printed. It tells whether anybody is there: a venue that
 *   connects and says nothing but "I am here" has no quote worth a decision.
 *
 * A venue owes a heartbeat every 250 ms. Contact is judged by missed ones: 3 make it DEGRADED, 12 (`FRESH_NS`)
 * STALE, 40 DEAD. Data is judged against the venue's own silences: `usual` is the length of the silence that a
 * moment of the last five minutes typically fell into (sum of squared gaps over sum of gaps, both decayed: the
 * inspection paradox put to use, since bursts hardly count). On three recorded days (LOBSTER AAPL, AMZN, GOOG,
 * 2012-06-21) the longest silences, up to 36 s, were 4 to 8 times it; so beyond 8 is DEGRADED and beyond 16 STALE,
 * with floors under which no venue is blamed and caps over which none is excused. A feed without such a history
 * is held to the floors.
 *
 * A venue that never showed a level or a print is never LIVE. While it is not open for continuous trading nothing
 * is expected of it. A dark pool shows no book, and prints too rarely to be judged by: contact alone counts.
 * Ages count from the venue's clock, never taken as ahead of ours. Time in ns of market time; at a speed above 1
 * wall-clock jitter counts for as much more.
 */
import { type FeedCause, type FeedHealth, NANOS_PER_SECOND } from '@fairlead/domain';

const HEARTBEAT_NS = NANOS_PER_SECOND / 4;
const DEGRADED_CONTACT_NS = 3 * HEARTBEAT_NS;
/** Not heard from for longer than this, a venue sets no consolidated price while another does. */
export const FRESH_NS = 12 * HEARTBEAT_NS;
const DEAD_NS = 40 * HEARTBEAT_NS;

const HISTORY_NS = 300 * NANOS_PER_SECOND;
const PER_HISTORY = 1 / HISTORY_NS;
const DEGRADED_DATA = { times: 8, floorNs: 5 * NANOS_PER_SECOND, capNs: 60 * NANOS_PER_SECOND } as const;
const STALE_DATA = { times: 16, floorNs: 15 * NANOS_PER_SECOND, capNs: 120 * NANOS_PER_SECOND } as const;

export interface FeedAges {
  /** Latest venue clock of any message and of data, never ahead of ours. Meaningless where `heard`, `spoke` is 0. */
  readonly contactAt: Float64Array;
  readonly dataAt: Float64Array;
  readonly heard: Uint8Array;
  readonly spoke: Uint8Array;
  /** Decayed sums of the gaps between data, and of their squares. */
  readonly gaps: Float64Array;
  readonly squares: Float64Array;
  /** After this the data is too old. Infinity for a dark pool. */
  readonly staleAt: Float64Array;
  /** The feed is fresh up to this. */
  readonly freshUntil: Float64Array;
  readonly dark: Uint8Array;
}

/** @param dark per feed: a pool that publishes no book */
export const createFeedAges = (dark: readonly boolean[]): FeedAges => ({
  contactAt: new Float64Array(dark.length),
  dataAt: new Float64Array(dark.length),
  heard: new Uint8Array(dark.length),
  spoke: new Uint8Array(dark.length),
  gaps: new Float64Array(dark.length),
  squares: new Float64Array(dark.length),
  staleAt: new Float64Array(dark.length).fill(Number.POSITIVE_INFINITY),
  freshUntil: new Float64Array(dark.length),
  dark: Uint8Array.from(dark, Number),
});

/** A message of any kind, at the venue's clock. */
export function noteContact(ages: FeedAges, feed: number, at: number): void {
  if (ages.heard[feed] === 1 && at <= ages.contactAt[feed]!) return;
  ages.heard[feed] = 1;
  ages.contactAt[feed] = at;
  ages.freshUntil[feed] = Math.min(at + FRESH_NS, ages.staleAt[feed]!);
}

/** The book changed or a trade printed: the time since the last is one of the feed's usual silences. */
export function noteData(ages: FeedAges, feed: number, at: number): void {
  const gap = at - ages.dataAt[feed]!;
  if (gap > 0 && ages.spoke[feed] === 1) {
    const kept = gap < HISTORY_NS ? 1 - gap * PER_HISTORY : 0;
    ages.gaps[feed] = ages.gaps[feed]! * kept + gap;
    ages.squares[feed] = ages.squares[feed]! * kept + gap * gap;
  }
  restartData(ages, feed, at);
}

/** Data is current as of now, without telling how often it comes: a snapshot, or trading that opens. */
export function restartData(ages: FeedAges, feed: number, at: number): void {
  if (ages.spoke[feed] === 1 && at <= ages.dataAt[feed]!) return;
  ages.spoke[feed] = 1;
  ages.dataAt[feed] = at;
  if (ages.dark[feed] === 1) return;
  ages.staleAt[feed] = at + allowed(ages, feed, STALE_DATA);
  ages.freshUntil[feed] = Math.min(ages.contactAt[feed]! + FRESH_NS, ages.staleAt[feed]!);
}

/** How long the feed may be silent, ns. */
function allowed(ages: FeedAges, feed: number, patience: typeof STALE_DATA | typeof DEGRADED_DATA): number {
  const gaps = ages.gaps[feed]!;
  const squares = patience.times * ages.squares[feed]!;
  // The floor first: where it holds, and that is nearly always, nothing need be divided.
  if (squares <= patience.floorNs * gaps || gaps === 0) return patience.floorNs;
  return Math.min(squares / gaps, patience.capNs);
}

/** May the feed's touch set a consolidated price at `ts`? */
export const isFresh = (ages: FeedAges, feed: number, ts: number): boolean => ages.freshUntil[feed]! >= ts;

/** When the feed last stood behind its quotes: heartbeats count until its data is too old. Never goes back. */
export const confirmedAt = ({ contactAt, staleAt }: FeedAges, feed: number): number =>
  Math.min(contactAt[feed]!, staleAt[feed]!);

export interface FeedVerdict {
  readonly health: FeedHealth;
  /** Absent where `LIVE`. */
  readonly cause?: FeedCause;
}

const LIVE: FeedVerdict = { health: 'LIVE' };
const DEAD: FeedVerdict = { health: 'DEAD', cause: 'NoContact' };
const NEVER_HEARD: FeedVerdict = { health: 'DEAD', cause: 'NeverHeard' };
const DEGRADED = {
  NoContact: { health: 'DEGRADED', cause: 'NoContact' },
  NoData: { health: 'DEGRADED', cause: 'NoData' },
} as const satisfies Record<string, FeedVerdict>;
const STALE: Readonly<Record<Exclude<FeedCause, 'NeverHeard'>, FeedVerdict>> = {
  NoContact: { health: 'STALE', cause: 'NoContact' },
  NeverSpoke: { health: 'STALE', cause: 'NeverSpoke' },
  NoData: { health: 'STALE', cause: 'NoData' },
  Gap: { health: 'STALE', cause: 'Gap' },
  JumpHeld: { health: 'STALE', cause: 'JumpHeld' },
  CrossedOut: { health: 'STALE', cause: 'CrossedOut' },
};

/**
 * The feed's health at `ts`.
 * @param market `obstacle`: what is wrong with the book whatever its age; `open`: continuous trading
 */
export function judgeFeed(
  ages: FeedAges,
  feed: number,
  ts: number,
  market: { readonly obstacle: 'Gap' | 'JumpHeld' | 'CrossedOut' | undefined; readonly open: boolean },
): FeedVerdict {
  if (ages.heard[feed] === 0) return NEVER_HEARD;
  const silence = ts - ages.contactAt[feed]!;
  if (silence > DEAD_NS) return DEAD;
  if (market.obstacle !== undefined) return STALE[market.obstacle];
  if (silence > FRESH_NS) return STALE.NoContact;
  const judged = ages.dark[feed] === 0;
  if (judged && ages.spoke[feed] === 0) return STALE.NeverSpoke;
  if (judged && market.open && ts > ages.staleAt[feed]!) return STALE.NoData;
  if (silence > DEGRADED_CONTACT_NS) return DEGRADED.NoContact;
  const old = ts - ages.dataAt[feed]!;
  return judged && market.open && old > allowed(ages, feed, DEGRADED_DATA) ? DEGRADED.NoData : LIVE;
}
