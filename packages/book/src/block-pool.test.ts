import type { Side } from '@fairlead/domain';
import { type NaiveBlockCommand, type NaiveEvent, recordBlock } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import {
  cancelConditional,
  createBlockPool,
  enterConditional,
  expire,
  firmUp,
  matchAtMidpoint,
  nextDeadlineNs,
  restingConditionals,
} from './block-pool.ts';
import { enterQuote, enterRequest } from './block-requests.ts';
import type { BlockPool, BlockRules } from './block-state.ts';

const RULES: BlockRules = {
  tick: 100,
  lot: 100,
  minQty: 1_000,
  firmUpNs: 50,
  quoteNs: 200,
  scorecard: { invitations: 2, percent: 60, barNs: 1_000 },
};

function run(pool: BlockPool, command: NaiveBlockCommand): NaiveEvent[] {
  const { events, sink } = recordBlock();
  const call = { nowNs: command.nowNs, sink };
  if (command.type === 'Conditional') enterConditional(pool, command, call);
  else if (command.type === 'Cancel') cancelConditional(pool, command.id, call);
  else if (command.type === 'FirmUp') firmUp(pool, command, call);
  else if (command.type === 'Request') enterRequest(pool, command, call);
  else if (command.type === 'Quote') enterQuote(pool, command, call);
  else if (command.type === 'Midpoint') matchAtMidpoint(pool, command.midPx, call);
  else expire(pool, call);
  return events;
}

/** Owner n has order n. */
const conditional = (
  id: number,
  side: Side,
  qty: number,
  of: { readonly px?: number; readonly minQty?: number; readonly owner?: number } = {},
): NaiveBlockCommand => ({ type: 'Conditional', nowNs: 0, id, owner: id, side, qty, ...of });
const firm = (id: number, qty: number, nowNs = 10): NaiveBlockCommand => ({ type: 'FirmUp', nowNs, id, qty });
const midpoint = (midPx: number | undefined, nowNs = 0): NaiveBlockCommand => ({
  type: 'Midpoint',
  nowNs,
  midPx,
});
const expired = (nowNs: number): NaiveBlockCommand => ({ type: 'Expire', nowNs });
const canceled = (id: number, nowNs = 10): NaiveBlockCommand => ({ type: 'Cancel', nowNs, id });
const request = (id: number, side: Side, qty: number, px?: number): NaiveBlockCommand => ({
  type: 'Request',
  nowNs: 0,
  id,
  owner: id,
  side,
  qty,
  px,
});
const quote = (id: number, to: number, px: number, of: { owner?: number; nowNs?: number } = {}) =>
  ({ type: 'Quote', nowNs: 0, id, owner: id, request: to, px, ...of }) satisfies NaiveBlockCommand;

/** A venue at a midpoint of 10,050 that has taken the commands, and what came of the last. */
function after(...commands: NaiveBlockCommand[]) {
  const pool = createBlockPool(RULES);
  const told = [midpoint(10_050), ...commands].map((command) => run(pool, command));
  return { pool, last: told.at(-1), all: told.flat() };
}

