import {
  type ChildOrder,
  clOrdId,
  deskId,
  instrumentId,
  type LimitRow,
  type MarketStamp,
  type ParentId,
  px,
  qty,
  type RefusalCode,
  type RiskRefused,
  seq,
  userId,
  venueId,
} from '@fairlead/domain';
import { BITCOIN, childOrder, KESTREL, parentOrder, REFERENCE } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ChildContext,
  checkChild,
  checkParent,
  createRisk,
  defaultLimits,
  onClosed,
  onFill,
  type RiskState,
  rearm,
  setInstruments,
  setLimits,
  triggerCounts,
  trip,
  utilisation,
} from './index.ts';

/** KESTREL 99.99 x 100.01, seen 5 ms ago. */
const stamp: MarketStamp = { bidPx: px(999_900), askPx: px(1_000_100), ageNs: 5_000_000 };
const context: ChildContext = { stamp, parentLeavesQty: 10_000, parentWorkingQty: 0 };
const rows = defaultLimits(REFERENCE.instruments);
const gate = (changed: readonly LimitRow[] = rows): RiskState => createRisk({ version: 1, rows: changed });
const limited = (...tight: LimitRow[]): RiskState =>
  gate([
    ...rows.filter(
      (r) => !tight.some((t) => t.level === r.level && t.key === r.key && t.control === r.control),
    ),
    ...tight,
  ]);
const row = (
  level: LimitRow['level'],
  key: string,
  control: LimitRow['control'],
  bound: number,
): LimitRow => ({
  level,
  key,
  control,
  bound,
});
let made = 0;
const child = (over: Partial<ChildOrder> = {}): ChildOrder =>
  childOrder({ clOrdId: clOrdId(`X-${++made}`), orderQty: qty(1_000), ...over });
const refusal = (state: RiskState, order: ChildOrder, at: ChildContext = context): RiskRefused => {
  const verdict = checkChild(state, order, at);
  if (verdict.ok) throw new Error('approved');
  return verdict.error;
};
const count = (state: RiskState, code: RefusalCode): number =>
  triggerCounts(state).find((t) => t.code === code)?.count ?? -1;

describe('a child within every bound', () => {
  test('is approved as it is', () => {
    const order = child();
    expect(checkChild(gate(), order, context)).toEqual({ ok: true, value: order });
  });

  test('passes at exactly each bound', () => {
    const state = limited(
      row('Instrument', 'KESTREL', 'MAX_ORDER_QTY', 1_000),
      row('Instrument', 'KESTREL', 'MAX_ORDER_NOTIONAL', 1_000 * 1_000_000),
      row('Instrument', 'KESTREL', 'MAX_REFERENCE_AGE', 5),
      row('Trader', '*', 'MAX_GROSS_NOTIONAL', 1_000 * 1_000_000),
    );
    expect(checkChild(state, child({ px: px(1_000_000) }), { ...context, parentLeavesQty: 1_000 }).ok).toBe(
      true,
    );
  });
});

