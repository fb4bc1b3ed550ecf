/**
 * The matching engine against its naive twin and its laws, under random messages, sane and not. The number of
 * messages is `FAIRLEAD_FUZZ_CASES`; a million take some minutes:
 *
 *     FAIRLEAD_FUZZ_CASES=1000000 npx vitest run packages/book/src/matching-fuzz.test.ts
 */
import { digestOf, type Side } from '@fairlead/domain';
import {
  createNaiveMatcher,
  createRandom,
  MESSAGE_GRID,
  type NaiveCommand,
  type NaiveEvent,
  type NaiveOrder,
  orderMessage,
} from '@fairlead/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginAuction, inAuction, indicative, uncross } from './auction.ts';
import { cancelOrder, cancelOwner, expireOrders } from './cancel.ts';
import type { MatchSink } from './match-order.ts';
import { createMatchingBook, type MatchingBook } from './match-store.ts';
import { displayedLevels, levelAt, matchingLevelCount, matchingState, openQty } from './match-view.ts';
import { enterOrder, replaceOrder } from './matching.ts';
import { repricePegs } from './pegs.ts';

const MESSAGES = Number(process.env.FAIRLEAD_FUZZ_CASES ?? 10_000);
const SEED = 42;
const SIDES = ['Buy', 'Sell'] as const;

function recorder(): { readonly events: NaiveEvent[]; readonly sink: MatchSink } {
  const events: NaiveEvent[] = [];
  return {
    events,
    sink: {
      accepted: (id) => events.push(['accepted', id]),
      replaced: (id) => events.push(['replaced', id]),
      traded: (t) =>
        events.push([
          'traded',
          t.maker,
          t.taker,
          t.px,
          t.qty,
          t.makerOwner,
          t.takerOwner,
          t.makerLeaves,
          t.takerLeaves,
          t.aggressor,
        ]),
      canceled: (id, leaves, cause) => events.push(['canceled', id, leaves, cause]),
      rejected: (id, reason) => events.push(['rejected', id, reason]),
      levelChanged: (side, px, qty) => events.push(['level', side, px, qty]),
    },
  };
}

function apply(book: MatchingBook, command: NaiveCommand): NaiveEvent[] {
  const { events, sink } = recorder();
  switch (command.type) {
    case 'Enter':
      enterOrder(book, command, sink);
      break;
    case 'Cancel':
      cancelOrder(book, command.id, sink);
      break;
    case 'Replace':
      replaceOrder(book, command, sink);
      break;
    case 'Reprice':
      repricePegs(book, command, sink);
      break;
    case 'CancelOwner':
      cancelOwner(book, command.owner, sink);
      break;
    case 'Expire':
      expireOrders(book, sink);
      break;
    case 'Auction':
      if (inAuction(book)) uncross(book, command.referencePx, sink);
      else beginAuction(book, sink);
  }
  return events;
}

test('does what the naive twin does, event by event and state by state', () => {
  const messages = fc.array(
    fc.nat().map((seed) => orderMessage(createRandom(seed), 40)),
    { minLength: 1, maxLength: 120 },
  );
  fc.assert(
    fc.property(messages, (list) => {
      const book = createMatchingBook(MESSAGE_GRID);
      const twin = createNaiveMatcher(MESSAGE_GRID);
      for (const command of list) {
        expect(apply(book, command)).toEqual(twin.apply(command));
        expect(matchingState(book)).toEqual(twin.state());
        if (inAuction(book)) expect(indicative(book, 10_020)).toEqual(twin.indicative(10_020));
      }
    }),
    { seed: SEED, numRuns: 150 },
  );
});

/** What the events alone say that everybody has: nothing here asks the book. */
interface Ledger {
  readonly open: Map<number, { readonly order: NaiveOrder; leaves: number; display: number | undefined }>;
  /** Shares and cash by owner. */
  readonly shares: number[];
  readonly cash: number[];
  /** Displayed levels, from their changes. */
  readonly levels: Map<string, number>;
  entered: number;
  traded: number;
  canceled: number;
  /** By replaces, more less fewer. */
  grown: number;
}

const total = (numbers: Iterable<number>): number => [...numbers].reduce((sum, n) => sum + n, 0);

function post(ledger: Ledger, command: NaiveCommand, events: readonly NaiveEvent[]): void {
  const order = (id: unknown) => {
    const open = ledger.open.get(id as number);
    if (open === undefined) throw new Error(`an event names ${id}, which is not open`);
    return open;
  };
  const settle = (id: number, by: number, says: unknown): void => {
    const open = order(id);
    open.leaves -= by;
    expect(open.leaves).toBe(says);
    if (open.leaves === 0) ledger.open.delete(id);
  };
  for (const event of events) {
    if (event[0] === 'accepted' && command.type === 'Enter') {
      ledger.open.set(command.id, { order: command, leaves: command.qty, display: command.displayQty });
      ledger.entered += command.qty;
    } else if (event[0] === 'replaced' && command.type === 'Replace') {
      const open = order(command.id);
      ledger.grown += command.leavesQty - open.leaves;
      open.leaves = command.leavesQty;
      open.display = command.displayQty ?? open.display;
    } else if (event[0] === 'traded') {
      const [, maker, taker, px, qty, makerOwner, takerOwner, makerLeaves, takerLeaves, aggressor] =
        event as readonly number[];
      expect([order(maker).order.owner, order(taker).order.owner]).toEqual([makerOwner, takerOwner]);
      expect(order(taker).order.side).toBe(aggressor);
      expect(order(maker).order.side).not.toBe(aggressor);
      const bought = (aggressor as unknown) === 'Buy' ? qty! : -qty!;
      for (const [owner, sign] of [
        [takerOwner!, 1],
        [makerOwner!, -1],
      ] as const) {
        ledger.shares[owner]! += sign * bought;
        ledger.cash[owner]! -= sign * bought * px!;
      }
      settle(maker!, qty!, makerLeaves);
      settle(taker!, qty!, takerLeaves);
      ledger.traded += qty!;
    } else if (event[0] === 'canceled') {
      ledger.canceled += event[2] as number;
      settle(event[1] as number, event[2] as number, 0);
    } else if (event[0] === 'level') {
      const level = `${event[1]} ${event[2]}`;
      if (event[3] === 0) ledger.levels.delete(level);
      else ledger.levels.set(level, event[3] as number);
    }
  }
}

