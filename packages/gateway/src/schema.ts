/**
 * The wire's messages (wire.ts, WIRE.md) parsed and branded. A line that is not one is a `FieldProblem` that
 * names the first field at fault by its path: `report.leavesQty`. Unknown members are ignored and dropped.
 */
import {
  type ClOrdId,
  type ExecId,
  err,
  type FieldProblem,
  type Hash,
  type InstrumentId,
  type Micros,
  type Nanos,
  type OrderId,
  ok,
  type Px,
  type Qty,
  REALISM_SPANS,
  type RealismReport,
  type Result,
  SPEED_BOUNDS,
  STEP_BOUNDS_NS,
  type UnixMs,
  type VenueId,
} from '@fairlead/domain';
import { z } from 'zod';
import type { FromMarket, ToMarket } from './wire.ts';

/** A number or a text under its brand: zod checks, the compiler remembers. */
const branded = <T>(schema: z.ZodType): z.ZodType<T, T> => schema as z.ZodType<T, T>;

const id = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 printable characters without spaces');
const words = z.string().max(1000);
const clOrdId = branded<ClOrdId>(id);
const venue = branded<VenueId>(id);
const instrument = branded<InstrumentId>(id);
const px = branded<Px>(z.int().min(1));
const qty = branded<Qty>(z.int().min(0));
const orderQty = branded<Qty>(z.int().min(1));
const nanos = branded<Nanos>(z.int().min(0));
const count = z.int().min(0);
const number = z.int().min(1);
const side = z.enum(['Buy', 'Sell']);
const ordStatus = z.enum([
  'PendingNew',
  'New',
  'PartiallyFilled',
  'Filled',
  'DoneForDay',
  'Canceled',
  'PendingCancel',
  'PendingReplace',
  'Stopped',
  'Rejected',
  'Suspended',
  'Expired',
]);
const execType = z.enum([
  'PendingNew',
  'New',
  'Trade',
  'TradeCorrect',
  'TradeCancel',
  'DoneForDay',
  'Canceled',
  'Replaced',
  'PendingCancel',
  'PendingReplace',
  'Stopped',
  'Rejected',
  'Suspended',
  'Expired',
  'Restated',
  'OrderStatus',
]);

const hello = z.discriminatedUnion('session', [
  z.object({ type: z.literal('Hello'), session: z.literal('market') }),
  z.object({ type: z.literal('Hello'), session: z.literal('control') }),
  z.object({ type: z.literal('Hello'), session: z.literal('orders'), venue, lastVenueSeq: count }),
]);
const newOrder = z.object({
  type: z.literal('NewOrder'),
  clOrdId,
  instrument,
  side,
  ordType: z.enum(['Market', 'Limit', 'Pegged']),
  timeInForce: z.enum(['Day', 'ImmediateOrCancel', 'FillOrKill']),
  orderQty,
  px: px.exactOptional(),
  postOnly: z.boolean(),
  minQty: orderQty.exactOptional(),
});
const cancelOrder = z.object({ type: z.literal('CancelOrder'), clOrdId, origClOrdId: clOrdId });
const replaceOrder = z.object({
  type: z.literal('ReplaceOrder'),
  clOrdId,
  origClOrdId: clOrdId,
  orderQty,
  px: px.exactOptional(),
});
const snapshotRequest = z.object({ type: z.literal('SnapshotRequest'), venue, instrument });
const statusRequest = z.object({ type: z.literal('StatusRequest'), clOrdId });

const controlled = { commandId: id };
const name = z.string().min(1).max(64);
const speed = z.number().min(SPEED_BOUNDS.min).max(SPEED_BOUNDS.max);
const seed = z.int().min(0).max(0xffff_ffff);
const controls = [
  z.object({ type: z.literal('SetSpeed'), ...controlled, speed }),
  z.object({ type: z.literal('Pause'), ...controlled }),
  z.object({ type: z.literal('Resume'), ...controlled }),
  z.object({
    type: z.literal('Step'),
    ...controlled,
    forNs: z.int().min(STEP_BOUNDS_NS.min).max(STEP_BOUNDS_NS.max).exactOptional(),
  }),
  z.object({ type: z.literal('SwitchScenario'), ...controlled, scenario: name, seed: seed.exactOptional() }),
] as const;

