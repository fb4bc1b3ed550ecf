/** The whole API: parse, authorise, call, map. No procedure decides anything. */
import {
  type Actor,
  type DecisionId,
  instrumentId,
  NANOS_PER_MS,
  type ParentId,
  qty,
} from '@fairlead/domain';
import type { AuditRecord } from '@fairlead/engine';
import { TRPCError, tracked } from '@trpc/server';
import {
  toParentOrder,
  zAudit,
  zBars,
  zBoard,
  zCancel,
  zChangeLimit,
  zCursor,
  zDecisionId,
  zKill,
  zList,
  zMeasure,
  zNews,
  zParentId,
  zPromote,
  zReport,
  zScenario,
  zSpeed,
  zStep,
  zSubmit,
} from './contract.ts';
import { auditVisibilityOf, visibilityOf } from './permissions.ts';
import type { Services, Visibility } from './services.ts';
import { answered, authorised, badRequest, createCallerFactory, found, router } from './trpc.ts';

const parent = (input: { parentId: string }): ParentId => input.parentId as ParentId;
const decision = (input: { decisionId: string }): DecisionId => input.decisionId as DecisionId;

/** The parent if the actor may act on it: a trader on their own, a supervisor on the desk's. */
const actionable = async (services: Services, actor: Actor, id: ParentId) => {
  const detail = found(await services.order(visibilityOf(actor), id), `order ${id}`);
  if (actor.role === 'trader' && detail.parent.order.trader !== actor.userId) {
    throw new TRPCError({ code: 'FORBIDDEN', message: `order ${id} belongs to another trader` });
  }
  return detail.parent;
};

const listed = (services: Services, id: string) => {
  const known = services.reference().instruments;
  if (!known.some((i) => i.id === id)) {
    throw badRequest([
      {
        field: 'instrument',
        reason: `"${id}" is not traded here; these are: ${known.map((i) => i.id).join(', ')}`,
      },
    ]);
  }
  return instrumentId(id);
};

/** @throws TRPCError where the market has no such scenario */
const knownScenario = (services: Services, scenario: string): void => {
  const names = services.simulation().scenarios.map((each) => each.name);
  if (names.includes(scenario)) return;
  const reason = `there is no scenario "${scenario}"; these are: ${names.join(', ')}`;
  throw badRequest([{ field: 'scenario', reason }]);
};

/** May this record be shown to someone with this sight? Records that are about no order are the house's own. */
const visibleTo = (
  see: Visibility,
  record: AuditRecord,
  deskOf: (parentId: string) => string | undefined,
): boolean => {
  if (see.desk === undefined) return true;
  const { body } = record;
  switch (body.type) {
    case 'ParentAccepted':
    case 'ParentChanged':
      return body.parent.order.desk === see.desk;
    case 'ParentDenied':
    case 'ChildDenied':
      return body.order.desk === see.desk;
    case 'ChildSent':
    case 'ChildChanged':
      return body.child.order.desk === see.desk;
    case 'Filled':
      return deskOf(body.fill.parentId) === see.desk;
    case 'DecisionMade':
      return deskOf(body.record.outcome.parentId) === see.desk;
    case 'DecisionDiscarded':
    case 'FillRestated':
      return deskOf(body.parentId) === see.desk;
    default:
      return true;
  }
};

/** `prev`: the id that this reader got before this one, or resumed from. Another one there means a lost record. */
type StreamedRecord = AuditRecord & { readonly prev?: string };