/** The best price of a side among orders that trade with anybody. */
function bestOf(book: MatchingBook, ledger: Ledger, side: Side): number | undefined {
  const prices = matchingState(book)
    .filter((o) => o.side === side && o.px !== undefined)
    .filter((o) => ledger.open.get(o.id)?.order.minQty === undefined)
    .map((o) => o.px as number);
  if (prices.length === 0) return undefined;
  return side === 'Buy' ? Math.max(...prices) : Math.min(...prices);
}

function audit(book: MatchingBook, ledger: Ledger): void {
  const state = matchingState(book);
  expect(state).toHaveLength(ledger.open.size);
  for (const { id, owner, leavesQty, shownQty } of state) {
    const open = ledger.open.get(id);
    expect([owner, leavesQty]).toEqual([open?.order.owner, open?.leaves]);
    expect(shownQty).toBeLessThanOrEqual(open?.display ?? leavesQty);
    expect(openQty(book, id)).toBe(leavesQty);
    if (open?.order.hidden === true || open?.order.peg === 'Mid') expect(shownQty).toBe(0);
  }
  expect(total(Array.from(ledger.open.values(), (o) => o.leaves))).toBe(
    ledger.entered + ledger.grown - 2 * ledger.traded - ledger.canceled,
  );
  expect([total(ledger.shares), total(ledger.cash)]).toEqual([0, 0]);
  const displayed = SIDES.flatMap((side) =>
    displayedLevels(book, side).map(({ px, qty }) => [`${side} ${px}`, qty] as const),
  );
  expect(new Map(displayed)).toEqual(ledger.levels);
  for (const side of SIDES) {
    for (let rank = 0; rank < matchingLevelCount(book, side); rank += 1) {
      const level = levelAt(book, side, rank)!;
      const there = state.filter((o) => o.place === 'Shown' && o.side === side && o.px === level.px);
      const ours = there.filter((o) => o.owner === 0);
      expect(level).toEqual({
        px: level.px,
        qty: total(there.map((o) => o.shownQty)),
        ownQty: total(ours.map((o) => o.shownQty)),
        count: there.length,
      });
    }
  }
  const bid = bestOf(book, ledger, 'Buy');
  const ask = bestOf(book, ledger, 'Sell');
  if (!inAuction(book) && bid !== undefined && ask !== undefined) expect(bid).toBeLessThan(ask);
}

test('keeps its laws and its priorities through any messages', () => {
  const book = createMatchingBook(MESSAGE_GRID);
  const twin = createNaiveMatcher(MESSAGE_GRID);
  const random = createRandom(SEED);
  const ledger: Ledger = {
    open: new Map(),
    shares: [0, 0, 0, 0],
    cash: [0, 0, 0, 0],
    levels: new Map(),
    entered: 0,
    traded: 0,
    canceled: 0,
    grown: 0,
  };
  const told = new Map<string, number>();
  let most = 0;
  for (let nth = 0; nth < MESSAGES; nth += 1) {
    const command = orderMessage(random, 150);
    const events = apply(book, command);
    const expected = twin.apply(command);
    if (JSON.stringify(events) !== JSON.stringify(expected)) {
      expect({ nth, command, events }).toEqual({ nth, command, events: expected });
    }
    post(ledger, command, events);
    for (const event of events) {
      const what = event[0] === 'rejected' ? `rejected ${event[2]}` : `${event[0]}`;
      told.set(what, (told.get(what) ?? 0) + 1);
    }
    most = Math.max(most, ledger.open.size);
    if (nth % 20 !== 0) continue;
    audit(book, ledger);
    if (nth % 100 === 0) expect(digestOf(matchingState(book))).toBe(digestOf(twin.state()));
  }
  if (MESSAGES > 100_000) {
    console.info(`${MESSAGES} messages, at most ${most} open: ${JSON.stringify(Object.fromEntries(told))}`);
  }
  // Nothing is so rare that the messages never meet it.
  const reasons = ['BadId', 'BadOwner', 'BadQty', 'OffLot', 'BadPx', 'OffTick', 'NeedsPx', 'BadTerms'];
  for (const reason of [...reasons, 'DuplicateId', 'WouldTake', 'InAuction', 'UnknownOrder']) {
    expect(told.get(`rejected ${reason}`)).toBeGreaterThan(0);
  }
  expect(ledger.traded).toBeGreaterThan(0);
}, 3_600_000);