describe('conditional orders', () => {
  const buyer = conditional(1, 'Buy', 5_000);
  const seller = conditional(2, 'Sell', 3_000);

  test('two that match are both invited, and both firm trade at the midpoint of that moment', () => {
    const { pool, last } = after(buyer, seller);
    expect(last).toEqual([
      ['accepted', 2],
      ['invited', 1, 1, 1_000, 50],
      ['invited', 2, 2, 1_000, 50],
    ]);
    expect(nextDeadlineNs(pool)).toBe(50);
    expect(run(pool, firm(2, 3_000))).toEqual([['firmed', 2, 3_000]]);
    run(pool, midpoint(10_100, 20));
    expect(run(pool, firm(1, 5_000, 50))).toEqual([
      ['firmed', 1, 5_000],
      ['traded', 1, 2, 10_100, 3_000, 2_000, 0],
    ]);
    expect(restingConditionals(pool, 'Buy')).toEqual([[1, 2_000, 'Free']]);
    expect(nextDeadlineNs(pool)).toBe(Number.POSITIVE_INFINITY);
  });

  test('firmed up for less, that is its quantity; what is left and no block goes back to its owner', () => {
    const { last } = after(buyer, seller, firm(1, 3_500), firm(2, 3_000));
    expect(last).toEqual([
      ['firmed', 2, 3_000],
      ['traded', 1, 2, 10_050, 3_000, 500, 0],
      ['canceled', 1, 500, 'Remainder', 1],
    ]);
  });

  test('who does not answer has lapsed and is out; the other is back in its place, before a later one', () => {
    const { pool, last } = after(buyer, seller, conditional(3, 'Buy', 5_000), firm(1, 5_000), expired(50));
    expect(last).toEqual([
      ['canceled', 2, 3_000, 'Lapsed', 2],
      ['returned', 1, 5_000, 'ContraLapsed', 1],
    ]);
    expect(run(pool, { ...conditional(4, 'Sell', 2_000), nowNs: 60 })).toEqual([
      ['accepted', 4],
      ['invited', 1, 1, 1_000, 110],
      ['invited', 4, 4, 1_000, 110],
    ]);
  });

  test('the other is matched anew at once where somebody waits', () => {
    const { last } = after(buyer, seller, conditional(3, 'Sell', 4_000), firm(1, 5_000), expired(50));
    expect(last?.slice(2)).toEqual([
      ['invited', 1, 1, 1_000, 100],
      ['invited', 3, 3, 1_000, 100],
    ]);
  });

  test('a cancel before the invitation costs nothing, during it counts as declined, once firm it is refused', () => {
    const { pool, last } = after(buyer, canceled(1));
    expect(last).toEqual([['canceled', 1, 5_000, 'Requested', 1]]);
    run(pool, buyer);
    run(pool, seller);
    run(pool, firm(2, 3_000));
    expect(run(pool, canceled(2))).toEqual([['rejected', 2, 'Committed']]);
    expect(run(pool, canceled(1))).toEqual([
      ['canceled', 1, 5_000, 'Declined', 1],
      ['returned', 2, 3_000, 'ContraLapsed', 2],
    ]);
  });

  test('a midpoint that has left a cap by the time both are firm sends both back, and nobody has lapsed', () => {
    const { pool, last } = after(
      conditional(1, 'Buy', 5_000, { px: 10_050 }),
      seller,
      firm(1, 5_000),
      midpoint(10_051, 20),
      firm(2, 3_000, 30),
    );
    expect(last).toEqual([
      ['firmed', 2, 3_000],
      ['returned', 1, 5_000, 'OutsideCap', 1],
      ['returned', 2, 3_000, 'OutsideCap', 2],
    ]);
    expect(run(pool, midpoint(10_050, 40)).map((event) => event[0])).toEqual(['invited', 'invited']);
  });

  test('neither an owner meets himself, nor a cap the midpoint outside it, nor a minimum a smaller contra', () => {
    const { pool, all } = after(
      conditional(1, 'Buy', 5_000, { minQty: 4_000 }),
      conditional(2, 'Sell', 5_000, { owner: 1 }),
      conditional(3, 'Sell', 5_000, { px: 10_051 }),
      conditional(4, 'Sell', 3_900),
    );
    expect(all.filter((event) => event[0] === 'invited')).toEqual([]);
    expect(run(pool, { ...conditional(5, 'Sell', 4_000), nowNs: 5 }).slice(1)).toEqual([
      ['invited', 1, 1, 4_000, 55],
      ['invited', 5, 5, 4_000, 55],
    ]);
    expect(run(pool, firm(5, 3_900))).toEqual([['rejected', 5, 'BelowMinimum']]);
  });

  test('who firms up too few of his invitations is barred: his conditionals go, new ones are refused for a time', () => {
    const { pool, all } = after(
      buyer,
      seller,
      conditional(7, 'Sell', 1_000, { owner: 2, px: 20_000 }),
      expired(50),
    );
    // Both have lapsed once; nobody is judged by one invitation.
    expect(all.some((event) => event[0] === 'barred')).toBe(false);
    for (const id of [3, 4])
      run(pool, {
        ...conditional(id, id === 3 ? 'Buy' : 'Sell', 2_000, { owner: id === 3 ? 9 : 2 }),
        nowNs: 60,
      });
    run(pool, firm(3, 2_000, 70));
    expect(run(pool, expired(110))).toEqual([
      ['canceled', 4, 2_000, 'Lapsed', 2],
      ['barred', 2, 1_110],
      ['canceled', 7, 1_000, 'Barred', 2],
      ['returned', 3, 2_000, 'ContraLapsed', 9],
    ]);
    const again = { ...conditional(8, 'Sell', 2_000, { owner: 2 }) };
    expect(run(pool, { ...again, nowNs: 1_109 })).toEqual([['rejected', 8, 'Barred']]);
    expect(run(pool, { ...again, nowNs: 1_110 })[0]).toEqual(['accepted', 8]);
  });

  test('a halt withdraws invitations without a mark against anybody; when it ends they are invited again', () => {
    const { pool, last } = after(buyer, seller, firm(1, 5_000), midpoint(undefined, 20));
    expect(last).toEqual([
      ['returned', 1, 5_000, 'NoMidpoint', 1],
      ['returned', 2, 3_000, 'NoMidpoint', 2],
    ]);
    expect(run(pool, expired(60))).toEqual([]);
    expect(run(pool, firm(1, 5_000, 70))).toEqual([['rejected', 1, 'NotInvited']]);
    expect(run(pool, midpoint(10_050, 80))).toEqual([
      ['invited', 1, 1, 1_000, 130],
      ['invited', 2, 2, 1_000, 130],
    ]);
  });

  test.each([
    ['after the deadline', firm(1, 5_000, 51), 'TooLate'],
    ['for more than it is', firm(1, 5_100), 'BadQty'],
    ['for less than a block', firm(1, 900), 'BelowMinimum'],
    ['off the lot', firm(1, 1_050), 'OffLot'],
    ['for nothing', firm(1, 0), 'BadQty'],
    ['what nobody knows', firm(9, 5_000), 'UnknownOrder'],
    ['a small conditional', conditional(9, 'Buy', 900), 'BelowMinimum'],
    ['a conditional twice', { ...buyer, nowNs: 10 }, 'DuplicateId'],
    ['a minimum above the quantity', conditional(9, 'Buy', 1_000, { minQty: 1_100 }), 'BadQty'],
    ['a cap of nothing', conditional(9, 'Buy', 1_000, { px: 0 }), 'BadPx'],
    ['to cancel what nobody knows', canceled(9), 'UnknownOrder'],
  ])('refuses %s and changes nothing', (_, command, reason) => {
    const { pool } = after(buyer, seller);
    expect(run(pool, command as NaiveBlockCommand)[0]?.[2]).toBe(reason);
    expect(restingConditionals(pool, 'Buy')).toEqual([[1, 5_000, 'Invited']]);
    expect(nextDeadlineNs(pool)).toBe(50);
  });
});

