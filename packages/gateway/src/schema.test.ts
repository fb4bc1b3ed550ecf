import { clOrdId, px, qty, venueId } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { newOrder } from '../test/scripted-market.ts';
import { formatLine, parseToMarket, type ToMarket } from './index.ts';

test.each([
  ['{', 'line', 'is not JSON'],
  ['5', 'line', 'expected object, received number'],
  [
    '{}',
    'type',
    "Expected 'Hello' | 'NewOrder' | 'CancelOrder' | 'ReplaceOrder' | 'StatusRequest' | 'SnapshotRequest' | 'SetSpeed' | 'Pause' | 'Resume' | 'Step' | 'SwitchScenario' | 'MeasureRealism' | 'CancelRealism' | 'ReadRealism'",
  ],
  ['{"type":"Hello","session":"orders","venue":"A"}', 'lastVenueSeq', 'expected number, received undefined'],
  [
    '{"type":"Hello","session":"orders","venue":"A B","lastVenueSeq":0}',
    'venue',
    'must be 1 to 64 printable characters without spaces',
  ],
  [JSON.stringify({ ...newOrder('a'), orderQty: 0 }), 'orderQty', 'expected number to be >=1'],
  [JSON.stringify({ ...newOrder('a'), orderQty: 1.5 }), 'orderQty', 'expected int, received number'],
  [
    JSON.stringify({ ...newOrder('a'), orderQty: 2 ** 53 }),
    'orderQty',
    'expected int to be <=9007199254740991',
  ],
  [JSON.stringify({ ...newOrder('a'), px: null }), 'px', 'expected number, received null'],
  ['{"type":"SetSpeed","commandId":"C1","speed":0.05}', 'speed', 'expected number to be >=0.1'],
  ['{"type":"SetSpeed","commandId":"C1","speed":1e308}', 'speed', 'expected number to be <=1000'],
  ['{"type":"Step","commandId":"C1","forNs":0}', 'forNs', 'expected number to be >=1000000'],
  ['{"type":"Step","commandId":"C1","forNs":60000000001}', 'forNs', 'expected number to be <=60000000000'],
  ['{"type":"Pause"}', 'commandId', 'expected string, received undefined'],
  [
    '{"type":"SwitchScenario","commandId":"C1","scenario":""}',
    'scenario',
    'expected string to have >=1 characters',
  ],
  ['{"type":"CancelRealism"}', 'commandId', 'expected string, received undefined'],
  [
    '{"type":"MeasureRealism","commandId":"C1","scenario":"thin","span":"Week","seed":1}',
    'span',
    'expected one of "TenMinutes"|"Hour"|"Day"',
  ],
  [
    '{"type":"MeasureRealism","commandId":"C1","scenario":"thin","span":"Day"}',
    'seed',
    'expected number, received undefined',
  ],
  [JSON.stringify({ ...newOrder('a'), side: 'Long' }), 'side', 'expected one of "Buy"|"Sell"'],
  [
    JSON.stringify({ ...newOrder('a'), clOrdId: 'x'.repeat(65) }),
    'clOrdId',
    'must be 1 to 64 printable characters without spaces',
  ],
])('a line to the market that is no message is refused by field: %s', (line, field, reason) => {
  expect(parseToMarket(line)).toEqual({ ok: false, error: { field, reason } });
});

test('what is written is what is read', () => {
  const messages: ToMarket[] = [
    { type: 'Hello', session: 'market' },
    { type: 'Hello', session: 'orders', venue: venueId('LIT-A'), lastVenueSeq: 12 },
    newOrder('n1'),
    { ...newOrder('n2'), px: px(1_000_100), minQty: qty(200) },
    { type: 'CancelOrder', clOrdId: clOrdId('c1'), origClOrdId: clOrdId('n1') },
    { type: 'ReplaceOrder', clOrdId: clOrdId('r1'), origClOrdId: clOrdId('n2'), orderQty: qty(5) },
    { type: 'StatusRequest', clOrdId: clOrdId('n1') },
  ];
  for (const message of messages) {
    expect(parseToMarket(formatLine(message).trim())).toEqual({ ok: true, value: message });
  }
});
