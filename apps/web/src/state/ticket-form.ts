/**
 * The ticket's text and what it means. Pure. Parsed with the domain's own parsers, so that a problem found here
 * reads as the server would word it; the server checks everything again.
 */
import {
  type FieldProblem,
  type Instrument,
  type LimitControl,
  type LimitSet,
  type MarketStamp,
  midPx,
  type Nanos,
  PX_SCALE,
  parsePx,
  parseQty,
  qtyUnit,
  type RouterKind,
  type Side,
  type Strategy,
  sideSign,
} from '@fairlead/domain';
import type { SubmitRequest } from '../data/api-types.ts';

export interface TicketText {
  readonly qty: string;
  readonly strategy: Strategy;
  readonly router: RouterKind;
  readonly limit: string;
  /** Minutes of market time. */
  readonly horizon: string;
}

export const BLANK_TICKET: TicketText = {
  qty: '',
  strategy: 'TWAP',
  router: 'Learned',
  limit: '',
  horizon: '5',
};

/** What its quantities count, in a word. */
export const unitWord = ({ qtyDecimals, id }: Instrument): string =>
  qtyDecimals === undefined ? 'shares' : (id.split('-')[0] ?? id);

/** What so much is worth at the mid, in 1/10,000 of the currency; absent without a mid. */
export const notionalOf = (
  qty: number,
  mid: number | undefined,
  instrument: Instrument,
): number | undefined => (mid === undefined ? undefined : (qty * mid) / qtyUnit(instrument));

/** All of a request but what is only known when it is sent. */
export interface DraftOrder {
  readonly instrument: string;
  readonly side: Side;
  readonly orderQty: number;
  readonly strategy: Strategy;
  readonly router: RouterKind;
  readonly limitPx?: string;
  readonly horizonNs: number;
}

export type Problems = Readonly<Record<string, string>>;

const MAX_MINUTES = 480;
const NS_PER_MINUTE = 60_000_000_000;

export const byField = (problems: readonly FieldProblem[]): Problems =>
  Object.fromEntries(problems.map((problem) => [problem.field, problem.reason]));

/** Minutes of market time as typed, in ns; absent where they are none or too many. */
export function horizonNsOf(text: string): number | undefined {
  const minutes = Number(text);
  return text.trim() !== '' && minutes > 0 && minutes <= MAX_MINUTES
    ? Math.round(minutes * NS_PER_MINUTE)
    : undefined;
}

/** @returns the draft, or each field's problem under the name that the server gives the field */
export function readTicket(
  text: TicketText,
  instrument: Instrument,
  side: Side,
): { readonly draft?: DraftOrder; readonly problems: Problems } {
  const problems: FieldProblem[] = [];
  const { lot, qtyDecimals = 0 } = instrument;
  const qty = parseQty(text.qty, qtyDecimals);
  if (!qty.ok)
    problems.push(
      text.qty.trim() === '' ? { field: 'orderQty', reason: `how many ${unitWord(instrument)}?` } : qty.error,
    );
  else if (qty.value % lot !== 0)
    problems.push({ field: 'orderQty', reason: `must be a multiple of the lot, ${lot / 10 ** qtyDecimals}` });
  const hasLimit = text.limit.trim() !== '';
  const limit = hasLimit ? parsePx(text.limit, 'limitPx') : undefined;
  if (limit && !limit.ok) problems.push(limit.error);
  else if (limit && limit.value % instrument.tick !== 0)
    problems.push({
      field: 'limitPx',
      reason: `must be a multiple of the tick, ${instrument.tick / PX_SCALE}`,
    });
  const horizonNs = horizonNsOf(text.horizon);
  if (horizonNs === undefined)
    problems.push({ field: 'endTime', reason: `minutes above 0, at most ${MAX_MINUTES}` });
  if (problems.length > 0 || !qty.ok || horizonNs === undefined) return { problems: byField(problems) };
  return {
    problems: {},
    draft: {
      instrument: instrument.id,
      side,
      orderQty: qty.value,
      strategy: text.strategy,
      router: text.router,
      ...(hasLimit ? { limitPx: text.limit.trim() } : {}),
      horizonNs,
    },
  };
}