describe('default deny', () => {
  test('without any limit there is no order and no parent', () => {
    const state = gate([]);
    expect(refusal(state, child())).toMatchObject({ code: 'NO_LIMIT_SET' });
    expect(checkParent(state, parentOrder(), stamp)).toMatchObject({ ok: false });
  });

  test('each required row is missed when it alone is not there', () => {
    for (const gone of rows) {
      const state = gate(rows.filter((r) => r !== gone));
      const parentSide = gone.control.startsWith('MAX_PARENT');
      const verdict = parentSide
        ? checkParent(state, parentOrder(), stamp)
        : checkChild(state, child({ tactic: 'TakeNow', px: px(1_000_100), postOnly: false }), context);
      expect(verdict.ok, `${gone.level} ${gone.control}`).toBe(false);
      expect(count(state, 'NO_LIMIT_SET')).toBe(1);
    }
  });

  test('an instrument that nobody set limits for is not traded, whatever others have', () => {
    expect(refusal(gate(), child({ instrument: instrumentId('STRANGER') }))).toEqual({
      code: 'NO_LIMIT_SET',
      scope: 'Instrument STRANGER, MAX_REFERENCE_AGE',
    });
  });

  test("a trader's own row stands before the default of traders", () => {
    const state = limited(row('Trader', 'tara', 'MAX_ORDER_QTY', 999));
    expect(refusal(state, child())).toMatchObject({
      code: 'MAX_ORDER_QTY',
      scope: 'Trader tara',
      bound: 999,
    });
    expect(checkChild(state, child({ trader: userId('tom') }), context).ok).toBe(true);
  });

  test('a row at a level that need not have one binds all the same', () => {
    const state = limited(row('Desk', 'cash', 'MAX_ORDER_QTY', 10));
    expect(refusal(state, child())).toMatchObject({ code: 'MAX_ORDER_QTY', scope: 'Desk cash' });
    expect(checkChild(state, child({ desk: deskId('other') }), context).ok).toBe(true);
  });
});

describe('size', () => {
  test('quantity and notional are refused one beyond the bound, with value and bound', () => {
    const state = limited(
      row('Instrument', 'KESTREL', 'MAX_ORDER_QTY', 1_000),
      row('Instrument', 'KESTREL', 'MAX_ORDER_NOTIONAL', 900_000_000),
    );
    expect(refusal(state, child({ orderQty: qty(1_001) }))).toEqual({
      code: 'MAX_ORDER_QTY',
      scope: 'Instrument KESTREL',
      value: 1_001,
      bound: 1_000,
    });
    expect(refusal(state, child({ orderQty: qty(900), px: px(1_000_001) }))).toMatchObject({
      code: 'MAX_ORDER_NOTIONAL',
      value: 900_000_900,
      bound: 900_000_000,
    });
  });

  test('an order without a price is valued at the far side; a sell never below the bid', () => {
    const state = limited(row('Instrument', 'KESTREL', 'MAX_ORDER_NOTIONAL', 0));
    const peg = { ordType: 'Pegged', tactic: 'MidPeg', postOnly: false } as const;
    const bare = (over: Partial<ChildOrder>): ChildOrder => {
      const { px: _, ...rest } = child({ ...peg, ...over });
      return rest as ChildOrder;
    };
    expect(refusal(state, bare({})).value).toBe(1_000 * 1_000_100);
    expect(refusal(state, bare({ side: 'Sell' })).value).toBe(1_000 * 999_900);
    expect(refusal(state, child({ side: 'Sell', px: px(1) })).value).toBe(1_000 * 999_900);
  });

  test('a notional typed as a quantity stops at the parent (Citi, 2 May 2022)', () => {
    const verdict = checkParent(gate(), parentOrder({ orderQty: qty(58_000_000) }), stamp);
    expect(verdict.ok).toBe(false);
    const codes = verdict.ok ? [] : verdict.refusals.map((r) => `${r.code} ${r.scope}`);
    expect(codes).toContain('MAX_PARENT_QTY Instrument KESTREL');
    expect(codes).toContain('MAX_PARENT_NOTIONAL Trader tara');
  });

  test('a notional beyond every exact number is still refused by its bound', () => {
    const state = gate(rows.map((r) => (r.control === 'MAX_ORDER_QTY' ? { ...r, bound: 2 ** 53 - 1 } : r)));
    const huge = child({ orderQty: qty(2 ** 53 - 1), px: px(1_000_000) });
    expect(refusal(state, huge)).toMatchObject({ code: 'MAX_ORDER_NOTIONAL' });
  });
});

