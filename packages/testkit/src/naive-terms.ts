/** An order's terms on their own, for the naive twin of the matching engine: what is wrong with them, where a peg stands. */
import type { Side, TimeInForce } from '@fairlead/domain';

export interface NaiveOrder {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  readonly px?: number | undefined;
  readonly timeInForce: TimeInForce | 'Auction';
  readonly postOnly: boolean;
  readonly hidden?: boolean | undefined;
  readonly displayQty?: number | undefined;
  readonly minQty?: number | undefined;
  readonly peg?: 'Near' | 'Mid' | 'Far' | undefined;
  readonly pegOffset?: number | undefined;
}

export interface Grid {
  readonly tick: number;
  readonly lot: number;
}

export interface NaiveTouch {
  readonly bidPx?: number | undefined;
  readonly askPx?: number | undefined;
}

const MAX_QTY = 2 ** 32;

export function sizeProblem(qty: number, lot: number): string | undefined {
  if (!Number.isInteger(qty) || qty <= 0 || qty > MAX_QTY) return 'BadQty';
  return qty % lot === 0 ? undefined : 'OffLot';
}

export function pxProblem(px: number | undefined, step: number): string | undefined {
  if (px === undefined) return undefined;
  if (!Number.isSafeInteger(px) || px <= 0) return 'BadPx';
  return px % step === 0 ? undefined : 'OffTick';
}

/** Prices of pegs to the middle may be on the half tick. */
export const stepOf = ({ peg }: NaiveOrder, tick: number): number => (peg === 'Mid' ? tick / 2 : tick);

export const isImmediate = ({ timeInForce }: NaiveOrder): boolean =>
  timeInForce === 'ImmediateOrCancel' || timeInForce === 'FillOrKill';

export function termsProblem(o: NaiveOrder, { tick, lot }: Grid): string | undefined {
  const unseen = o.hidden === true || o.peg === 'Mid';
  const { displayQty, minQty, pegOffset = 0 } = o;
  const isFree = o.px === undefined && o.peg === undefined;
  const problems: readonly (string | false | undefined)[] = [
    !Number.isSafeInteger(o.id) && 'BadId',
    !(Number.isInteger(o.owner) && o.owner >= 0 && o.owner < 2 ** 23) && 'BadOwner',
    sizeProblem(o.qty, lot),
    pxProblem(o.px, stepOf(o, tick)),
    isFree && (o.postOnly || o.hidden === true || displayQty !== undefined) && 'NeedsPx',
    displayQty !== undefined && (unseen || isImmediate(o)) && 'BadTerms',
    displayQty !== undefined && sizeProblem(displayQty, lot),
    displayQty !== undefined && (displayQty > o.qty || o.qty / displayQty > 1000) && 'BadQty',
    minQty !== undefined &&
      (o.postOnly || !(isImmediate(o) || (unseen && o.timeInForce === 'Day'))) &&
      'BadTerms',
    minQty !== undefined && sizeProblem(minQty, lot),
    minQty !== undefined && minQty > o.qty && 'BadQty',
    o.peg !== undefined && o.timeInForce !== 'Day' && 'BadTerms',
    o.peg !== undefined && !(Number.isInteger(pegOffset) && Math.abs(pegOffset) <= 1e6) && 'BadTerms',
  ];
  return problems.find((problem) => typeof problem === 'string') as string | undefined;
}

export function naivePegPx(
  order: NaiveOrder,
  cap: number | undefined,
  touch: NaiveTouch,
  tick: number,
): number | undefined {
  const known = (px: number | undefined): number | undefined =>
    px !== undefined && Number.isSafeInteger(px) && px > 0 ? px : undefined;
  const bid = known(touch.bidPx);
  const ask = known(touch.askPx);
  const near = order.side === 'Buy' ? bid : ask;
  const far = order.side === 'Buy' ? ask : bid;
  const mid = bid === undefined || ask === undefined || bid > ask ? undefined : (bid + ask) / 2;
  const from = order.peg === 'Near' ? near : order.peg === 'Far' ? far : mid;
  if (from === undefined) return undefined;
  const halfTick = Number.isInteger(tick / 2) ? tick / 2 : 1;
  const step = order.peg === 'Mid' ? halfTick : tick;
  const offset = (order.pegOffset ?? 0) * tick;
  const px =
    order.side === 'Buy'
      ? Math.min(Math.floor((from + offset) / step) * step, cap ?? Number.POSITIVE_INFINITY)
      : Math.max(Math.ceil((from - offset) / step) * step, cap ?? 0);
  return px > 0 ? px : undefined;
}
