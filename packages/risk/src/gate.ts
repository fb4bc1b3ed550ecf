/**
 * The gate between every child order and a venue. Knows orders and limits; knows nothing of models. Pure, total
 * and constant time: every hostile value is refused with a code, nothing is thrown, and without a row there is no
 * order. An order passes only within every bound at every level, counting what is working until it is terminal.
 */
import {
  type ChildOrder,
  err,
  type LimitControl,
  type LimitLevel,
  type MarketStamp,
  NANOS_PER_MS,
  ok,
  type ParentOrder,
  type Result,
  type RiskApproved,
  type RiskRefused,
  type Side,
} from '@fairlead/domain';
import { LEVELS, REQUIRED } from './controls.ts';
import { keyAt, type Owner, reserve, sideExposure, unitIn, worthOf } from './exposure.ts';
import { invalidChildField, invalidParentField, isCount, isRecord, isReference } from './fields.ts';
import { type Bound, type Bounds, boundsFor } from './limit-table.ts';
import { killOn, type RiskState } from './state.ts';

const INSTRUMENT = LEVELS.indexOf('Instrument');

/** What the gate is told about the market and the child's parent. */
export interface ChildContext {
  readonly stamp: MarketStamp;
  /** Of the parent: orderQty - cumQty, shares. */
  readonly parentLeavesQty: number;
  /** Of the parent: at venues now, in-flight requests and cancels included, shares. */
  readonly parentWorkingQty: number;
}

export type ParentVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusals: readonly RiskRefused[] };

/**
 * May this child go out? An approval reserves its working exposure until `onFill` and `onClosed` give it back.
 * @returns the same order, approved; or the first control that refuses it, most basic first
 */
export function checkChild(
  state: RiskState,
  child: ChildOrder,
  context: ChildContext,
): Result<RiskApproved<ChildOrder>, RiskRefused> {
  const refusal = refuseChild(state, child, context);
  if (refusal !== undefined) {
    count(state, refusal);
    return err(refusal);
  }
  const { stamp } = context;
  reserve(state.exposure, child, worthPx(child.side, child.px, stamp));
  return ok(child as RiskApproved<ChildOrder>);
}

/** May this parent be worked at all? Every refusal at once: a person reads them. Reserves nothing. */
export function checkParent(state: RiskState, parent: ParentOrder, stamp: MarketStamp): ParentVerdict {
  const refusals = refuseParent(state, parent, stamp);
  for (const refusal of refusals) count(state, refusal);
  return refusals.length === 0 ? { ok: true } : { ok: false, refusals };
}

function refuseChild(state: RiskState, child: ChildOrder, context: ChildContext): RiskRefused | undefined {
  const invalid = invalidChildField(child);
  if (invalid !== undefined) return { code: 'INVALID_FIELD', scope: invalid };
  if (!isRecord(context)) return { code: 'INVALID_FIELD', scope: 'context' };
  if (!isCount(context.parentLeavesQty)) return { code: 'INVALID_FIELD', scope: 'parentLeavesQty' };
  if (!isCount(context.parentWorkingQty)) return { code: 'INVALID_FIELD', scope: 'parentWorkingQty' };
  if (state.exposure.reservations.has(child.clOrdId)) return { code: 'INVALID_FIELD', scope: 'clOrdId' };

  const killed = killOn(state, child.instrument, child.venue);
  if (killed !== undefined) return { code: 'KILLED', scope: killed };

  const { stamp } = context;
  const scopes = scopesOf(state, child);
  const stale = refuseReference(scopes, stamp);
  if (stale !== undefined) return stale;

  const worth = worthOf(child.orderQty, worthPx(child.side, child.px, stamp), unitOf(state, child));
  const offside = intoMarketBps(child, stamp);
  return (
    beyond(scopes, 'MAX_ORDER_QTY', child.orderQty) ??
    beyond(scopes, 'MAX_ORDER_NOTIONAL', worth) ??
    (offside === undefined ? undefined : beyond(scopes, 'PRICE_COLLAR', offside)) ??
    refuseBeyondParent(state, child, context) ??
    refuseExposure(state, child, { scopes, worth, mark: stamp.askPx as number })
  );
}

function refuseParent(state: RiskState, parent: ParentOrder, stamp: MarketStamp): RiskRefused[] {
  const invalid = invalidParentField(parent);
  if (invalid !== undefined) return [{ code: 'INVALID_FIELD', scope: invalid }];
  const refusals: RiskRefused[] = [];
  const killed = killOn(state, parent.instrument, undefined);
  if (killed !== undefined) refusals.push({ code: 'KILLED', scope: killed });
  const scopes = scopesOf(state, parent);
  const stale = refuseReference(scopes, stamp);
  if (stale !== undefined) refusals.push(stale);
  refusals.push(...allBeyond(scopes, 'MAX_PARENT_QTY', parent.orderQty));
  if (isReference(stamp)) {
    const worth = worthOf(
      parent.orderQty,
      worthPx(parent.side, parent.limitPx, stamp),
      unitOf(state, parent),
    );
    refusals.push(...allBeyond(scopes, 'MAX_PARENT_NOTIONAL', worth));
  }
  return refusals;
}

const unitOf = (state: RiskState, { instrument }: Owner): number => unitIn(state.exposure, instrument);

/** One level of an order: whose bounds, and what they are. */
interface Scope {
  readonly level: LimitLevel;
  readonly key: string;
  readonly bounds: Bounds;
}

