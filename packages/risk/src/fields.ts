/**
 * Is what arrived an order at all? The gate assumes nothing of its input: a number may be NaN, a text a symbol,
 * an object missing. Each function names the first field that is not what the type promises.
 */
import {
  type ChildOrder,
  type MarketStamp,
  type OrdType,
  type ParentOrder,
  ROUTERS,
  STRATEGIES,
  type TimeInForce,
} from '@fairlead/domain';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
export const isPositive = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0;
const isSide = (value: unknown): boolean => value === 'Buy' || value === 'Sell';
const isAbsentOr = (value: unknown, test: (value: unknown) => boolean): boolean =>
  value === undefined || test(value);

const CHILD_TEXTS = [
  'clOrdId',
  'parentId',
  'decisionId',
  'venue',
  'instrument',
  'trader',
  'desk',
  'account',
  'modelHash',
] as const;
const PARENT_TEXTS = ['clOrdId', 'instrument', 'trader', 'desk', 'account'] as const;

const ORD_TYPES: ReadonlySet<OrdType> = new Set(['Market', 'Limit', 'Pegged']);
const TIMES_IN_FORCE: ReadonlySet<TimeInForce> = new Set(['Day', 'ImmediateOrCancel', 'FillOrKill']);

/** Name of the first field of a child that is not valid; `undefined` where all are. */
export function invalidChildField(child: ChildOrder): string | undefined {
  if (!isRecord(child)) return 'order';
  for (const name of CHILD_TEXTS) if (!isText(child[name])) return name;
  if (!isSide(child.side)) return 'side';
  if (!isPositive(child.orderQty)) return 'orderQty';
  if (!isAbsentOr(child.px, isPositive)) return 'px';
  if (!isAbsentOr(child.minQty, (n) => isCount(n) && n <= child.orderQty)) return 'minQty';
  if (!ORD_TYPES.has(child.ordType)) return 'ordType';
  if (child.ordType === 'Limit' && child.px === undefined) return 'px';
  if (!TIMES_IN_FORCE.has(child.timeInForce)) return 'timeInForce';
  if (typeof child.postOnly !== 'boolean') return 'postOnly';
  return isCount(child.limitsVersion) ? undefined : 'limitsVersion';
}

export function invalidParentField(parent: ParentOrder): string | undefined {
  if (!isRecord(parent)) return 'order';
  for (const name of PARENT_TEXTS) if (!isText(parent[name])) return name;
  if (!isSide(parent.side)) return 'side';
  if (!isPositive(parent.orderQty)) return 'orderQty';
  if (!isAbsentOr(parent.limitPx, isPositive)) return 'limitPx';
  if (!STRATEGIES.includes(parent.strategy)) return 'strategy';
  if (!ROUTERS.includes(parent.router)) return 'router';
  if (!isCount(parent.startTime)) return 'startTime';
  return isCount(parent.endTime) && parent.endTime > parent.startTime ? undefined : 'endTime';
}

/** Two-sided, not crossed, whole prices; its age is checked against its own bound. */
export function isReference(
  stamp: MarketStamp,
): stamp is MarketStamp & Required<Pick<MarketStamp, 'bidPx' | 'askPx'>> {
  return isRecord(stamp) && isPositive(stamp.bidPx) && isPositive(stamp.askPx) && stamp.bidPx <= stamp.askPx;
}
