/**
 * What a simulated market is made of, as a parsed scenario file gives it: plain data in the units of the core
 * (prices in 1/10,000, times in ns since the session's midnight, money in micros). Instruments, venues and regimes
 * are named by their indexes.
 */
import type { SelfTrade } from '@fairlead/book';
import type { Instrument, Nanos, Px, Venue } from '@fairlead/domain';
import type { CrowdSetup } from '../crowd/setup.ts';
import type { FundamentalSetup } from '../fundamental/setup.ts';
import type { ParticipantGroup } from '../participants/index.ts';
import type { Recording } from '../replay/recording.ts';

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly session: SessionSetup;
  readonly instruments: readonly InstrumentSetup[];
  readonly fundamental: FundamentalSetup;
  readonly venues: readonly VenueSetup[];
  readonly crowd: readonly CrowdSetup[];
  readonly participants: readonly ParticipantGroup[];
  readonly news: NewsSetup;
  /** In order of time. */
  readonly events: readonly EventSetup[];
}

export interface SessionSetup {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Where a run begins: with the opening auction's call, at the open, or in the middle of the day. */
  readonly startNs: Nanos;
  readonly openNs: Nanos;
  readonly closeNs: Nanos;
  /** Lengths of the call phases before the open and before the close. Absent: no auction. */
  readonly openingNs?: number;
  readonly closingNs?: number;
  /** Multiples of all flow: a parabola through the open, half-way and the close. Absent: 1. */
  readonly activity?: { readonly open: number; readonly midday: number; readonly close: number };
}

export interface InstrumentSetup {
  readonly instrument: Instrument;
  /** Where the fundamental starts, and what it reverts to. */
  readonly openPx: Px;
  /** How often participants who choose turn to it, beside the others. Absent: 1. */
  readonly weight?: number;
  /** RTS 7: a trade this far from the last auction or from the last trade halts it. Absent: none does. */
  readonly halts?: {
    readonly staticBps: number | undefined;
    readonly dynamicBps: number | undefined;
    readonly lastsNs: number;
    /** Length of the call that reopens it. Absent: trading goes on as before. */
    readonly reopeningNs?: number;
  };
}

interface LinkSetup {
  /** One way, uniform +-: share of the base. */
  readonly jitterShare: number;
  /** Chance that a message takes an exponential tail of five bases more. */
  readonly tailProb: number;
  /** Added per thousand messages a second that the venue is receiving. */
  readonly loadNs: number;
}

interface OfVenue {
  readonly venue: Venue;
  readonly link: LinkSetup;
  /** RTS 7: messages a second that one participant may send on average, and in a burst. Absent: no limit. */
  readonly throttle?: { readonly perSecond: number; readonly burst: number };
  /** Chance that an order is refused for no reason of its own. */
  readonly rejectProb: number;
  /** RTS 7: an order priced further than this from the last touch's mid is refused. Absent: no collar. */
  readonly collarBps?: number;
}

interface LitVenueSetup extends OfVenue {
  readonly type: 'Lit';
  /** Which one goes where two orders of one participant would meet. Absent: they trade. */
  readonly selfTrade?: SelfTrade;
}

interface DarkVenueSetup extends OfVenue {
  readonly type: 'Dark';
  /** Smallest execution, shares. */
  readonly minQty: number;
  /** Hidden flow in each regime. */
  readonly hidden: readonly HiddenSetup[];
  /** Chance that a fill becomes known to who looks for it. */
  readonly leakProb: number;
}

/** What rests unseen (Ganchev, Kearns, Nevmyvaka, Wortman 2009). Sizes in the instrument's average trades. */
export interface HiddenSetup {
  /** Share of the instrument's volume that would like to trade here, both sides. */
  readonly volumeShare: number;
  /** Chance that a side is empty at a random time. */
  readonly emptyProb: number;
  readonly sizeExponent: number;
  readonly maxSize: number;
  /** Chance that an arrival knows where the price goes. */
  readonly informedProb: number;
}

export interface BlockVenueSetup extends OfVenue {
  readonly type: 'Block';
  /** Smallest execution, shares. */
  readonly minQty: number;
  /** How long an invited order has to firm up. */
  readonly firmUpNs: number;
  /** Natural orders of others, by instrument and side; sizes in the smallest execution. */
  readonly interest: {
    readonly perHour: number;
    readonly restNs: number;
    readonly sizeExponent: number;
    readonly maxSize: number;
    readonly firmProb: number;
  };
}

/** A displayed book of one instrument that a recording drives. No scenario file has it. */
interface RecordedVenueSetup extends OfVenue {
  readonly type: 'Recorded';
  readonly recording: Recording;
}

/** Shows what a real venue displays, and works the client's orders on paper against it. No scenario file has it. */
interface PaperVenueSetup extends OfVenue {
  readonly type: 'Paper';
}

export type VenueSetup =
  | LitVenueSetup
  | DarkVenueSetup
  | BlockVenueSetup
  | RecordedVenueSetup
  | PaperVenueSetup;

export interface NewsSetup {
  /** From the jump of the value to the news feed. */
  readonly delayNs: number;
  /** Random stories per hour and instrument, and the standard deviation of their jumps in its daily volatilities. */
  readonly perHour: number;
  readonly jump: number;
  /** Stories at given times, in order. */
  readonly stories: readonly StorySetup[];
}

export interface StorySetup {
  readonly atNs: Nanos;
  readonly instrument: number;
  readonly headline: string;
  /** -1 to 1. */
  readonly sentimentScore: number;
  readonly shockBps: number;
}

interface Span {
  readonly atNs: Nanos;
  readonly lastsNs: number;
}

/** `venue` absent: at every venue (an auction: at every lit one). */
export type EventSetup = Span &
  (
    | { readonly type: 'Outage'; readonly venue: number }
    | {
        readonly type: 'Halt';
        readonly instrument: number;
        readonly venue: number | undefined;
        /** Length of the call that reopens it. Absent: trading goes on as before. */
        readonly reopeningNs?: number;
      }
    | { readonly type: 'Auction'; readonly instrument: number; readonly venue: number | undefined }
    | { readonly type: 'Rejects'; readonly venue: number; readonly rejectProb: number }
    | { readonly type: 'Latency'; readonly venue: number; readonly multiple: number }
  );