/** In the order of `LEVELS`. */
const scopesOf = (state: RiskState, of: Owner): readonly Scope[] => [
  scopeOf(state, 'Firm', keyAt('Firm', of)),
  scopeOf(state, 'Desk', of.desk),
  scopeOf(state, 'Trader', of.trader),
  scopeOf(state, 'Account', of.account),
  scopeOf(state, 'Instrument', of.instrument),
];

const scopeOf = (state: RiskState, level: LimitLevel, key: string): Scope => ({
  level,
  key,
  bounds: boundsFor(state.table, level, key),
});

const nameOf = ({ level, key }: Scope): string => (level === 'Firm' ? 'Firm' : `${level} ${key}`);

function refuseReference(scopes: readonly Scope[], stamp: MarketStamp): RiskRefused | undefined {
  const { ageNs } = isReference(stamp) ? stamp : {};
  if (typeof ageNs !== 'number' || !Number.isFinite(ageNs) || ageNs < 0) {
    return { code: 'REFERENCE_MISSING', scope: nameOf(scopes[INSTRUMENT] as Scope) };
  }
  return beyond(scopes, 'MAX_REFERENCE_AGE', ageNs / NANOS_PER_MS);
}

/**
 * Working and filled children together never exceed the parent (what Knight lacked). The gate's own count of
 * what is working stands beside the caller's; the larger binds.
 */
function refuseBeyondParent(
  state: RiskState,
  child: ChildOrder,
  context: ChildContext,
): RiskRefused | undefined {
  const counted = state.exposure.parentWorking.get(child.parentId) ?? 0;
  const value = child.orderQty + Math.max(counted, context.parentWorkingQty);
  const bound = context.parentLeavesQty;
  return value > bound
    ? { code: 'PARENT_EXCEEDED', scope: `Parent ${child.parentId}`, value, bound }
    : undefined;
}

/** The side that the order adds to, at every level: an order that only reduces the other side is not held by it. */
function refuseExposure(
  state: RiskState,
  child: ChildOrder,
  by: { readonly scopes: readonly Scope[]; readonly worth: number; readonly mark: number },
): RiskRefused | undefined {
  for (const scope of by.scopes) {
    const bound = scope.bounds.MAX_GROSS_NOTIONAL;
    if (bound === undefined) return noLimit('MAX_GROSS_NOTIONAL', scope);
    const book = state.exposure.books[scope.level].get(scope.key);
    const value = sideExposure(book, child.side, { instrument: child.instrument, mark: by.mark }) + by.worth;
    if (!(value <= bound.bound)) return over(scope, value, bound);
  }
  return undefined;
}

/** The first level at which `value` is beyond the control's bound, or at which a required bound is not set. */
function beyond(scopes: readonly Scope[], control: LimitControl, value: number): RiskRefused | undefined {
  for (const scope of scopes) {
    const refusal = beyondAt(scope, control, value);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const allBeyond = (scopes: readonly Scope[], control: LimitControl, value: number): RiskRefused[] =>
  scopes.flatMap((scope) => beyondAt(scope, control, value) ?? []);

function beyondAt(scope: Scope, control: LimitControl, value: number): RiskRefused | undefined {
  const bound = scope.bounds[control];
  if (bound === undefined) {
    return REQUIRED[control].includes(scope.level) ? noLimit(control, scope) : undefined;
  }
  if (!(value <= bound.bound)) return over(scope, value, bound);
  if (value > bound.peak) bound.peak = value;
  return undefined;
}

const noLimit = (control: LimitControl, scope: Scope): RiskRefused => ({
  code: 'NO_LIMIT_SET',
  scope: `${nameOf(scope)}, ${control}`,
});

const over = (scope: Scope, value: number, { control, bound }: Bound): RiskRefused => ({
  code: control === 'MAX_REFERENCE_AGE' ? 'REFERENCE_STALE' : control,
  scope: nameOf(scope),
  value,
  bound,
});

/**
 * Price at which an order is valued: its limit; without one the reference's far side. A sell may trade above its
 * limit, so it is never worth less than the bid.
 */
function worthPx(side: Side, px: number | undefined, stamp: MarketStamp): number {
  const far = (side === 'Buy' ? stamp.askPx : stamp.bidPx) as number;
  if (px === undefined) return far;
  return side === 'Buy' ? px : Math.max(px, far);
}

/**
 * How far into the market, in bps beyond the mid, the order may trade. A midpoint peg trades at the mid of its
 * moment whatever its cap says: it is measured at the nearer of cap and far side, and without a cap not at all.
 */
function intoMarketBps(child: ChildOrder, stamp: MarketStamp): number | undefined {
  const bid = stamp.bidPx as number;
  const ask = stamp.askPx as number;
  const mid = (bid + ask) / 2;
  const far = child.side === 'Buy' ? ask : bid;
  const sign = child.side === 'Buy' ? 1 : -1;
  if (child.ordType === 'Pegged') {
    if (child.px === undefined) return undefined;
    const capped = child.side === 'Buy' ? Math.min(child.px, far) : Math.max(child.px, far);
    return Math.max(0, (sign * (capped - mid) * 1e4) / mid);
  }
  return Math.max(0, (sign * ((child.px ?? far) - mid) * 1e4) / mid);
}

function count(state: RiskState, refusal: RiskRefused): void {
  state.triggers.set(refusal.code, (state.triggers.get(refusal.code) ?? 0) + 1);
}
