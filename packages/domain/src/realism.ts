/**
 * A scenario's market measured by the stylised facts: what is asked for, how far a measurement is, and what came of
 * it. `sim/REALISM.md` says what each fact is and where its band is from.
 */
import type { Hash, InstrumentId } from './ids.ts';
import type { UnixMs } from './news-story.ts';
import type { Plot } from './plot.ts';

/** From the scenario's start on. Of a day's facts some need an hour, and some the day: they say so. */
export const REALISM_SPANS = ['TenMinutes', 'Hour', 'Day'] as const;
export type RealismSpan = (typeof REALISM_SPANS)[number];

export interface RealismAsk {
  readonly scenario: string;
  readonly span: RealismSpan;
  readonly seed: number;
}

export interface RealismFact {
  readonly name: string;
  /** Definition and unit. */
  readonly about: string;
  readonly source: string;
  readonly low: number;
  readonly high: number;
  /** Of recorded days; none where a recording can't tell. */
  readonly recorded: readonly number[];
  /** Absent where the run gave too little: see `needs`. */
  readonly value?: number;
  /** Standard error, where the fact has one. */
  readonly error?: number;
  /** What a run must give for the fact to be told. */
  readonly needs: string;
}

/** Is it in its band? Absent where it is not told. */
export const isInBand = ({ value, low, high }: RealismFact): boolean | undefined =>
  value === undefined ? undefined : value >= low && value <= high;

export interface MeasuredInstrument {
  readonly instrument: InstrumentId;
  readonly facts: readonly RealismFact[];
  readonly plots: readonly Plot[];
}

export interface RealismReport extends RealismAsk {
  /** Of the scenario as it was measured: another one is another market. */
  readonly digest: Hash;
  /** Of the run: the same on every machine. */
  readonly hash: string;
  readonly events: number;
  /** Participants that threw, and where. */
  readonly failures: readonly string[];
  readonly measuredMs: UnixMs;
  readonly tookMs: number;
  readonly instruments: readonly MeasuredInstrument[];
}

/** One of the reports that the market's state folder keeps: the last of each scenario and span. */
export interface KeptReport extends RealismAsk {
  readonly measuredMs: UnixMs;
  /** Its scenario is not what it was, or is gone. */
  readonly older: boolean;
}

export interface RealismState {
  /** Why this kind of market is not measured. */
  readonly refuses?: string;
  /** One at a time. */
  readonly running?: RealismAsk & { readonly events: number; readonly doneShare: number };
  /** The last one, where it came to no report: canceled, or why it failed. */
  readonly ended?: RealismAsk & { readonly reason: string };
  readonly kept: readonly KeptReport[];
}
