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

/**
 * Per feed, `AGE.width` numbers side by side: a message touches most of them.
 * - `contactAt`, `dataAt`: latest venue clock of any message and of data, never ahead of ours; minus infinity where
 *   there was none.
 * - `gaps`, `squares`: decayed sums of the gaps between data, and of their squares.
 * - `staleAt`: after this the data is too old (infinity for a dark pool). `freshUntil`: contact considered too.
 * - `dark`: 1 for a pool that publishes no book.
 */
const AGE = {
  contactAt: 0,
  dataAt: 1,
  gaps: 2,
  squares: 3,
  staleAt: 4,
  freshUntil: 5,
  dark: 6,
  width: 7,
} as const;

export type FeedAges = Float64Array;

/** @param dark per feed: a pool that publishes no book */
export function createFeedAges(dark: readonly boolean[]): FeedAges {
  const ages = new Float64Array(dark.length * AGE.width);
  dark.forEach((isDark, feed) => {
    const at = feed * AGE.width;
    ages[at + AGE.contactAt] = Number.NEGATIVE_INFINITY;
    ages[at + AGE.dataAt] = Number.NEGATIVE_INFINITY;
    ages[at + AGE.freshUntil] = Number.NEGATIVE_INFINITY;
    ages[at + AGE.staleAt] = Number.POSITIVE_INFINITY;
    ages[at + AGE.dark] = isDark ? 1 : 0;
  });
  return ages;
}

/** The venue's clock at its latest message, never ahead of ours; minus infinity before the first. */
export const contactAt = (ages: FeedAges, feed: number): number => ages[feed * AGE.width + AGE.contactAt]!;
/** At its latest change of book, print or state; minus infinity before the first. */
export const dataAt = (ages: FeedAges, feed: number): number => ages[feed * AGE.width + AGE.dataAt]!;

/** A message of any kind, at the venue's clock. */
export function noteContact(ages: FeedAges, feed: number, ts: number): void {
  const at = feed * AGE.width;
  if (ts <= ages[at + AGE.contactAt]!) return;
  ages[at + AGE.contactAt] = ts;
  ages[at + AGE.freshUntil] = Math.min(ts + FRESH_NS, ages[at + AGE.staleAt]!);
}

/** The book changed or a trade printed: the time since the last is one of the feed's usual silences. */
export function noteData(ages: FeedAges, feed: number, ts: number): void {
  const at = feed * AGE.width;
  const gap = ts - ages[at + AGE.dataAt]!;
  if (!(gap > 0)) return;
  if (gap < HISTORY_NS) {
    const kept = 1 - gap * PER_HISTORY;
    ages[at + AGE.gaps] = ages[at + AGE.gaps]! * kept + gap;
    ages[at + AGE.squares] = ages[at + AGE.squares]! * kept + gap * gap;
  } else if (gap < Number.POSITIVE_INFINITY) {
    ages[at + AGE.gaps] = gap;
    ages[at + AGE.squares] = gap * gap;
  }
  restartData(ages, feed, ts);
}

/** Data is current as of now, without telling how often it comes: a snapshot, or trading that opens. */
export function restartData(ages: FeedAges, feed: number, ts: number): void {
  const at = feed * AGE.width;
  if (ts <= ages[at + AGE.dataAt]!) return;
  ages[at + AGE.dataAt] = ts;
  if (ages[at + AGE.dark] === 1) return;
  const staleAt = ts + allowed(ages, feed, STALE_DATA);
  ages[at + AGE.staleAt] = staleAt;
  ages[at + AGE.freshUntil] = Math.min(ages[at + AGE.contactAt]! + FRESH_NS, staleAt);
}

/** How long the feed may be silent, ns. */
function allowed(ages: FeedAges, feed: number, patience: typeof STALE_DATA | typeof DEGRADED_DATA): number {
  const at = feed * AGE.width;
  const gaps = ages[at + AGE.gaps]!;
  const squares = patience.times * ages[at + AGE.squares]!;
  // The floor first: where it holds, and that is nearly always, nothing need be divided.
  if (squares <= patience.floorNs * gaps) return patience.floorNs;
  return Math.min(squares / gaps, patience.capNs);
}

/** May the feed's touch set a consolidated price at `ts`? */
export const isFresh = (ages: FeedAges, feed: number, ts: number): boolean =>
  ages[feed * AGE.width + AGE.freshUntil]! >= ts;

/** Bit `i`: feed `i` is fresh at `ts`. Of at most 31 feeds. */
export function freshFeeds(ages: FeedAges, ts: number): number {
  let fresh = 0;
  for (let at = AGE.freshUntil, bit = 1; at < ages.length; at += AGE.width, bit <<= 1) {
    if (ages[at]! >= ts) fresh |= bit;
  }
  return fresh;
}

/** When the feed last stood behind its quotes: heartbeats count until its data is too old. Never goes back. */
export const confirmedAt = (ages: FeedAges, feed: number): number =>
  Math.min(ages[feed * AGE.width + AGE.contactAt]!, ages[feed * AGE.width + AGE.staleAt]!);

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
  const silence = ts - contactAt(ages, feed);
  if (silence === Number.POSITIVE_INFINITY) return NEVER_HEARD;
  if (silence > DEAD_NS) return DEAD;
  if (market.obstacle !== undefined) return STALE[market.obstacle];
  if (silence > FRESH_NS) return STALE.NoContact;
  const judged = ages[feed * AGE.width + AGE.dark] === 0;
  const old = ts - dataAt(ages, feed);
  if (judged && old === Number.POSITIVE_INFINITY) return STALE.NeverSpoke;
  if (judged && market.open && old > allowed(ages, feed, STALE_DATA)) return STALE.NoData;
  if (silence > DEGRADED_CONTACT_NS) return DEGRADED.NoContact;
  return judged && market.open && old > allowed(ages, feed, DEGRADED_DATA) ? DEGRADED.NoData : LIVE;
}
