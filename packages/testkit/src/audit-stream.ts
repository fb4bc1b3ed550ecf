/**
 * A seeded audit stream as the engine would emit it: parents accepted and denied, decisions, children that fill,
 * are busted and corrected, limits that change, kills. Views are complete and add up; text is as hostile as a
 * person could make it.
 */
import {
  type ClOrdId,
  type DecisionId,
  deskId,
  digestOf,
  type ExecId,
  type Hash,
  type Kill,
  type LimitSet,
  type MarketStamp,
  micros,
  type Nanos,
  type Notional,
  nanos,
  type ParentId,
  px,
  type Qty,
  qty,
  type RunId,
  type Seq,
  userId,
} from '@fairlead/domain';
import type { AuditBody, AuditRecord, ChildView, ParentView } from '@fairlead/engine';
import { childOrder, parentOrder, REFERENCE } from './orders.ts';
import { decisionSnapshot } from './routing.ts';

export const HOSTILE_TEXTS: readonly string[] = [
  "Robert'); DROP TABLE parents;--",
  'nul \u0000 inside',
  'half a pair \ud83d alone, and \udc00 too',
  '\u0010escape0000',
  '{"json": "\\u0000"} \\ " \' ` $1 %s',
  '漢字 🐤 e\u0301 \u202e right to left',
  '',
];

export interface AuditStreamOptions {
  readonly seed: number;
  readonly parents: number;
  readonly runId?: string;
}