const realismAsk = { scenario: name, span: z.enum(REALISM_SPANS), seed };
const { seed: _, ...whichReport } = realismAsk;
const realismRequests = [
  z.object({ type: z.literal('MeasureRealism'), ...controlled, ...realismAsk }),
  z.object({ type: z.literal('CancelRealism'), ...controlled }),
  z.object({ type: z.literal('ReadRealism'), ...controlled, ...whichReport }),
] as const;

const toMarket: z.ZodType<ToMarket> = z.discriminatedUnion('type', [
  hello,
  newOrder,
  cancelOrder,
  replaceOrder,
  statusRequest,
  snapshotRequest,
  ...controls,
  ...realismRequests,
]);

const micros = branded<Micros>(z.int());
const reference = z.object({
  sessionDate: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD'),
  instruments: z.array(
    z.object({
      id: instrument,
      name: words,
      currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters'),
      tick: px,
      lot: orderQty,
      qtyDecimals: z.int().min(1).max(8).exactOptional(),
      adv: orderQty,
      avgTradeQty: orderQty,
      dailyVolatilityBps: z.number().positive(),
    }),
  ),
  venues: z.array(
    z.object({
      id: venue,
      name: words,
      kind: z.enum(['Lit', 'Inverted', 'DarkMidpoint']),
      fees: z.object({ takeMicros: micros, makeMicros: micros }),
      latencyNs: count,
      origin: z.enum(['Simulated', 'Recorded', 'Live']),
    }),
  ),
});

const ofVenue = { venue, instrument, feedSeq: count, tsEvent: nanos };
const level = z.object({ px, qty });
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('BookSnapshot'), ...ofVenue, bids: z.array(level), asks: z.array(level) }),
  z.object({ type: z.literal('LevelChanged'), ...ofVenue, side, px, qty }),
  z.object({ type: z.literal('TradePrinted'), ...ofVenue, px, qty, aggressor: side.exactOptional() }),
  z.object({
    type: z.literal('TradingStatusChanged'),
    ...ofVenue,
    status: z.enum(['Open', 'Auction', 'Halted', 'Closed']),
  }),
  z.object({ type: z.literal('AuctionIndicated'), ...ofVenue, px, qty, imbalance: z.int() }),
  z.object({ type: z.literal('FeedHeartbeat'), ...ofVenue }),
]);

const report = z.object({
  venue,
  clOrdId,
  origClOrdId: clOrdId.exactOptional(),
  orderId: branded<OrderId>(id),
  execId: branded<ExecId>(id),
  execRefId: branded<ExecId>(id).exactOptional(),
  execType,
  ordStatus,
  orderQty: qty,
  cumQty: qty,
  leavesQty: qty,
  lastQty: qty.exactOptional(),
  lastPx: px.exactOptional(),
  lastLiquidityInd: z.enum(['Added', 'Removed', 'Auction']).exactOptional(),
  text: words.exactOptional(),
  venueSeq: number,
  tsEvent: nanos,
});
const reject = z.object({
  venue,
  clOrdId,
  origClOrdId: clOrdId,
  ordStatus,
  reason: z.enum(['TooLateToCancel', 'UnknownOrder', 'AlreadyPending', 'Other']),
  inResponseTo: z.enum(['Cancel', 'Replace', 'Status']),
  text: words.exactOptional(),
  venueSeq: number,
  tsEvent: nanos,
});

const score = z.number().min(-1).max(1);
const item = z.object({
  id: z.string().min(1).max(512),
  source: words,
  headline: words,
  instruments: z.array(instrument).min(1),
  sentimentScore: score,
  tsPublished: branded<Nanos>(z.int()),
});