describe('the price collar', () => {
  const state = limited(row('Instrument', 'KESTREL', 'PRICE_COLLAR', 10));

  test('stops a price that reaches too far into the market, on either side', () => {
    expect(refusal(state, child({ px: px(1_001_001) }))).toMatchObject({ code: 'PRICE_COLLAR', bound: 10 });
    expect(refusal(state, child({ side: 'Sell', px: px(998_999) })).code).toBe('PRICE_COLLAR');
    expect(checkChild(state, child({ px: px(1_001_000) }), context).ok).toBe(true);
  });

  test('lets a passive price be as far away as it likes', () => {
    expect(checkChild(state, child({ px: px(1) }), context).ok).toBe(true);
    expect(checkChild(state, child({ side: 'Sell', px: px(1_500_000) }), context).ok).toBe(true);
  });

  test('measures a peg at the nearer of its cap and the far side', () => {
    const peg = child({ ordType: 'Pegged', tactic: 'MidPeg', postOnly: false, px: px(1_100_000) });
    expect(checkChild(state, peg, context).ok).toBe(true);
    const wide = { ...context, stamp: { ...stamp, askPx: px(1_020_000) } };
    expect(refusal(state, { ...peg, clOrdId: clOrdId('wide') }, wide).code).toBe('PRICE_COLLAR');
  });

  test('measures a market order at the far side', () => {
    const { px: _, ...rest } = child({ ordType: 'Market' });
    const wide = { ...context, stamp: { ...stamp, askPx: px(1_020_000) } };
    expect(refusal(state, rest as ChildOrder, wide).code).toBe('PRICE_COLLAR');
  });
});

describe('the reference', () => {
  test('is needed: two sides, not crossed, of known age', () => {
    for (const broken of [
      {},
      { bidPx: px(999_900), ageNs: 1 },
      { askPx: px(1_000_100), ageNs: 1 },
      { bidPx: px(1_000_200), askPx: px(1_000_100), ageNs: 1 },
      { bidPx: px(999_900), askPx: px(1_000_100) },
      { ...stamp, ageNs: Number.NaN },
      { ...stamp, ageNs: -1 },
    ]) {
      expect(refusal(gate(), child(), { ...context, stamp: broken }).code).toBe('REFERENCE_MISSING');
      const verdict = checkParent(gate(), parentOrder(), broken);
      expect(verdict.ok ? '' : verdict.refusals[0]?.code).toBe('REFERENCE_MISSING');
    }
  });

  test('is refused when too old, with its age in ms', () => {
    expect(refusal(gate(), child(), { ...context, stamp: { ...stamp, ageNs: 3_001_000_000 } })).toEqual({
      code: 'REFERENCE_STALE',
      scope: 'Instrument KESTREL',
      value: 3_001,
      bound: 3_000,
    });
  });
});

describe('the parent against its children', () => {
  test('what works and what is sent never exceeds what the parent has left', () => {
    const at = { ...context, parentLeavesQty: 1_500, parentWorkingQty: 501 };
    expect(refusal(gate(), child(), at)).toEqual({
      code: 'PARENT_EXCEEDED',
      scope: 'Parent P1',
      value: 1_501,
      bound: 1_500,
    });
    expect(checkChild(gate(), child(), { ...at, parentWorkingQty: 500 }).ok).toBe(true);
  });

  test("the gate's own count binds where the caller's is short: a cancel in flight still works", () => {
    const state = gate();
    const first = child({ orderQty: qty(700) });
    const at = { ...context, parentLeavesQty: 1_000, parentWorkingQty: 0 };
    expect(checkChild(state, first, at).ok).toBe(true);
    expect(refusal(state, child({ orderQty: qty(301) }), at).code).toBe('PARENT_EXCEEDED');
    onClosed(state, first, 700);
    expect(checkChild(state, child({ orderQty: qty(301) }), at).ok).toBe(true);
  });

  test('another parent is not held by it', () => {
    const state = gate();
    const at = { ...context, parentLeavesQty: 1_000 };
    expect(checkChild(state, child(), at).ok).toBe(true);
    expect(checkChild(state, child({ parentId: 'P9' as ParentId }), at).ok).toBe(true);
  });
});

