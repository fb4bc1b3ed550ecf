/**
 * What may come in, field by field. A refusal names the field and the reason; nothing is stored before all of a
 * request has passed. Facts that only the running house knows (is the instrument listed, is the price on its
 * tick) are checked by `toParentOrder`, with the same kind of message.
 */
import {
  type Actor,
  accountId,
  err,
  type FieldProblem,
  type MarketReference,
  NANOS_PER_MS,
  type Nanos,
  nanos,
  ok,
  type ParentOrder,
  parsePx,
  qty,
  REALISM_SPANS,
  type Result,
  ROUTERS,
  SPEED_BOUNDS,
  STEP_BOUNDS_NS,
  STRATEGIES,
} from '@fairlead/domain';
import { z } from 'zod';

const SPEED_REASON = `must be ${SPEED_BOUNDS.min} to ${SPEED_BOUNDS.max}`;
const MAX_QTY = 1_000_000_000;
const name = (max: number) =>
  z.string().trim().min(1, 'must not be empty').max(max, `at most ${max} characters`);
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: () => `must be one of ${values.join(', ')}` });
const time = z
  .number({ error: 'must be nanoseconds since the session midnight' })
  .int('must be a whole number of nanoseconds')
  .nonnegative("can't be negative");

const zShares = z
  .number({ error: 'must be a number of shares' })
  .int('must be a whole number of shares')
  .positive('must be above zero')
  .max(MAX_QTY, `must be at most ${MAX_QTY.toLocaleString('en-US')}`);

export const zSubmit = z.strictObject({
  clOrdId: name(64).regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces'),
  instrument: name(16),
  side: oneOf(['Buy', 'Sell']),
  orderQty: zShares,
  limitPx: name(20).optional(),
  strategy: oneOf(STRATEGIES as unknown as ['TWAP', 'SEEK']),
  router: oneOf(ROUTERS as unknown as ['Learned', 'Rules']).default('Learned'),
  account: name(32).default('MAIN'),
  /** Absent: now. */
  startTime: time.optional(),
  endTime: time,
});
export type SubmitRequest = z.input<typeof zSubmit>;

export const zParentId = z.strictObject({ parentId: z.string().regex(/^P\d{1,15}$/, 'must look like P12') });
export const zDecisionId = z.strictObject({
  decisionId: z.string().regex(/^D\d{1,15}(-\d{1,4})?$/, 'must look like D15'),
});
const zReason = name(300);
export const zCancel = zParentId.extend({ reason: zReason.default('canceled by the trader') });
export const zBoard = z.strictObject({
  instrument: name(16),
  side: oneOf(['Buy', 'Sell']),
  qty: zShares,
  horizonMs: z.number().int().min(100, 'at least 100 ms').max(600_000, 'at most 600,000 ms').default(5_000),
});
export const zBars = z.strictObject({
  instrument: name(16),
  fromT: z.number().int().nonnegative().default(0),
});
export const zNews = z.strictObject({ limit: z.number().int().min(1).max(200).default(50) });
export const zCursor = z.object({
  lastEventId: z
    .string()
    .regex(/^\d{1,15}\.\d{1,9}$/, 'must look like 12.0')
    .nullish(),
});

