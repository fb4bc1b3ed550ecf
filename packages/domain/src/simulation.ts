/**
 * How a marketplace runs that is not the real one: its scenario, how fast its time goes, and what a person may ask
 * of it. Market time is nanoseconds since the midnight of the session's date.
 */
import type { Nanos } from './numbers.ts';

/** What a person may ask of a running market. */
export type SimulationControl =
  /** Market seconds per wall second, 0.1 to 1000; market time does not jump. */
  | { readonly type: 'SetSpeed'; readonly speed: number }
  /** Market time stands still, and with it everything that happens there. */
  | { readonly type: 'Pause' }
  | { readonly type: 'Resume' }
  /** Of a paused market: on by so much at the present speed, or to the next change that anybody sees, then still again. */
  | { readonly type: 'Step'; readonly forNs?: number }
  /** Ends the session and opens another, of this scenario, at its start. */
  | { readonly type: 'SwitchScenario'; readonly scenario: string; readonly seed?: number };

export const SPEED_BOUNDS = { min: 0.1, max: 1000 } as const;
/** Of market time. */
export const STEP_BOUNDS_NS = { min: 1_000_000, max: 60_000_000_000 } as const;

/** What a control changes: kept in the audit, before and after. */
export interface SimulationState {
  /** Counts the sessions of a market's state folder, from 1. Another number: market time began anew. */
  readonly session: number;
  /** Absent where the market follows a recording or real venues. */
  readonly scenario?: string;
  /** Of the random flow. */
  readonly seed: number;
  /** Market time reached as this was said. */
  readonly now: Nanos;
  /** Market seconds per wall second. */
  readonly speed: number;
  /** Where market time stands still, or will once it is there; absent: it runs on. */
  readonly until?: Nanos;
}

export interface Simulation extends SimulationState {
  /** What the market can be switched to: none where it can't. */
  readonly scenarios: readonly { readonly name: string; readonly about: string }[];
  /** Controls that this kind of market never takes, and why. */
  readonly refuses: Readonly<Partial<Record<SimulationControl['type'], string>>>;
  /** Of a day that has an end: when trading closes, and when the next day opens by itself. */
  readonly close?: { readonly at: Nanos; readonly nextDayAt: Nanos };
  /** While one session has ended and the next has not begun: its scenario. */
  readonly switchingTo?: string;
  /** Changes told in the last wall second, heartbeats not counted. */
  readonly eventsPerSecond: number;
  /** Market seconds per wall second as reached over the last wall second; below `speed` where the market can't keep up. */
  readonly reachedSpeed: number;
}

/** Market time stands still. */
export const isPaused = ({ now, until }: { readonly now: number; readonly until?: number }): boolean =>
  until !== undefined && now >= until;