describe('exposure', () => {
  const each = 1_000 * 1_000_000;
  const buy = (over: Partial<ChildOrder> = {}) => child({ px: px(1_000_000), ...over });
  const sell = () => child({ side: 'Sell', px: px(1_000_000) });
  const at = { ...context, parentLeavesQty: 1_000_000 };

  test('counts working orders at every level', () => {
    for (const [level, key] of [
      ['Firm', '*'],
      ['Desk', 'cash'],
      ['Trader', 'tara'],
      ['Account', 'MAIN'],
      ['Instrument', 'KESTREL'],
    ] as const) {
      const state = limited(row(level, key, 'MAX_GROSS_NOTIONAL', 2 * each));
      expect(checkChild(state, buy(), at).ok).toBe(true);
      expect(checkChild(state, buy(), at).ok).toBe(true);
      expect(refusal(state, buy(), at)).toMatchObject({
        code: 'MAX_GROSS_NOTIONAL',
        scope: level === 'Firm' ? 'Firm' : `${level} ${key}`,
        value: 3 * each,
        bound: 2 * each,
      });
    }
  });

  test('a fill moves it from working to position, a close frees what did not fill', () => {
    const state = limited(row('Trader', 'tara', 'MAX_GROSS_NOTIONAL', 2 * each));
    const order = buy();
    checkChild(state, order, at);
    onFill(state, order, 400, 1_000_000);
    expect(onClosed(state, order, 600)).toBe(true);
    const used = utilisation(state).find(
      (u) => u.level === 'Firm' && u.control === 'MAX_GROSS_NOTIONAL',
    )?.used;
    expect(used).toBe(400 * 1_000_000);
  });

  test('long and short stand apart: the other side is not held by a full one', () => {
    const state = limited(row('Trader', 'tara', 'MAX_GROSS_NOTIONAL', each));
    expect(checkChild(state, buy(), at).ok).toBe(true);
    expect(refusal(state, buy(), at).code).toBe('MAX_GROSS_NOTIONAL');
    expect(checkChild(state, sell(), at).ok).toBe(true);
  });

  test('a position can still be reduced after its limit was lowered below it', () => {
    const state = gate();
    const order = buy();
    checkChild(state, order, at);
    onFill(state, order, 1_000, 1_000_000);
    onClosed(state, order, 0);
    setLimits(state, limited(row('Trader', 'tara', 'MAX_GROSS_NOTIONAL', each / 2)).limits);
    expect(refusal(state, buy({ orderQty: qty(1) }), at).code).toBe('MAX_GROSS_NOTIONAL');
    expect(checkChild(state, child({ side: 'Sell', px: px(1_000_000), orderQty: qty(500) }), at).ok).toBe(
      true,
    );
  });

  test('a position is worth what the market of the check says', () => {
    const state = limited(row('Instrument', 'KESTREL', 'MAX_GROSS_NOTIONAL', 2 * each));
    const order = buy();
    checkChild(state, order, at);
    onFill(state, order, 1_000, 1_000_000);
    onClosed(state, order, 0);
    const doubled = { ...at, stamp: { ...stamp, bidPx: px(1_999_900), askPx: px(2_000_000) } };
    expect(refusal(state, buy({ orderQty: qty(1), px: px(1_900_000) }), doubled)).toMatchObject({
      value: 2 * each + 1_900_000,
    });
  });

  test('an order that filled wholly holds nothing, closed or not', () => {
    const state = gate();
    const order = buy();
    checkChild(state, order, at);
    onFill(state, order, 1_000, 1_000_000);
    expect(state.exposure.reservations.size).toBe(0);
    expect(onClosed(state, order, 0)).toBe(true);
  });

  test('a late fill of an order that is closed still makes a position', () => {
    const state = gate();
    const order = buy();
    checkChild(state, order, at);
    onClosed(state, order, 1_000);
    onFill(state, order, 1_000, 1_000_000);
    expect(utilisation(state).find((u) => u.level === 'Account')?.used).toBe(each);
  });
});

