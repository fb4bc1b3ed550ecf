/**
 * Limits, kills and refusals (CONTROLS, the risk gate). A limit set is a versioned list of rows; no row for what
 * is asked means no order.
 */
import type { Seq } from './numbers.ts';

export type LimitLevel = 'Firm' | 'Desk' | 'Trader' | 'Account' | 'Instrument';

/** What a bound is about, and its unit. */
export type LimitControl =
  /** shares of one child */
  | 'MAX_ORDER_QTY'
  /** 1/10,000 of the currency, one child */
  | 'MAX_ORDER_NOTIONAL'
  /** shares of one parent */
  | 'MAX_PARENT_QTY'
  /** 1/10,000 of the currency, one parent */
  | 'MAX_PARENT_NOTIONAL'
  /** bps away from the consolidated mid that a price may reach into the market */
  | 'PRICE_COLLAR'
  /** milliseconds of market time */
  | 'MAX_REFERENCE_AGE'
  /** 1/10,000 of the currency: |position| + working, long and short apart, the larger side */
  | 'MAX_GROSS_NOTIONAL';

export interface LimitRow {
  readonly level: LimitLevel;
  /** The instrument, trader ... or `*`: the default for all of the level that have no row of their own. */
  readonly key: string;
  readonly control: LimitControl;
  /** A whole number above or equal to zero, in the control's unit. */
  readonly bound: number;
}

export interface LimitSet {
  /** 1, 2, 3 ... */
  readonly version: number;
  readonly rows: readonly LimitRow[];
}

/** Every way the gate says no. *Denied* is ours, *Rejected* is the venue's. */
export type RefusalCode =
  | 'INVALID_FIELD'
  | 'NO_LIMIT_SET'
  | 'MAX_ORDER_QTY'
  | 'MAX_ORDER_NOTIONAL'
  | 'MAX_PARENT_QTY'
  | 'MAX_PARENT_NOTIONAL'
  | 'PRICE_COLLAR'
  | 'REFERENCE_MISSING'
  | 'REFERENCE_STALE'
  | 'MAX_GROSS_NOTIONAL'
  | 'PARENT_EXCEEDED'
  | 'KILLED';

export interface RiskRefused {
  readonly code: RefusalCode;
  /** `Firm`, `Trader tara`, `Instrument KESTREL`: whose bound, or which field. */
  readonly scope: string;
  /** What was measured; absent where nothing could be. */
  readonly value?: number;
  readonly bound?: number;
}

/** `MAX_ORDER_NOTIONAL value=1250000 bound=1000000 (Trader tara)` */
export const formatRefusal = (r: RiskRefused): string =>
  `${r.code}${r.value === undefined ? '' : ` value=${r.value}`}${r.bound === undefined ? '' : ` bound=${r.bound}`} (${r.scope})`;

export type KillScope =
  | { readonly level: 'Firm' }
  | { readonly level: 'Instrument'; readonly key: string }
  | { readonly level: 'Venue'; readonly key: string };

export const killKey = (scope: KillScope): string =>
  scope.level === 'Firm' ? 'Firm' : `${scope.level}:${scope.key}`;

/** A scope that is killed, since when and by whom; it stays so, restarts included, until a person re-arms it. */
export interface Kill {
  readonly scope: KillScope;
  readonly since: Seq;
  readonly by: string;
  readonly reason: string;
}
