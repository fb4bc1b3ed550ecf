/** Builders of orders and reports: plausible by default, overridden field by field. KESTREL at 100.00, a buy. */
import {
  type Actor,
  accountId,
  type ChildOrder,
  clOrdId,
  deskId,
  type ExecutionReport,
  execId,
  type Instrument,
  instrumentId,
  type MarketReference,
  micros,
  nanos,
  type OrderCancelReject,
  orderId,
  type ParentOrder,
  px,
  qty,
  type RiskApproved,
  type Role,
  userId,
  type Venue,
  venueId,
} from '@fairlead/domain';

export const KESTREL: Instrument = {
  id: instrumentId('KESTREL'),
  name: 'Kestrel Aerospace',
  currency: 'USD',
  tick: px(100),
  lot: qty(1),
  adv: qty(5_000_000),
  avgTradeQty: qty(200),
  dailyVolatilityBps: 150,
};

/** Counted in 1/100,000 of a coin. */
export const BITCOIN: Instrument = {
  ...KESTREL,
  id: instrumentId('BTC-USD'),
  name: 'Bitcoin',
  qtyDecimals: 5,
  adv: qty(3_000_000_000),
  avgTradeQty: qty(2_000),
};

const venue = (id: string, kind: Venue['kind'], take: number, make: number): Venue => ({
  id: venueId(id),
  name: id,
  kind,
  fees: { takeMicros: micros(take), makeMicros: micros(make) },
  latencyNs: 100_000,
  origin: 'Simulated',
});

/** Two lit venues, one of them inverted, and a dark pool. */
export const REFERENCE: MarketReference = {
  sessionDate: '2026-03-02',
  instruments: [KESTREL],
  venues: [
    venue('LIT-A', 'Lit', 3_000, -2_000),
    venue('INV-B', 'Inverted', -1_000, 2_500),
    venue('DARK-1', 'DarkMidpoint', 1_000, 1_000),
  ],
};

export const actorNamed = (name: string, role: Role = 'trader'): Actor => ({
  userId: userId(name),
  name,
  role,
  desk: deskId('cash'),
});

export const parentOrder = (over: Partial<ParentOrder> = {}): ParentOrder => ({
  clOrdId: 'T-1',
  instrument: KESTREL.id,
  side: 'Buy',
  orderQty: qty(10_000),
  strategy: 'TWAP',
  router: 'Learned',
  startTime: nanos(36_000_000_000_000),
  endTime: nanos(36_060_000_000_000),
  trader: userId('tara'),
  desk: deskId('cash'),
  account: accountId('MAIN'),
  ...over,
});

/** A child as the gate would pass it; for tests of what happens after the gate. */
export const childOrder = (over: Partial<ChildOrder> = {}): RiskApproved<ChildOrder> =>
  ({
    clOrdId: clOrdId('X'),
    parentId: 'P1',
    decisionId: 'D2',
    venue: venueId('LIT-A'),
    instrument: KESTREL.id,
    side: 'Buy',
    tactic: 'PostTouch',
    ordType: 'Limit',
    timeInForce: 'Day',
    orderQty: qty(10_000),
    px: px(1_000_000),
    postOnly: true,
    trader: userId('tara'),
    desk: deskId('cash'),
    account: accountId('MAIN'),
    modelHash: 'rules',
    limitsVersion: 1,
    ...over,
  }) as RiskApproved<ChildOrder>;

export const executionReport = (over: Partial<ExecutionReport> = {}): ExecutionReport => ({
  venue: venueId('LIT-A'),
  clOrdId: clOrdId('X'),
  orderId: orderId('O-1'),
  execId: execId('E-1'),
  execType: 'New',
  ordStatus: 'New',
  orderQty: qty(10_000),
  cumQty: qty(0),
  leavesQty: qty(10_000),
  venueSeq: 1,
  tsEvent: nanos(36_000_000_000_000),
  ...over,
});

export const cancelReject = (over: Partial<OrderCancelReject> = {}): OrderCancelReject => ({
  venue: venueId('LIT-A'),
  clOrdId: clOrdId('Y'),
  origClOrdId: clOrdId('X'),
  ordStatus: 'New',
  reason: 'TooLateToCancel',
  inResponseTo: 'Cancel',
  venueSeq: 1,
  tsEvent: nanos(36_000_000_000_000),
  ...over,
});