const simulation = z.object({
  session: number,
  scenario: name.exactOptional(),
  seed,
  now: nanos,
  speed: z.number().positive(),
  until: nanos.exactOptional(),
  scenarios: z.array(z.object({ name, about: words })),
  refuses: z.partialRecord(z.enum(['SetSpeed', 'Pause', 'Resume', 'Step', 'SwitchScenario']), words),
  close: z.object({ at: nanos, nextDayAt: nanos }).exactOptional(),
  switchingTo: name.exactOptional(),
  eventsPerSecond: count,
  reachedSpeed: z.number().min(0),
});

const unixMs = branded<UnixMs>(z.int());
const realism = z.object({
  refuses: words.exactOptional(),
  running: z.object({ ...realismAsk, events: count, doneShare: z.number().min(0).max(1) }).exactOptional(),
  ended: z.object({ ...realismAsk, reason: words }).exactOptional(),
  kept: z.array(z.object({ ...realismAsk, measuredMs: unixMs, older: z.boolean() })),
});
const axis = z.object({ label: words, scale: z.enum(['linear', 'log']) });
const plot = z.object({
  title: words,
  about: words,
  x: axis,
  y: axis,
  curves: z.array(
    z.object({
      name: words,
      shape: z.enum(['line', 'dots', 'steps']),
      points: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});
const fact = z.object({
  name: words,
  about: words,
  source: words,
  low: z.number(),
  high: z.number(),
  recorded: z.array(z.number()),
  value: z.number().exactOptional(),
  error: z.number().exactOptional(),
  needs: words,
});
const realismReport = z.object({
  ...realismAsk,
  digest: branded<Hash>(words),
  hash: words,
  events: count,
  failures: z.array(words),
  measuredMs: unixMs,
  tookMs: z.number().min(0),
  instruments: z.array(z.object({ instrument, facts: z.array(fact), plots: z.array(plot) })),
});

const fromMarket: z.ZodType<FromMarket> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('Welcome'),
    environment: z.enum(['SIM', 'REPLAY', 'LIVE-PAPER']),
    market: words,
    reference,
    simulation,
    lastVenueSeq: count.exactOptional(),
  }),
  z.object({ type: z.literal('Simulation'), simulation, commandId: id.exactOptional() }),
  z.object({ type: z.literal('Realism'), realism, commandId: id.exactOptional() }),
  z.object({ type: z.literal('RealismReport'), report: realismReport, commandId: id }),
  z.object({ type: z.literal('Refused'), reason: words, commandId: id.exactOptional() }),
  z.object({ type: z.literal('Event'), event }),
  z.object({ type: z.literal('Story'), item }),
  z.object({ type: z.literal('Report'), report }),
  z.object({ type: z.literal('CancelReject'), reject }),
]);

/** A report as it is kept in a file. */
export const parseRealismReport = (text: string): Result<RealismReport, FieldProblem> =>
  parseLine<RealismReport>(realismReport, text);
/** One line from a client. */
export const parseToMarket = (line: string): Result<ToMarket, FieldProblem> => parseLine(toMarket, line);
/** One line from the market. */
export const parseFromMarket = (line: string): Result<FromMarket, FieldProblem> =>
  parseLine(fromMarket, line);

function parseLine<T>(schema: z.ZodType<T>, line: string): Result<T, FieldProblem> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return err({ field: 'line', reason: 'is not JSON' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [first] = parsed.error.issues;
  const field = first === undefined || first.path.length === 0 ? 'line' : first.path.join('.');
  return err({ field, reason: first === undefined ? 'is not a message of the wire' : wordingOf(first) });
}

/** zod's words without its labels: "expected number, received undefined". */
const wordingOf = (issue: { readonly message: string }): string =>
  issue.message.replace(
    /^(Invalid input|Too (small|big)|Invalid option|Invalid discriminator value)[:.] ?/,
    '',
  );
