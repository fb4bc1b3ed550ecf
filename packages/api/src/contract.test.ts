import {
  type Actor,
  deskId,
  instrumentId,
  type MarketReference,
  micros,
  nanos,
  px,
  qty,
  userId,
  venueId,
} from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { toParentOrder, zScenario, zSpeed, zStep, zSubmit } from './contract.ts';

const SECOND = 1_000_000_000;
const NOW = nanos(36_000 * SECOND);
const trader: Actor = { userId: userId('u1'), name: 'Tara', role: 'trader', desk: deskId('EQ-1') };
const reference: MarketReference = {
  sessionDate: '2026-11-20',
  instruments: [
    {
      id: instrumentId('KESTREL'),
      name: 'Kestrel Corp',
      currency: 'USD',
      tick: px(100),
      lot: qty(1),
      adv: qty(20_000_000),
      avgTradeQty: qty(150),
      dailyVolatilityBps: 180,
    },
  ],
  venues: [
    {
      id: venueId('LIT-A'),
      name: 'Lit A',
      kind: 'Lit',
      fees: { takeMicros: micros(3_000), makeMicros: micros(-2_000) },
      latencyNs: 50_000,
      origin: 'Simulated',
    },
  ],
};
const good = {
  clOrdId: 'a-1',
  instrument: 'KESTREL',
  side: 'Buy',
  orderQty: 50_000,
  limitPx: '100.25',
  strategy: 'TWAP',
  router: 'Learned',
  endTime: NOW + 300 * SECOND,
};

/** The fields that are refused, by the request's shape or against the market. */
function refusedFields(change: Record<string, unknown>): readonly string[] {
  const parsed = zSubmit.safeParse({ ...good, ...change });
  if (!parsed.success) return parsed.error.issues.map((i) => i.path.join('.') || 'request');
  const order = toParentOrder(parsed.data, trader, { reference, now: NOW });
  return order.ok ? [] : order.error.map((p) => p.field);
}

describe('a ticket', () => {
  test('that is right becomes the order of whoever is signed in', () => {
    const parsed = toParentOrder(zSubmit.parse(good), trader, { reference, now: NOW });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        orderQty: 50_000,
        limitPx: 1_002_500,
        startTime: NOW,
        trader: 'u1',
        desk: 'EQ-1',
        account: 'MAIN',
      },
    });
  });

  test.each([
    ['orderQty', { orderQty: 0 }],
    ['orderQty', { orderQty: -100 }],
    ['orderQty', { orderQty: 0.5 }],
    ['orderQty', { orderQty: 1e308 }],
    ['orderQty', { orderQty: Number.NaN }],
    ['orderQty', { orderQty: '50000' }],
    ['orderQty', { orderQty: null }],
    ['instrument', { instrument: 'NOSUCH' }],
    ['instrument', { instrument: '' }],
    ['instrument', { instrument: 'X'.repeat(10_000) }],
    ['side', { side: 'Short' }],
    ['strategy', { strategy: 'MAGIC' }],
    ['router', { router: 'Oracle' }],
    ['endTime', { endTime: NOW }],
    ['endTime', { startTime: NOW + 10 * SECOND, endTime: NOW + 5 * SECOND }],
    ['endTime', { startTime: NOW - 20 * SECOND, endTime: NOW - 5 * SECOND }],
    ['endTime', { endTime: 1e300 }],
    ['startTime', { startTime: -1 }],
    ['limitPx', { limitPx: '100.005' }],
    ['limitPx', { limitPx: '0' }],
    ['limitPx', { limitPx: '1e308' }],
    ['limitPx', { limitPx: 'abc' }],
    ['clOrdId', { clOrdId: 'has space' }],
    ['clOrdId', { clOrdId: '' }],
    ['request', { trader: 'somebody-else' }],
  ])('is refused at %s for %j', (field, change) => {
    expect(refusedFields(change)).toContain(field);
  });

  test('with several faults is told all that the market finds, at once', () => {
    expect(refusedFields({ instrument: 'NOSUCH', limitPx: 'abc', endTime: NOW })).toEqual([
      'instrument',
      'limitPx',
      'endTime',
    ]);
  });
});

describe('a control of the simulation', () => {
  const refusal = (parsed: ReturnType<typeof zSpeed.safeParse | typeof zStep.safeParse>): string => {
    const [issue] = parsed.error?.issues ?? [];
    return issue === undefined ? 'taken' : `${issue.path.join('.')}: ${issue.message}`;
  };

  test.each([0, -1, 0.0999, 1000.001, 1e308, Number.NaN, Number.POSITIVE_INFINITY, '10', null])(
    'of speed %s is refused',
    (speed) => {
      expect(refusal(zSpeed.safeParse({ speed }))).toMatch(/^speed: must be (0\.1 to 1000|a number)$/);
    },
  );

  test.each([
    [0, 'forMs: at least 1 ms'],
    [-1000, 'forMs: at least 1 ms'],
    [0.5, 'forMs: must be a whole number of milliseconds'],
    [60_001, 'forMs: at most 60,000 ms'],
    ['1000', 'forMs: must be a number of milliseconds'],
    [null, 'forMs: must be a number of milliseconds'],
  ])('that steps by %s ms is refused', (forMs, sentence) => {
    expect(refusal(zStep.safeParse({ forMs }))).toBe(sentence);
  });

  test('within its bounds is taken', () => {
    for (const speed of [0.1, 1, 1000]) expect(zSpeed.safeParse({ speed }).success).toBe(true);
    for (const forMs of [undefined, 1, 60_000]) expect(zStep.safeParse({ forMs }).success).toBe(true);
    expect(zScenario.parse({ scenario: 'calm', seed: 0 })).toEqual({ scenario: 'calm', seed: 0 });
  });

  test.each([
    { scenario: '' },
    { scenario: 'x'.repeat(65) },
    { scenario: 7 },
    { scenario: 'calm', seed: 900_000 },
    { scenario: 'calm', seed: -1 },
    { scenario: 'calm', seed: 1.5 },
    { scenario: 'calm', speed: 3 },
    {},
  ])('that turns to %j is refused', (asked) => {
    expect(zScenario.safeParse(asked).success).toBe(false);
  });
});
