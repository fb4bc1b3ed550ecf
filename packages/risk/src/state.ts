/**
 * What the gate remembers: the limits in force, what is killed, what is held and working, and how often each
 * control refused. Plain data, changed in place by its owner alone, finite throughout (it can be hashed).
 */
import {
  type Instrument,
  type Kill,
  type KillScope,
  killKey,
  type LimitRow,
  type LimitSet,
  type RefusalCode,
} from '@fairlead/domain';
import { LEVELS } from './controls.ts';
import { createExposure, type Exposure, learnUnits, longOf, shortOf } from './exposure.ts';
import { ANY, boundsFor, compile, type LimitTable, rowsOf } from './limit-table.ts';
import { REFUSAL_CODES } from './refusals.ts';

export interface RiskState {
  limits: LimitSet;
  table: LimitTable;
  readonly exposure: Exposure;
  readonly kills: Map<string, Kill>;
  readonly triggers: Map<RefusalCode, number>;
}

/** One limit and how much of it is used. */
export interface Utilisation extends LimitRow {
  /**
   * Exposure limits: the larger side now, in 1/10,000 of the currency. Limits per order: the largest value that
   * passed since the row took effect, in the control's unit.
   */
  readonly used: number;
}

/** A gate that holds nothing yet. Rows must have passed `validateLimitRows`. */
export const createRisk = (limits: LimitSet): RiskState => ({
  limits,
  table: compile(limits.rows),
  exposure: createExposure(),
  kills: new Map(),
  triggers: new Map(REFUSAL_CODES.map((code) => [code, 0])),
});

/** Reference data: what the quantities of these instruments count in. */
export const setInstruments = (state: RiskState, instruments: readonly Instrument[]): void =>
  learnUnits(state.exposure, instruments);

/** The next order meets the new rows; what is held and working stays as it is. */
export function setLimits(state: RiskState, limits: LimitSet): void {
  state.limits = limits;
  state.table = compile(limits.rows);
}

/** Stops every new order in the scope until `rearm`. Tripping a tripped scope keeps the first kill. */
export function trip(state: RiskState, kill: Kill): void {
  const key = killKey(kill.scope);
  if (!state.kills.has(key)) state.kills.set(key, kill);
}

/** @returns whether the scope was killed */
export const rearm = (state: RiskState, scope: KillScope): boolean => state.kills.delete(killKey(scope));

/** Scope of the kill that stops an order, widest first, worded as in refusals. */
export function killOn(state: RiskState, instrument: string, venue: string | undefined): string | undefined {
  if (state.kills.size === 0) return undefined;
  if (state.kills.has('Firm')) return 'Firm';
  if (state.kills.has(`Instrument:${instrument}`)) return `Instrument ${instrument}`;
  if (venue !== undefined && state.kills.has(`Venue:${venue}`)) return `Venue ${venue}`;
  return undefined;
}

/** Exposure of every book that has one, then every other row in force with its peak. */
export function utilisation(state: RiskState): readonly Utilisation[] {
  const rows: Utilisation[] = [];
  for (const level of LEVELS) {
    for (const [key, book] of state.exposure.books[level]) {
      const bound = boundsFor(state.table, level, key).MAX_GROSS_NOTIONAL;
      if (bound === undefined) continue;
      const used = Math.max(longOf(book), shortOf(book));
      rows.push({ level, key, control: 'MAX_GROSS_NOTIONAL', used, bound: bound.bound });
    }
  }
  for (const { level, key, control, bound, peak } of rowsOf(state.table)) {
    if (control !== 'MAX_GROSS_NOTIONAL') rows.push({ level, key, control, used: peak, bound });
    else if (key !== ANY && !state.exposure.books[level].has(key)) {
      rows.push({ level, key, control, used: 0, bound });
    }
  }
  return rows;
}

/** How often each code refused, zeros included, in the order of the documentation. */
export const triggerCounts = (
  state: RiskState,
): readonly { readonly code: RefusalCode; readonly count: number }[] =>
  REFUSAL_CODES.map((code) => ({ code, count: state.triggers.get(code) ?? 0 }));
