/**
 * What a simulated market is made of, as a parsed scenario file gives it: plain data in the units of the core
 * (prices in 1/10,000, times in ns since the session's midnight, money in micros).
 */
import type { Instrument, Nanos, Px, Venue } from '@fairlead/domain';
import type { CrowdSetup } from '../crowd/setup.ts';
import type { FundamentalSetup } from '../fundamental/setup.ts';
import type { ParticipantGroup } from '../participants/index.ts';

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly session: SessionSetup;
  readonly instruments: readonly InstrumentSetup[];
  readonly fundamental: FundamentalSetup;
  readonly venues: readonly VenueSetup[];
  readonly crowd: readonly CrowdSetup[];
  readonly participants: readonly ParticipantGroup[];
}

interface SessionSetup {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly openNs: Nanos;
  readonly closeNs: Nanos;
}

export interface InstrumentSetup {
  readonly instrument: Instrument;
  /** Where the fundamental starts, and what it reverts to. */
  readonly openPx: Px;
  /** Share of its moves that the market's common factor makes: the square root of it is the correlation with it. */
  readonly marketShare: number;
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
}

interface DarkVenueSetup extends OfVenue {
  readonly type: 'Dark';
}

export type VenueSetup = LitVenueSetup | DarkVenueSetup;
