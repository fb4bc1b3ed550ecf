import { type Instrument, instrumentId, nanos, px, qty } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import {
  BLANK_TICKET,
  limitReachBps,
  readTicket,
  requestOf,
  tightest,
  type WarningFacts,
  warningsOf,
} from './ticket-form.ts';

const kestrel: Instrument = {
  id: instrumentId('KESTREL'),
  name: 'Kestrel Works',
  currency: 'USD',
  tick: px(100),
  lot: qty(100),
  adv: qty(1_600_000),
  avgTradeQty: qty(200),
  dailyVolatilityBps: 150,
};
const stamp = { bidPx: px(1_000_600), askPx: px(1_000_800), ageNs: 50_000_000 };
const facts = (change: Partial<WarningFacts> = {}): WarningFacts => ({
  instrument: kestrel,
  draft: undefined,
  stamp,
  limits: undefined,
  kills: [],
  owner: { trader: 'tara', desk: 'EQ-1' },
  modelsMissing: false,
  ...change,
});
const draftOf = (text: Partial<typeof BLANK_TICKET>) =>
  readTicket({ ...BLANK_TICKET, qty: '50,000', ...text }, kestrel, 'Buy').draft;

const bitcoin: Instrument = { ...kestrel, id: instrumentId('BTC-USD'), lot: qty(10), qtyDecimals: 5 };

describe('a ticket for a coin', () => {
  const read = (size: string) => readTicket({ ...BLANK_TICKET, qty: size }, bitcoin, 'Buy');

  test('reads coins with their places, in whole lots', () => {
    expect(read('1.5').draft?.orderQty).toBe(150_000);
    expect(read('0.0001').draft?.orderQty).toBe(10);
    expect(read('0.00001').problems).toEqual({ orderQty: 'must be a multiple of the lot, 0.0001' });
    expect(read('0.000001').problems).toEqual({
      orderQty: 'a quantity must have at most 5 decimal places',
    });
    expect(read('').problems).toEqual({ orderQty: 'how many BTC?' });
  });

  test('warns of the notional of its coins, not of their fractions', () => {
    const rows = (bound: number) => ({
      version: 1,
      rows: [{ level: 'Firm', key: '*', control: 'MAX_PARENT_NOTIONAL', bound } as const],
    });
    const { draft } = read('2');
    const warned = (bound: number) =>
      warningsOf(facts({ instrument: bitcoin, draft, limits: rows(bound) })).some(
        ({ severity }) => severity === 'bad',
      );
    expect(warned(2 * 1_000_700)).toBe(false);
    expect(warned(2 * 1_000_700 - 1)).toBe(true);
  });
});

describe('reading the ticket', () => {
  test('a whole ticket becomes a draft', () => {
    expect(draftOf({ limit: ' 100.25 ', horizon: '30' })).toEqual({
      instrument: 'KESTREL',
      side: 'Buy',
      orderQty: 50_000,
      strategy: 'TWAP',
      router: 'Learned',
      limitPx: '100.25',
      horizonNs: 1_800_000_000_000,
    });
  });
  test.each(['', '0', '-5', '1.5', '1e308', 'ten', '150'])(
    'a quantity of "%s" is a problem of orderQty',
    (text) => {
      const { draft, problems } = readTicket({ ...BLANK_TICKET, qty: text }, kestrel, 'Buy');
      expect(draft).toBeUndefined();
      expect(Object.keys(problems)).toEqual(['orderQty']);
    },
  );
  test.each(['100.005', '-1', '0', 'abc', '1.23456'])('a limit of "%s" is a problem of limitPx', (text) => {
    const { problems } = readTicket({ ...BLANK_TICKET, qty: '100', limit: text }, kestrel, 'Buy');
    expect(Object.keys(problems)).toEqual(['limitPx']);
  });
  test.each(['', '0', '-1', '481', 'x'])('a horizon of "%s" minutes is a problem of endTime', (text) => {
    const { problems } = readTicket({ ...BLANK_TICKET, qty: '100', horizon: text }, kestrel, 'Buy');
    expect(Object.keys(problems)).toEqual(['endTime']);
  });
  test('the request carries its id and an end in market time', () => {
    const draft = draftOf({});
    if (!draft) throw new Error('a whole ticket');
    expect(requestOf(draft, 'web-1', nanos(1_000))).toEqual({
      instrument: 'KESTREL',
      side: 'Buy',
      orderQty: 50_000,
      strategy: 'TWAP',
      router: 'Learned',
      clOrdId: 'web-1',
      endTime: 300_000_001_000,
    });
  });
});

describe('warnings before sending', () => {
  test('nothing to say of a small order on a live quote', () => {
    expect(warningsOf(facts({ draft: draftOf({ qty: '1,000' }) }))).toEqual([]);
  });
  test('what blocks stands before what only warns', () => {
    const warnings = warningsOf(
      facts({
        draft: draftOf({}),
        kills: [{ scope: { level: 'Firm' } }],
        modelsMissing: true,
        stamp: { ...stamp, ageNs: 6_200_000_000 },
      }),
    );
    expect(warnings.map((w) => w.severity)).toEqual(['bad', 'warn', 'warn', 'warn']);
    expect(warnings.map((w) => w.text)).toContain('3.1% of ADV is above the 2% notice');
  });
  test('without a quote there is no arrival price', () => {
    expect(warningsOf(facts({ stamp: {} }))[0]?.text).toContain('no two-sided quote');
  });
  test('the tightest limit counts, and a row of its own key stands before the default', () => {
    const limits = {
      version: 3,
      rows: [
        { level: 'Firm', key: '*', control: 'MAX_PARENT_QTY', bound: 90_000 },
        { level: 'Trader', key: '*', control: 'MAX_PARENT_QTY', bound: 10_000 },
        { level: 'Trader', key: 'tara', control: 'MAX_PARENT_QTY', bound: 60_000 },
      ] as const,
    };
    expect(tightest(facts({ limits }), 'MAX_PARENT_QTY')).toEqual({ level: 'Trader', bound: 60_000 });
    expect(warningsOf(facts({ limits, draft: draftOf({ qty: '61,000' }) }))[0]?.text).toBe(
      'above the trader limit MAX_PARENT_QTY',
    );
  });
  test('a limit reaches into the market or stays short of the mid', () => {
    expect(limitReachBps('100.17', 'Buy', stamp)).toBeCloseTo(9.993, 3);
    expect(limitReachBps('100.17', 'Sell', stamp)).toBeCloseTo(-9.993, 3);
    expect(limitReachBps('x', 'Buy', stamp)).toBeUndefined();
  });
});