export const appRouter = router({
  session: router({
    me: authorised('session.me').query(({ ctx }) => ctx.actor),
  }),
  system: router({
    clock: authorised('system.clock').query(({ ctx }) => ctx.services.clock()),
    health: authorised('system.health').query(({ ctx }) => ctx.services.health()),
  }),
  /** How the simulated market runs; a recorded or a live one says what it refuses, and why. */
  simulation: router({
    state: authorised('simulation.state').query(({ ctx }) => ctx.services.simulation()),
    watch: authorised('simulation.watch').subscription(async function* ({ ctx, signal }) {
      yield* ctx.services.watchSimulation(signal as AbortSignal);
    }),
    setSpeed: authorised('simulation.setSpeed')
      .input(zSpeed)
      .mutation(({ ctx, input }) => ctx.services.control(ctx.actor, { type: 'SetSpeed', ...input })),
    pause: authorised('simulation.pause').mutation(({ ctx }) =>
      ctx.services.control(ctx.actor, { type: 'Pause' }),
    ),
    resume: authorised('simulation.resume').mutation(({ ctx }) =>
      ctx.services.control(ctx.actor, { type: 'Resume' }),
    ),
    step: authorised('simulation.step')
      .input(zStep)
      .mutation(({ ctx, input: { forMs } }) =>
        ctx.services.control(ctx.actor, {
          type: 'Step',
          ...(forMs === undefined ? {} : { forNs: forMs * NANOS_PER_MS }),
        }),
      ),
    /** Open orders end with the session; the answer comes when the next one stands. */
    switchScenario: authorised('simulation.switchScenario')
      .input(zScenario)
      .mutation(({ ctx, input: { scenario, seed } }) => {
        const { refuses } = ctx.services.simulation();
        if (refuses.SwitchScenario === undefined) knownScenario(ctx.services, scenario);
        return ctx.services.control(ctx.actor, {
          type: 'SwitchScenario',
          scenario,
          ...(seed === undefined ? {} : { seed }),
        });
      }),
  }),
  /** How realistic the simulated market's scenarios are, by the stylised facts: measured when somebody asks. */
  realism: router({
    state: authorised('realism.state').query(({ ctx }) =>
      answered(ctx.services.realism(), 'SERVICE_UNAVAILABLE'),
    ),
    report: authorised('realism.report')
      .input(zReport)
      .query(async ({ ctx, input }) => answered(await ctx.services.realismReport(input), 'NOT_FOUND')),
    /** One at a time; answers when it has begun. */
    measure: authorised('realism.measure')
      .input(zMeasure)
      .mutation(async ({ ctx, input }) => {
        const state = answered(ctx.services.realism(), 'SERVICE_UNAVAILABLE');
        if (state.refuses === undefined) knownScenario(ctx.services, input.scenario);
        return answered(await ctx.services.measureRealism(input), 'CONFLICT');
      }),
    cancel: authorised('realism.cancel').mutation(async ({ ctx }) =>
      answered(await ctx.services.cancelRealism(), 'CONFLICT'),
    ),
  }),
  market: router({
    reference: authorised('market.reference').query(({ ctx }) => ctx.services.reference()),
    /** The venue board and depth, conflated to ten a second. */
    board: authorised('market.board')
      .input(zBoard)
      .subscription(async function* ({ ctx, input, signal }) {
        const instrument = listed(ctx.services, input.instrument);
        yield* ctx.services.board(
          { instrument, side: input.side, qty: qty(input.qty), horizonNs: input.horizonMs * NANOS_PER_MS },
          signal as AbortSignal,
        );
      }),
    watch: authorised('market.watch').subscription(async function* ({ ctx, signal }) {
      yield* ctx.services.watch(signal as AbortSignal);
    }),
    bars: authorised('market.bars')
      .input(zBars)
      .query(({ ctx, input }) => ctx.services.bars(listed(ctx.services, input.instrument), input.fromT)),
  }),
  news: router({
    latest: authorised('news.latest')
      .input(zNews)
      .query(({ ctx, input }) => ctx.services.news(input.limit)),
    /** The same at each story, conflated: a slow reader sees the newest, never a backlog. */
    watch: authorised('news.watch')
      .input(zNews)
      .subscription(async function* ({ ctx, input, signal }) {
        yield* ctx.services.watchNews(input.limit, signal as AbortSignal);
      }),
  }),
  orders: router({
    /** Idempotent: the same clOrdId from the same trader gives the same parent, and no second order. */
    submit: authorised('orders.submit')
      .input(zSubmit)
      .mutation(async ({ ctx, input }) => {
        // A client that did not hear our answer asks again, perhaps after the order's end.
        const first = await ctx.services.submittedAt(ctx.actor, input.clOrdId);
        const order = toParentOrder(input, ctx.actor, {
          reference: ctx.services.reference(),
          now: first ?? ctx.services.clock().now,
        });
        if (!order.ok) throw badRequest(order.error);
        return ctx.services.submit(ctx.actor, order.value);
      }),
    cancel: authorised('orders.cancel')
      .input(zCancel)
      .mutation(async ({ ctx, input }) => {
        await actionable(ctx.services, ctx.actor, parent(input));
        return ctx.services.cancel(ctx.actor, parent(input), input.reason);
      }),
    pause: authorised('orders.pause')
      .input(zParentId)
      .mutation(async ({ ctx, input }) => {
        await actionable(ctx.services, ctx.actor, parent(input));
        return ctx.services.pause(ctx.actor, parent(input));
      }),
    resume: authorised('orders.resume')
      .input(zParentId)
      .mutation(async ({ ctx, input }) => {
        await actionable(ctx.services, ctx.actor, parent(input));
        return ctx.services.resume(ctx.actor, parent(input));
      }),
    /** The trader's own kill: every open parent of theirs (a supervisor: of the desk) is canceled. */
    cancelAll: authorised('orders.cancelAll')
      .input(zCancel.pick({ reason: true }))
      .mutation(async ({ ctx, input }) => {
        const see = ctx.actor.role === 'trader' ? { trader: ctx.actor.userId } : visibilityOf(ctx.actor);
        const { parents } = await ctx.services.orders(see);
        const open = parents.filter((p) => p.closedAt === undefined);
        return Promise.all(open.map((p) => ctx.services.cancel(ctx.actor, p.parentId, input.reason)));
      }),
    list: authorised('orders.list').query(({ ctx }) => ctx.services.orders(visibilityOf(ctx.actor))),
    get: authorised('orders.get')
      .input(zParentId)
      .query(async ({ ctx, input }) =>
        found(await ctx.services.order(visibilityOf(ctx.actor), parent(input)), `order ${input.parentId}`),
      ),
    /** Audit records as they happen; resumes after `lastEventId` without loss. */
    stream: authorised('orders.stream')
      .input(zCursor)
      .subscription(async function* ({ ctx, input, signal }) {
        const see = visibilityOf(ctx.actor);
        const desks = new Map<string, string>();
        for (const p of (await ctx.services.orders({})).parents) desks.set(p.parentId, p.order.desk);
        let prev = input.lastEventId ?? undefined;
        for await (const { id, record } of ctx.services.auditStream(
          input.lastEventId ?? undefined,
          signal as AbortSignal,
        )) {
          if (record.body.type === 'ParentAccepted')
            desks.set(record.body.parent.parentId, record.body.parent.order.desk);
          if (!visibleTo(see, record, (p) => desks.get(p))) continue;
          const streamed: StreamedRecord = prev === undefined ? record : { ...record, prev };
          yield tracked(id, streamed);
          prev = id;
        }
      }),
  }),
  decisions: router({
    get: authorised('decisions.get')
      .input(zDecisionId)
      .query(async ({ ctx, input }) =>
        found(
          await ctx.services.decision(auditVisibilityOf(ctx.actor), decision(input)),
          `decision ${input.decisionId}`,
        ),
      ),
    /** Decides again from the stored inputs: the proof that the record is what happened. */
    redecide: authorised('decisions.redecide')
      .input(zDecisionId)
      .mutation(async ({ ctx, input }) =>
        found(
          await ctx.services.redecide(auditVisibilityOf(ctx.actor), decision(input)),
          `decision ${input.decisionId}`,
        ),
      ),
  }),
  risk: router({
    state: authorised('risk.state').query(({ ctx }) => ctx.services.riskState()),
    history: authorised('risk.history').query(({ ctx }) => ctx.services.limitsHistory()),
    changeLimit: authorised('risk.changeLimit')
      .input(zChangeLimit)
      .mutation(async ({ ctx, input }) => {
        const { limits } = await ctx.services.riskState();
        if (limits.version !== input.basedOn) {
          throw badRequest([
            { field: 'basedOn', reason: `limits are at version ${limits.version} by now: look again` },
          ]);
        }
        const { level, key, control, bound } = input.row;
        const others = limits.rows.filter(
          (r) => !(r.level === level && r.key === key && r.control === control),
        );
        const rows = bound === null ? others : [...others, { level, key, control, bound }];
        return ctx.services.changeLimits(ctx.actor, input.basedOn, rows, input.reason);
      }),
    kill: authorised('risk.kill')
      .input(zKill)
      .mutation(({ ctx, input }) => {
        if (ctx.actor.role === 'compliance' && input.scope.level !== 'Firm') {
          throw new TRPCError({ code: 'FORBIDDEN', message: 'compliance kills the firm, nothing less' });
        }
        return ctx.services.kill(ctx.actor, input.scope, input.reason);
      }),
    rearm: authorised('risk.rearm')
      .input(zKill)
      .mutation(({ ctx, input }) => ctx.services.rearm(ctx.actor, input.scope, input.reason)),
  }),
  tca: router({
    scorecard: authorised('tca.scorecard')
      .input(zParentId)
      .query(async ({ ctx, input }) =>
        found(
          await ctx.services.scorecard(visibilityOf(ctx.actor), parent(input)),
          `order ${input.parentId}`,
        ),
      ),
    scorecards: authorised('tca.scorecards')
      .input(zList)
      .query(({ ctx, input }) => ctx.services.scorecards(visibilityOf(ctx.actor), input.limit)),
  }),
  audit: router({
    search: authorised('audit.search')
      .input(zAudit)
      .query(({ ctx, input }) => {
        const { type, parentId, actor, beforeSeq, limit } = input;
        return ctx.services.audit(auditVisibilityOf(ctx.actor), {
          limit,
          ...(type === undefined ? {} : { type }),
          ...(parentId === undefined ? {} : { parentId }),
          ...(actor === undefined ? {} : { actor }),
          ...(beforeSeq === undefined ? {} : { beforeSeq }),
        });
      }),
    chain: authorised('audit.chain').query(({ ctx }) => ctx.services.chain()),
  }),
  models: router({
    list: authorised('models.list').query(({ ctx }) => ctx.services.models()),
    promote: authorised('models.promote')
      .input(zPromote)
      .mutation(({ ctx, input }) =>
        ctx.services.promote(ctx.actor, { fill: input.fill, impact: input.impact }, input.reason),
      ),
  }),
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