/** The request as it goes out. A retry sends this very value again: one id, one order. */
export const requestOf = (draft: DraftOrder, clOrdId: string, now: Nanos): SubmitRequest => {
  const { horizonNs, ...order } = draft;
  return { ...order, clOrdId, endTime: now + horizonNs };
};

/** Signed distance of the limit from the mid, in bps; positive = further into the market than the mid. */
export function limitReachBps(limit: string, side: Side, stamp: MarketStamp): number | undefined {
  const parsed = parsePx(limit);
  const mid = midPx(stamp);
  return parsed.ok && mid !== undefined ? (sideSign(side) * (parsed.value - mid) * 1e4) / mid : undefined;
}

export interface Warning {
  readonly severity: 'bad' | 'warn' | 'info';
  readonly text: string;
}

export interface WarningFacts {
  readonly instrument: Instrument;
  readonly draft: DraftOrder | undefined;
  readonly stamp: MarketStamp;
  readonly limits: LimitSet | undefined;
  readonly kills: readonly { readonly scope: { readonly level: string; readonly key?: string } }[];
  readonly owner: { readonly trader: string; readonly desk: string };
  readonly modelsMissing: boolean;
}

const NOTICE_ADV = 0.02;
const NOTICE_REACH_BPS = 50;
const NOTICE_AGE_NS = 3_000_000_000;

/** What to know before sending, worst first. It informs; the risk gate decides. */
export function warningsOf(facts: WarningFacts): readonly Warning[] {
  const { instrument, draft, stamp, kills } = facts;
  const found: Warning[] = [];
  const bad = (text: string) => found.push({ severity: 'bad', text });
  const warn = (text: string) => found.push({ severity: 'warn', text });
  if (kills.some(({ scope }) => scope.level === 'Firm')) bad('the firm is killed: orders are denied');
  if (kills.some(({ scope }) => scope.level === 'Instrument' && scope.key === instrument.id))
    bad(`${instrument.id} is killed: orders are denied`);
  const mid = midPx(stamp);
  if (mid === undefined) bad('no two-sided quote: an order would have no arrival price');
  else if ((stamp.ageNs ?? 0) > NOTICE_AGE_NS)
    warn(`the quote is ${((stamp.ageNs ?? 0) / 1e9).toFixed(1)} s old`);
  if (draft) {
    for (const [control, used] of [
      ['MAX_PARENT_QTY', draft.orderQty],
      ['MAX_PARENT_NOTIONAL', notionalOf(draft.orderQty, mid, instrument)],
    ] as const) {
      const bound = tightest(facts, control);
      if (used !== undefined && bound && used > bound.bound)
        bad(`above the ${bound.level.toLowerCase()} limit ${control}`);
    }
    const share = draft.orderQty / instrument.adv;
    if (share > NOTICE_ADV)
      warn(`${(share * 100).toFixed(1)}% of ADV is above the ${NOTICE_ADV * 100}% notice`);
    const reach = draft.limitPx === undefined ? undefined : limitReachBps(draft.limitPx, draft.side, stamp);
    if (reach !== undefined && reach > NOTICE_REACH_BPS)
      warn(`the limit reaches ${reach.toFixed(0)} bps beyond the mid`);
    if (draft.router === 'Learned' && facts.modelsMissing)
      warn('no model advises now: routing falls back to rules');
  }
  const rank = { bad: 0, warn: 1, info: 2 };
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

/** The lowest bound that applies to this order: a row for its own key stands before the level's `*`. */
export function tightest(
  facts: Pick<WarningFacts, 'instrument' | 'limits' | 'owner'>,
  control: LimitControl,
): { readonly level: string; readonly bound: number } | undefined {
  const keys = {
    Firm: '*',
    Desk: facts.owner.desk,
    Trader: facts.owner.trader,
    Account: 'MAIN',
    Instrument: facts.instrument.id as string,
  };
  const rows = (facts.limits?.rows ?? []).filter((row) => row.control === control);
  const applied = Object.entries(keys).flatMap(([level, key]) => {
    const row =
      rows.find((r) => r.level === level && r.key === key) ??
      rows.find((r) => r.level === level && r.key === '*');
    return row ? [{ level, bound: row.bound }] : [];
  });
  return applied.sort((a, b) => a.bound - b.bound)[0];
}
