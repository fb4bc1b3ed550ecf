/** A house for tests: an engine with its session open, limits set, venues up and KESTREL quoted, driven by hand. */
import {
  type ExecutionReport,
  FILL_GRID,
  type MarketEvent,
  type MarketReference,
  nanos,
  type OrderCancelReject,
  type ParentOrder,
  type Prediction,
  px,
  qty,
  runId,
  seq,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import { defaultLimits } from '@fairlead/risk';
import { DEFAULT_ROUTER_CONFIG } from '@fairlead/router';
import {
  accepts,
  actorNamed,
  createDesk,
  createFakeVenue,
  KESTREL,
  parentOrder,
  type Question,
  REFERENCE,
} from '@fairlead/testkit';
import type { AuditBody, AuditRecord } from '../src/audit.ts';
import type { Input, InputBody } from '../src/input.ts';
import { stampInput, type UnstampedInput } from '../src/snapshot.ts';
import { createEngine } from '../src/state.ts';
import { step } from '../src/step.ts';
import { childViews, parentViews } from '../src/views.ts';

export const START = nanos(36_000_000_000_000);
export const SECOND = 1_000_000_000;
export const LIT_A = venueId('LIT-A');
export const INV_B = venueId('INV-B');
export const DARK_1 = venueId('DARK-1');
export const tara = actorNamed('tara');
export const sam = actorNamed('sam', 'supervisor');
export const models = { fill: 'f'.repeat(64), impact: 'e'.repeat(64), schema: 'd'.repeat(64) } as never;

export type Body = InputBody | UnstampedInput;

/** KESTREL is quoted 100.00 by 100.02 at both lit venues, 2,000 a side. */
export function open(
  over: {
    readonly limits?: boolean;
    readonly sessions?: readonly VenueId[];
    readonly reference?: MarketReference;
  } = {},
) {
  const reference = over.reference ?? REFERENCE;
  const state = createEngine();
  const desk = createDesk<Body, Input, AuditRecord>(
    START,
    (timerId) => ({ type: 'TimerFired', timerId }),
    (body, at) => {
      const stamped =
        body.type === 'MarketDataReceived' || body.type === 'NewsReceived'
          ? body
          : stampInput(state, body as UnstampedInput, at.ts);
      const input = { ...stamped, seq: seq(at.seq), ts: at.ts } as Input;
      const { effects, audit } = step(state, input);
      return { input, effects, audit };
    },
  );
  desk.input({
    type: 'SessionOpened',
    runId: runId('r001'),
    reference,
    routerConfig: DEFAULT_ROUTER_CONFIG,
  });
  if (over.limits !== false) {
    const rows = defaultLimits(reference.instruments);
    desk.input({ type: 'ChangeLimits', actor: sam, basedOn: 0, rows, reason: 'first limits' });
  }
  for (const venue of over.sessions ?? [LIT_A, INV_B, DARK_1]) {
    desk.input({ type: 'VenueSessionChanged', venue, up: true });
  }
  const feedSeq = new Map<string, number>();
  const market = (event: Record<string, unknown> & { venue: VenueId }): void => {
    const next = (feedSeq.get(event.venue) ?? 0) + 1;
    feedSeq.set(event.venue, next);
    const full = { instrument: KESTREL.id, feedSeq: next, tsEvent: desk.now, ...event };
    desk.input({ type: 'MarketDataReceived', event: full as unknown as MarketEvent });
  };
  const quote = (venue: VenueId, bid: number, ask: number, shown = 2_000): void =>
    market({
      venue,
      type: 'BookSnapshot',
      bids: [{ px: px(bid), qty: qty(shown) }],
      asks: [{ px: px(ask), qty: qty(shown) }],
    });
  const quoteAll = (bid = 1_000_000, ask = 1_000_200): void => {
    quote(LIT_A, bid, ask);
    quote(INV_B, bid, ask);
    market({ venue: DARK_1, type: 'BookSnapshot', bids: [], asks: [] });
  };
  quoteAll();
  return {
    state,
    desk,
    quote,
    quoteAll,
    report: (report: ExecutionReport) => desk.input({ type: 'ReportReceived', report } as Body),
    reject: (reject: OrderCancelReject) => desk.input({ type: 'CancelRejectReceived', reject }),
    submit: (order: ParentOrder = parentOrder()) =>
      desk.input({ type: 'SubmitParent', actor: tara, parent: order } as Body),
    answer: (question: Question = desk.questions.shift() as Question) =>
      desk.input({
        type: 'PredictionReceived',
        decisionId: question.snapshot.decisionId,
        snapshot: question.snapshot,
        predictions: baseRate(question),
        models,
        elapsedNs: 20_000,
      }),
    late: (question: Question = desk.questions.shift() as Question) =>
      desk.input({
        type: 'PredictionLate',
        decisionId: question.snapshot.decisionId,
        snapshot: question.snapshot,
        reason: 'ModelMissing',
      }),
    parent: () => parentViews(state)[0],
    children: () => childViews(state),
  };
}

/** A closed form that every venue shares: half of the chance is left for each average trade more. */
export const baseRate = ({ candidates }: Pick<Question, 'candidates'>): Prediction[] =>
  candidates.map(({ venue, tactic }) => ({
    venue,
    tactic,
    tailProb: FILL_GRID.map((k) => (tactic === 'TakeNow' ? (k <= 10 ? 0.98 : 0.1) : 0.9 * 0.93 ** k)),
    impactBps: 0.1,
    impactBandBps: 0.2,
  }));

export const types = (audit: readonly AuditRecord[]): string[] => audit.map((r) => r.body.type);
export const only = <T extends AuditBody['type']>(
  audit: readonly AuditRecord[],
  type: T,
): Extract<AuditBody, { type: T }>[] =>
  audit.flatMap(({ body }) => (body.type === type ? [body as Extract<AuditBody, { type: T }>] : []));

/** A parent with its first wave sent and acknowledged everywhere. */
export function working(order?: ParentOrder, reference?: MarketReference) {
  const house = open(reference === undefined ? {} : { reference });
  house.submit(order);
  house.desk.advance(0);
  house.answer();
  const venues = new Map([LIT_A, INV_B, DARK_1].map((id) => [id, createFakeVenue(id)]));
  const venue = (id: VenueId) => venues.get(id) as NonNullable<ReturnType<typeof venues.get>>;
  const sent = house.desk.orders;
  for (const child of sent) house.report(accepts(venue(child.venue), child, house.desk.now));
  house.desk.orders = [];
  const at = (nth: number) => {
    const child = sent[nth] as (typeof sent)[number];
    const there = venue(child.venue);
    return { child, there, order: there.orders.get(child.clOrdId) as never };
  };
  return { ...house, sent, venue, at };
}
