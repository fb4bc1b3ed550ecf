/** Small facts for the fold's tests. */
import type { DecisionId, ExecId, UserId, VenueId } from '@fairlead/domain';
import {
  accountId,
  clOrdId,
  deskId,
  instrumentId,
  micros,
  nanos,
  parentIdAt,
  px,
  qty,
  seq,
} from '@fairlead/domain';
import type { AuditRecord, ChildView, ParentView } from '../data/api-types.ts';
import type { StreamedRecord } from './streamed.ts';

type Body = AuditRecord['body'];
type FilledBody = Extract<Body, { type: 'Filled' }>;

export const record = (
  at: number,
  nth: number,
  rest: { readonly body: Body; readonly prev?: string },
): StreamedRecord => ({
  seq: seq(at),
  nth,
  ts: nanos(at * 1_000_000),
  actor: 'tara',
  body: rest.body,
  ...(rest.prev === undefined ? {} : { prev: rest.prev }),
});

export function parent(
  id: string,
  facts: { readonly cumQty?: number; readonly attention?: string } = {},
): ParentView {
  const orderQty = qty(5_000);
  const cumQty = qty(facts.cumQty ?? 0);
  return {
    parentId: parentIdAt(seq(Number(id.slice(1)))),
    order: {
      clOrdId: `c-${id}`,
      instrument: instrumentId('KESTREL'),
      side: 'Buy',
      orderQty,
      strategy: 'TWAP',
      router: 'Learned',
      startTime: nanos(0),
      endTime: nanos(60_000_000_000),
      trader: 'tara' as UserId,
      desk: deskId('EQ-1'),
      account: accountId('MAIN'),
    },
    ordStatus: cumQty > 0 ? 'PartiallyFilled' : 'New',
    cumQty,
    leavesQty: qty(orderQty - cumQty),
    workingQty: qty(0),
    cumNotional: (cumQty * 1_000_700) as ParentView['cumNotional'],
    feesMicros: 0,
    decisions: 0,
    fallbackDecisions: 0,
    submittedAt: nanos(0),
    arrival: { bidPx: px(1_000_600), askPx: px(1_000_800), ageNs: 0 },
    ...(facts.attention === undefined ? {} : { attention: facts.attention }),
  };
}

export function child(parentId: string, id: string, facts: { readonly cumQty?: number } = {}): ChildView {
  const cumQty = qty(facts.cumQty ?? 0);
  return {
    order: {
      clOrdId: clOrdId(id),
      parentId: parentIdAt(seq(Number(parentId.slice(1)))),
      decisionId: 'D11' as DecisionId,
      venue: 'LIT-A' as VenueId,
      instrument: instrumentId('KESTREL'),
      side: 'Buy',
      tactic: 'PostTouch',
      ordType: 'Limit',
      timeInForce: 'Day',
      orderQty: qty(500),
      px: px(1_000_700),
      postOnly: true,
      trader: 'tara' as UserId,
      desk: deskId('EQ-1'),
      account: accountId('MAIN'),
      modelHash: 'rules',
      limitsVersion: 1,
    },
    ordStatus: cumQty > 0 ? 'PartiallyFilled' : 'New',
    cumQty,
    leavesQty: qty(500 - cumQty),
    cumNotional: (cumQty * 1_000_700) as ChildView['cumNotional'],
    sentAt: nanos(11_000_000),
  };
}

export const fill = (parentId: string, execId: string, lastQty: number): FilledBody => ({
  type: 'Filled',
  fill: {
    venue: 'LIT-A' as VenueId,
    execId: execId as ExecId,
    clOrdId: clOrdId('a-11-0'),
    parentId: parentIdAt(seq(Number(parentId.slice(1)))),
    lastQty: qty(lastQty),
    lastPx: px(1_000_700),
    lastLiquidityInd: 'Added',
    feeMicros: micros(-20_000),
    tsEvent: nanos(11_500_000),
  },
  at: {},
  routed: {},
  receivedAt: nanos(11_600_000),
});