describe('kills', () => {
  const kill = (scope: Parameters<typeof trip>[1]['scope']) => ({
    scope,
    since: seq(7),
    by: 'sam',
    reason: 'x',
  });

  test('stop new orders in their scope until re-armed, and nothing else', () => {
    const state = gate();
    trip(state, kill({ level: 'Venue', key: 'LIT-A' }));
    expect(refusal(state, child())).toEqual({ code: 'KILLED', scope: 'Venue LIT-A' });
    expect(checkChild(state, child({ venue: venueId('INV-B') }), context).ok).toBe(true);
    trip(state, kill({ level: 'Instrument', key: 'KESTREL' }));
    expect(refusal(state, child({ venue: venueId('INV-B') })).scope).toBe('Instrument KESTREL');
    trip(state, kill({ level: 'Firm' }));
    expect(refusal(state, child()).scope).toBe('Firm');
    for (const scope of [
      { level: 'Firm' },
      { level: 'Instrument', key: 'KESTREL' },
      { level: 'Venue', key: 'LIT-A' },
    ] as const) {
      expect(rearm(state, scope)).toBe(true);
      expect(rearm(state, scope)).toBe(false);
    }
    expect(checkChild(state, child(), context).ok).toBe(true);
  });

  test('stop parents of the firm and the instrument', () => {
    const state = gate();
    trip(state, kill({ level: 'Instrument', key: 'KESTREL' }));
    const verdict = checkParent(state, parentOrder(), stamp);
    expect(verdict.ok ? [] : verdict.refusals).toEqual([{ code: 'KILLED', scope: 'Instrument KESTREL' }]);
  });

  test('a second kill of a scope keeps who tripped it first', () => {
    const state = gate();
    trip(state, kill({ level: 'Firm' }));
    trip(state, { ...kill({ level: 'Firm' }), by: 'someone else' });
    expect([...state.kills.values()].map((k) => k.by)).toEqual(['sam']);
  });
});

describe('bookkeeping', () => {
  test('every refusal is counted under its code, zeros shown', () => {
    const state = gate();
    refusal(state, child({ orderQty: qty(0) }));
    refusal(state, child({ orderQty: qty(0) }));
    expect(count(state, 'INVALID_FIELD')).toBe(2);
    expect(count(state, 'KILLED')).toBe(0);
  });

  test('the same client order id is not approved twice while it works', () => {
    const state = gate();
    const order = child();
    expect(checkChild(state, order, context).ok).toBe(true);
    expect(refusal(state, order)).toEqual({ code: 'INVALID_FIELD', scope: 'clOrdId' });
  });

  test('a parent gets every refusal at once', () => {
    const verdict = checkParent(gate(), parentOrder({ orderQty: qty(90_000_000) }), {});
    const codes = new Set(verdict.ok ? [] : verdict.refusals.map((r) => r.code));
    expect(codes).toEqual(new Set(['REFERENCE_MISSING', 'MAX_PARENT_QTY']));
  });

  test('utilisation shows each limit with what is used of it', () => {
    const state = gate();
    checkChild(state, child(), context);
    const of = (level: string, control: string) =>
      utilisation(state).find((u) => u.level === level && u.control === control);
    expect(of('Trader', 'MAX_ORDER_QTY')).toMatchObject({ key: '*', used: 1_000, bound: 100_000 });
    expect(of('Trader', 'MAX_GROSS_NOTIONAL')).toMatchObject({ key: 'tara', used: 1_000 * 1_000_000 });
    expect(utilisation(gate([row('Trader', 'tom', 'MAX_GROSS_NOTIONAL', 5)]))).toEqual([
      { level: 'Trader', key: 'tom', control: 'MAX_GROSS_NOTIONAL', used: 0, bound: 5 },
    ]);
  });

  test('KESTREL of the testkit fits the default limits', () => {
    expect(checkParent(gate(), parentOrder({ orderQty: qty(50_000) }), stamp)).toEqual({ ok: true });
    expect(KESTREL.id).toBe('KESTREL');
  });
});