describe('requests for quotes', () => {
  test('the best price at the deadline trades, the earliest of equals; the others lapse', () => {
    const { pool, last } = after(
      request(1, 'Buy', 5_000, 10_200),
      quote(2, 1, 10_200),
      quote(3, 1, 10_100),
      quote(4, 1, 10_100),
      expired(199),
    );
    expect(last).toEqual([]);
    expect(run(pool, expired(200))).toEqual([
      ['traded', 3, 1, 10_100, 5_000, 0, 0],
      ['canceled', 2, 5_000, 'Lapsed', 2],
      ['canceled', 4, 5_000, 'Lapsed', 4],
    ]);
  });

  test('a seller takes the highest', () => {
    const { last } = after(request(1, 'Sell', 5_000), quote(2, 1, 10_000), quote(3, 1, 10_100), expired(200));
    expect(last?.[0]).toEqual(['traded', 3, 1, 10_100, 5_000, 0, 0]);
  });

  test('nothing is done outside the limit, nor where nobody quotes', () => {
    expect(after(request(1, 'Buy', 5_000, 10_000), quote(2, 1, 10_100), expired(200)).last).toEqual([
      ['canceled', 1, 5_000, 'OutsideLimit', 1],
      ['canceled', 2, 5_000, 'Lapsed', 2],
    ]);
    expect(after(request(1, 'Buy', 5_000), expired(200)).last).toEqual([
      ['canceled', 1, 5_000, 'NoQuote', 1],
    ]);
  });

  test('neither request nor quote can be taken back; a halt withdraws both', () => {
    const { pool } = after(request(1, 'Buy', 5_000), quote(2, 1, 10_100));
    expect(run(pool, canceled(1))).toEqual([['rejected', 1, 'Committed']]);
    expect(run(pool, canceled(2))).toEqual([['rejected', 2, 'Committed']]);
    expect(run(pool, midpoint(undefined, 10))).toEqual([
      ['canceled', 1, 5_000, 'NoMidpoint', 1],
      ['canceled', 2, 5_000, 'NoMidpoint', 2],
    ]);
    expect(run(pool, request(3, 'Buy', 5_000))).toEqual([['rejected', 3, 'NoMidpoint']]);
    expect(nextDeadlineNs(pool)).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    ['on no request', quote(9, 8, 10_100), 'UnknownRequest'],
    ['off the tick', quote(9, 1, 10_150), 'OffTick'],
    ['of no price', quote(9, 1, 0), 'BadPx'],
    ['on one’s own request', quote(9, 1, 10_100, { owner: 1 }), 'OwnRequest'],
    ['twice', quote(9, 1, 10_100, { owner: 2 }), 'AlreadyQuoted'],
    ['under an id in use', quote(2, 1, 10_100, { owner: 3 }), 'DuplicateId'],
    ['after the deadline', quote(9, 1, 10_100, { nowNs: 201 }), 'TooLate'],
  ])('refuses a quote %s', (_, command, reason) => {
    const { pool } = after(request(1, 'Buy', 5_000), quote(2, 1, 10_200));
    expect(run(pool, command)).toEqual([['rejected', command.id, reason]]);
    expect(run(pool, expired(300))[0]).toEqual(['traded', 2, 1, 10_200, 5_000, 0, 0]);
  });
});