export function auditStream(options: AuditStreamOptions): AuditRecord[] {
  const random = mulberry(options.seed);
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const records: AuditRecord[] = [];
  const traders = ['tara', 'tom', "o'neil \u0000"];
  let seq = 0;
  let nth = 0;
  let now = 36_000_000_000_000;
  let limits: LimitSet = { version: 0, rows: [] };

  const next = (): void => {
    seq += 1 + below(3);
    nth = 0;
    now += below(50_000_000);
  };
  const emit = (actor: string, body: AuditBody): void => {
    const role = actor === 'system' ? {} : { role: 'trader' };
    records.push({ seq: seq as Seq, nth, ts: now as Nanos, actor, ...role, body });
    nth += 1;
  };
  const stamp = (): MarketStamp =>
    below(20) === 0 ? {} : { bidPx: px(999_900 - below(9) * 100), askPx: px(1_000_100), ageNs: below(1e9) };

  const changeLimits = (): void => {
    next();
    const key = `${pick(['*', 'KESTREL', 'desk \u0000'])}${below(4)}`;
    const row = { level: 'Trader' as const, key, control: 'MAX_ORDER_QTY' as const, bound: below(1e9) };
    const kept = limits.rows.filter((other) => other.key !== key && below(3) > 0);
    const after: LimitSet = { version: limits.version + 1, rows: [...kept, row] };
    emit('sue', { type: 'LimitsChanged', before: limits, after, reason: pick(HOSTILE_TEXTS) });
    limits = after;
  };

  const killAndRearm = (): void => {
    next();
    const scope = pick([
      { level: 'Firm' as const },
      { level: 'Instrument' as const, key: 'KESTREL' },
      { level: 'Venue' as const, key: 'LIT-A' },
    ]);
    const kill: Kill = { scope, since: seq as Seq, by: 'sue', reason: pick(HOSTILE_TEXTS) };
    emit('sue', { type: 'KillTripped', kill, cancelsSent: below(9) });
    if (below(2) === 0) return;
    next();
    emit('sue', { type: 'KillRearmed', scope, reason: pick(HOSTILE_TEXTS) });
  };

  const decide = (parent: ParentView): DecisionId => {
    const decisionId = `D${seq}${nth === 0 ? '' : `-${nth}`}` as DecisionId;
    const { parentId, order } = parent;
    const learned = below(3) > 0;
    const hash = (name: string): Hash => digestOf(name);
    const models = { fill: hash('fill'), impact: hash('impact'), schema: hash('schema') };
    const fallback = learned ? {} : { fallback: 'ModelSlow' as const };
    const outcome = {
      decisionId,
      parentId,
      instrument: order.instrument,
      router: order.router,
      ...fallback,
      allocations: [],
      considered: [],
      unallocatedQty: qty(0),
      propensity: random(),
      why: pick(HOSTILE_TEXTS),
    };
    const inputs = {
      snapshot: decisionSnapshot({ decisionId, parentId, ts: now as Nanos }),
      predictions: [],
      ...(learned ? { models } : fallback),
      config: {
        version: 1,
        lambdaUnderBps: random(),
        maxDarkShare: 0.3,
        maxVenueShare: 0.5,
        maxDisplayMultiple: 2,
        maxImpactHalfSpreads: 3,
        adversePrior: 1e-300,
        explorationProb: 0.1,
        stepLots: 1,
        maxAgeNs: 1e9,
      },
      limitsVersion: limits.version,
      draw: random(),
    };
    emit('system', { type: 'DecisionMade', record: { inputs, outcome, outcomeHash: digestOf(outcome) } });
    return decisionId;
  };

  const work = (parent: ParentView): ParentView => {
    next();
    const decisionId = decide(parent);
    const clOrdId = `RUN1-${seq}-0` as ClOrdId;
    const orderQty = qty(100 + below(900));
    const order = childOrder({
      clOrdId,
      parentId: parent.parentId,
      decisionId,
      orderQty,
      trader: parent.order.trader,
      desk: parent.order.desk,
      venue: pick(REFERENCE.venues).id,
      ...(below(2) === 0 ? { minQty: qty(100) } : {}),
    });
    if (below(6) === 0) {
      const refusal = { code: 'MAX_ORDER_QTY' as const, scope: 'Firm', value: orderQty, bound: 50 };
      emit('system', { type: 'ChildDenied', order, refusal });
      return parent;
    }
    let child: ChildView = {
      order,
      ordStatus: 'PendingNew',
      cumQty: qty(0),
      leavesQty: orderQty,
      cumNotional: 0 as Notional,
      sentAt: now as Nanos,
    };
    emit('system', { type: 'ChildSent', child });
    const routed = stamp();
    let view = parent;
    let cum = 0;
    for (let fills = below(4); fills > 0 && cum < orderQty; fills--) {
      next();
      const lastQty = qty(Math.min(orderQty - cum, 1 + below(300)));
      const lastPx = px(1_000_000 + below(100) * 50);
      const fill = {
        venue: order.venue,
        execId: `E${seq}` as ExecId,
        clOrdId,
        parentId: view.parentId,
        lastQty,
        lastPx,
        lastLiquidityInd: pick(['Added', 'Removed'] as const),
        feeMicros: micros(below(4_000) - 2_000),
        tsEvent: nanos(now - 1_000),
      };
      emit('system', { type: 'Filled', fill, at: stamp(), routed, receivedAt: now as Nanos });
      cum += lastQty;
      child = {
        ...child,
        orderId: `O${clOrdId}`,
        ackedAt: now as Nanos,
        cumQty: qty(cum),
        leavesQty: qty(orderQty - cum),
        cumNotional: (child.cumNotional + lastQty * lastPx) as Notional,
        ordStatus: cum === orderQty ? 'Filled' : 'PartiallyFilled',
        ...(below(3) === 0 ? { text: pick(HOSTILE_TEXTS) } : {}),
      };
      emit('system', { type: 'ChildChanged', child, cause: 'Trade' });
      view = {
        ...view,
        cumQty: qty(view.cumQty + lastQty),
        leavesQty: qty(Math.max(0, view.leavesQty - lastQty)),
        cumNotional: (view.cumNotional + lastQty * lastPx) as Notional,
        feesMicros: view.feesMicros + fill.feeMicros,
      };
      if (below(8) === 0) restate(fill.execId, { clOrdId, parentId: view.parentId, fill });
    }
    if (below(3) === 0) {
      next();
      emit('system', {
        type: 'ReportIgnored',
        venue: order.venue,
        clOrdId,
        execId: 'E1',
        cause: 'Duplicate',
      });
    }
    return { ...view, decisions: view.decisions + 1 };
  };

  const restate = (
    execRefId: string,
    of: Pick<Extract<AuditBody, { type: 'FillRestated' }>, 'clOrdId' | 'parentId'> & {
      readonly fill: Extract<AuditBody, { type: 'Filled' }>['fill'];
    },
  ): void => {
    next();
    const { clOrdId, parentId, fill } = of;
    const corrected = { ...fill, execId: `${execRefId}C` as ExecId, lastPx: px(fill.lastPx + 50) };
    const body = { type: 'FillRestated' as const, clOrdId, parentId, execRefId };
    emit('system', below(2) === 0 ? body : { ...body, fill: corrected });
  };

  const trade = (): void => {
    next();
    const trader = userId(pick(traders));
    const parentId = `P${seq}` as ParentId;
    const order = parentOrder({
      clOrdId: `T-${seq}`,
      trader,
      desk: deskId(pick(['cash', 'program'])),
      orderQty: qty(1_000 + below(50_000)),
      ...(below(2) === 0 ? { limitPx: px(1_010_000) } : {}),
    });
    if (below(6) === 0) {
      const refusals = [
        { code: 'MAX_PARENT_QTY' as const, scope: `Trader ${trader}`, value: order.orderQty, bound: 1_000 },
        { code: 'REFERENCE_MISSING' as const, scope: 'Instrument KESTREL' },
      ];
      emit(trader, { type: 'ParentDenied', order, parentId, refusals });
      return;
    }
    let parent: ParentView = {
      parentId,
      order,
      ordStatus: 'New',
      cumQty: qty(0),
      leavesQty: order.orderQty,
      workingQty: qty(0),
      cumNotional: 0 as Notional,
      feesMicros: 0,
      decisions: 0,
      fallbackDecisions: 0,
      submittedAt: now as Nanos,
      arrival: stamp(),
    };
    emit(trader, { type: 'ParentAccepted', parent });
    for (let wave = below(4); wave > 0; wave--) {
      parent = work(parent);
      emit('system', { type: 'ParentChanged', parent, cause: 'wave' });
    }
    if (below(3) > 0) {
      next();
      const closed = { ordStatus: 'Canceled' as const, leavesQty: 0 as Qty, closedAt: now as Nanos };
      const closeStamp = { bidPx: px(999_000), askPx: px(1_001_000), ageNs: 5 };
      emit(trader, {
        type: 'ParentChanged',
        parent: { ...parent, ...closed, closeStamp },
        cause: 'canceled',
      });
    }
  };

  next();
  const runId = (options.runId ?? 'RUN1') as RunId;
  emit('system', { type: 'SessionOpened', runId, reference: REFERENCE });
  for (const { id } of REFERENCE.venues) {
    next();
    emit('system', { type: 'VenueSessionChanged', venue: id, up: true });
  }
  changeLimits();
  for (let parent = 0; parent < options.parents; parent++) {
    trade();
    if (below(5) === 0) changeLimits();
    if (below(7) === 0) killAndRearm();
    if (below(9) === 0) {
      next();
      emit(pick(traders), { type: 'CommandRefused', command: 'CancelParent', cause: pick(HOSTILE_TEXTS) });
    }
  }
  return records;
}

/** A small generator with a seed: tests must not depend on the day. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