describe('an order of a coin', () => {
  const coins = defaultLimits([BITCOIN]);
  /** 100,000.00 x 100,000.01. */
  const quoted = { bidPx: px(1_000_000_000), askPx: px(1_000_000_100), ageNs: 5_000_000 };
  const at: ChildContext = { stamp: quoted, parentLeavesQty: 10_000_000, parentWorkingQty: 0 };
  const two = (over: Partial<ChildOrder> = {}) =>
    child({ instrument: BITCOIN.id, orderQty: qty(200_000), px: px(1_000_000_000), ...over });
  const gateFor = (bound: number): RiskState => {
    const cut = coins.filter((r) => r.control !== 'MAX_ORDER_NOTIONAL' && r.control !== 'MAX_ORDER_QTY');
    const state = gate([
      ...cut,
      row('Instrument', BITCOIN.id, 'MAX_ORDER_QTY', 1e9),
      row('Instrument', BITCOIN.id, 'MAX_ORDER_NOTIONAL', bound),
      row('Trader', '*', 'MAX_ORDER_QTY', 1e9),
      row('Trader', '*', 'MAX_ORDER_NOTIONAL', bound),
    ]);
    setInstruments(state, [BITCOIN]);
    return state;
  };

  test('is worth its coins: two at 100,000 pass a limit of 200,000 and not one of a ten-thousandth less', () => {
    expect(checkChild(gateFor(2_000_000_000), two(), at).ok).toBe(true);
    expect(refusal(gateFor(1_999_999_999), two(), at)).toMatchObject({
      code: 'MAX_ORDER_NOTIONAL',
      value: 2_000_000_000,
      bound: 1_999_999_999,
    });
  });

  test('is worth its coins as a parent too', () => {
    const state = gate([
      ...coins.filter((r) => r.control !== 'MAX_PARENT_NOTIONAL'),
      row('Trader', '*', 'MAX_PARENT_NOTIONAL', 1_999_999_999),
      row('Instrument', BITCOIN.id, 'MAX_PARENT_NOTIONAL', 2_000_000_000),
    ]);
    setInstruments(state, [BITCOIN]);
    const parent = parentOrder({
      instrument: BITCOIN.id,
      orderQty: qty(200_000),
      limitPx: px(1_000_000_000),
    });
    expect(checkParent(state, parent, quoted)).toEqual({
      ok: false,
      refusals: [
        { code: 'MAX_PARENT_NOTIONAL', scope: 'Trader tara', value: 2_000_000_000, bound: 1_999_999_999 },
      ],
    });
  });

  test('counts whole at a gate that was never told of the coin', () => {
    const state = gate(coins);
    expect(refusal(state, two({ orderQty: qty(100_000) }), at).code).toBe('MAX_ORDER_NOTIONAL');
  });

  test('holds to the last fraction what is left of it, and nothing once it is closed', () => {
    const used = (state: RiskState): number => utilisation(state).find((u) => u.level === 'Firm')?.used ?? -1;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 1, max: 2_000_000_000 }),
        fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 6 }),
        (orderQty, price, parts) => {
          const state = gateFor(1e13);
          const order = two({ orderQty: qty(orderQty), px: px(price) });
          const stamped = { ...at.stamp, bidPx: px(price), askPx: px(price) };
          expect(checkChild(state, order, { ...at, stamp: stamped }).ok).toBe(true);
          let left = orderQty;
          for (const part of parts.filter((each) => each <= orderQty)) {
            const filled = Math.min(left, part);
            if (filled === 0) break;
            onFill(state, order, filled, price);
            left -= filled;
            const exact = (orderQty * price) / 100_000;
            expect(used(state)).toBeGreaterThanOrEqual(exact);
            expect(used(state)).toBeLessThan(exact + 2);
          }
          expect(onClosed(state, order, left)).toBe(true);
          const position = Math.ceil(((orderQty - left) * price) / 100_000);
          expect(used(state)).toBe(position);
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});