const CONTROLS = [
  'MAX_ORDER_QTY',
  'MAX_ORDER_NOTIONAL',
  'MAX_PARENT_QTY',
  'MAX_PARENT_NOTIONAL',
  'PRICE_COLLAR',
  'MAX_REFERENCE_AGE',
  'MAX_GROSS_NOTIONAL',
] as const;
const zLimitRow = z.strictObject({
  level: oneOf(['Firm', 'Desk', 'Trader', 'Account', 'Instrument']),
  key: name(64),
  control: oneOf(CONTROLS),
  /** `null` removes the row: what it allowed is then denied by default. */
  bound: z
    .number({ error: 'must be a number' })
    .int("must be a whole number in the control's unit")
    .nonnegative("can't be negative")
    .max(Number.MAX_SAFE_INTEGER, 'is too large')
    .nullable(),
});
export const zChangeLimit = z.strictObject({
  basedOn: z.number().int().positive(),
  row: zLimitRow,
  reason: zReason,
});
export const zKill = z.strictObject({
  scope: z.discriminatedUnion('level', [
    z.strictObject({ level: z.literal('Firm') }),
    z.strictObject({ level: z.literal('Instrument'), key: name(16) }),
    z.strictObject({ level: z.literal('Venue'), key: name(16) }),
  ]),
  reason: zReason,
});
export const zSpeed = z.strictObject({
  speed: z
    .number({ error: 'must be a number' })
    .min(SPEED_BOUNDS.min, SPEED_REASON)
    .max(SPEED_BOUNDS.max, SPEED_REASON),
});
/** Absent: to the next change that anybody sees. */
export const zStep = z.strictObject({
  forMs: z
    .number({ error: 'must be a number of milliseconds' })
    .int('must be a whole number of milliseconds')
    .min(STEP_BOUNDS_NS.min / NANOS_PER_MS, 'at least 1 ms')
    .max(STEP_BOUNDS_NS.max / NANOS_PER_MS, 'at most 60,000 ms')
    .optional(),
});
/** Seeds from 900,000 are kept for tests. */
const zSeed = z
  .number({ error: 'must be a whole number' })
  .int('must be a whole number')
  .min(0, 'must be 0 to 899,999')
  .max(899_999, 'must be 0 to 899,999');
export const zScenario = z.strictObject({
  scenario: name(64),
  /** Absent: the present one. */
  seed: zSeed.optional(),
});
export const zReport = z.strictObject({ scenario: name(64), span: oneOf(REALISM_SPANS) });
export const zMeasure = zReport.extend({ seed: zSeed });
const zHash = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex');
export const zPromote = z.strictObject({ fill: zHash, impact: zHash, reason: zReason });
export const zAudit = z.strictObject({
  type: name(40).optional(),
  parentId: zParentId.shape.parentId.optional(),
  actor: name(64).optional(),
  beforeSeq: z.number().int().positive().optional(),
  limit: z.number().int().min(1).max(500).default(100),
});
export const zList = z.strictObject({ limit: z.number().int().min(1).max(500).default(50) });

/** The latest end that a parent may have: the longest that the house works one order. */
const MAX_DURATION_NS = 8 * 3600 * 1_000_000_000;

/**
 * A parsed request against the market it is for.
 * @returns the order, or every problem with it, field by field
 */
export function toParentOrder(
  request: z.output<typeof zSubmit>,
  actor: Actor,
  market: { readonly reference: MarketReference; readonly now: Nanos },
): Result<ParentOrder, readonly FieldProblem[]> {
  const problems: FieldProblem[] = [];
  const instrument = market.reference.instruments.find((i) => i.id === request.instrument);
  if (!instrument) {
    const known = market.reference.instruments.map((i) => i.id).join(', ');
    problems.push({
      field: 'instrument',
      reason: `"${request.instrument}" is not traded here; these are: ${known}`,
    });
  } else if (request.orderQty % instrument.lot !== 0) {
    problems.push({ field: 'orderQty', reason: `must be a multiple of the lot, ${instrument.lot}` });
  }
  const limit = request.limitPx === undefined ? undefined : parsePx(request.limitPx, 'limitPx');
  if (limit && !limit.ok) problems.push(limit.error);
  if (limit?.ok && instrument && limit.value % instrument.tick !== 0) {
    problems.push({
      field: 'limitPx',
      reason: `must be a multiple of the tick, ${instrument.tick / 10_000}`,
    });
  }
  const start = request.startTime ?? market.now;
  if (request.endTime <= start) problems.push({ field: 'endTime', reason: 'must be after the start' });
  else if (request.endTime <= market.now) problems.push({ field: 'endTime', reason: 'is already past' });
  else if (request.endTime - Math.max(start, market.now) > MAX_DURATION_NS) {
    problems.push({ field: 'endTime', reason: 'must be within eight hours of the start' });
  }
  if (problems.length > 0) return err(problems);
  return ok({
    clOrdId: request.clOrdId,
    instrument: (instrument as NonNullable<typeof instrument>).id,
    side: request.side,
    orderQty: qty(request.orderQty),
    ...(limit?.ok ? { limitPx: limit.value } : {}),
    strategy: request.strategy,
    router: request.router,
    startTime: nanos(start),
    endTime: nanos(request.endTime),
    trader: actor.userId,
    desk: actor.desk,
    account: accountId(request.account),
  });
}
