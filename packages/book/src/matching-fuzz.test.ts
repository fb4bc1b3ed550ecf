/**
 * The matching engine against its naive twin and its laws, under random messages, sane and not. The number of
 * messages is `FAIRLEAD_FUZZ_CASES`; a million take some minutes:
 *
 *     FAIRLEAD_FUZZ_CASES=1000000 npx vitest run packages/book/src/matching-fuzz.test.ts
 */
import { digestOf, type Side } from '@fairlead/domain';
import {
  createLedger,
  createNaiveMatcher,
  createRandom,
  type Ledger,
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
import { type MatchSink, OURS } from './match-order.ts';
import { createMatchingBook, type MatchingBook } from './match-store.ts';
import { displayedLevels, levelAt, matchingLevelCount, matchingState, openQty } from './match-view.ts';
import { enterOrder, replaceOrder } from './matching.ts';
import { repricePegs } from './pegs.ts';

const MESSAGES = Number(process.env.FAIRLEAD_FUZZ_CASES ?? 30_000);
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

function apply(book: MatchingBook, command: NaiveCommand, sink: MatchSink): void {
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
}

const RULES = [
  {},
  { selfTrade: 'CancelNew', anonymous: 3 },
  { selfTrade: 'CancelResting', anonymous: 3 },
] as const;

test.each(RULES)('does what the naive twin does, event by event and state by state: %o', (rules) => {
  const messages = fc.array(
    fc.nat().map((seed) => orderMessage(createRandom(seed), 40)),
    { minLength: 1, maxLength: 120 },
  );
  fc.assert(
    fc.property(messages, (list) => {
      const book = createMatchingBook({ ...MESSAGE_GRID, ...rules });
      const twin = createNaiveMatcher({ ...MESSAGE_GRID, ...rules });
      for (const command of list) {
        const { events, sink } = recorder();
        apply(book, command, sink);
        expect(events).toEqual(twin.apply(command));
        expect(matchingState(book)).toEqual(twin.state());
        if (inAuction(book)) expect(indicative(book, 10_020)).toEqual(twin.indicative(10_020));
      }
    }),
    { seed: SEED, numRuns: 100 },
  );
});

/** What everybody is told, and what follows from it alone: nothing here asks the book. */
interface Witness {
  readonly ledger: Ledger;
  /** By id, the latest order accepted and what it may display. */
  readonly orders: Map<number, { readonly order: NaiveOrder; readonly display: number | undefined }>;
  /** Displayed levels, from their changes. */
  readonly levels: Map<string, number>;
  readonly sink: (command: NaiveCommand, heard: MatchSink) => MatchSink;
}

function createWitness(): Witness {
  const ledger = createLedger();
  const orders: Witness['orders'] = new Map();
  const levels = new Map<string, number>();
  return {
    ledger,
    orders,
    levels,
    sink: (command, heard) => ({
      accepted: (id) => {
        heard.accepted(id);
        if (command.type !== 'Enter') throw new Error(`accepted ${command.type}`);
        ledger.opened(id, command);
        orders.set(id, { order: command, display: command.displayQty });
      },
      replaced: (id) => {
        heard.replaced(id);
        if (command.type !== 'Replace') throw new Error(`replaced ${command.type}`);
        ledger.resized(id, command.leavesQty);
        const { order, display } = orders.get(id)!;
        orders.set(id, { order, display: command.displayQty ?? display });
      },
      traded: (trade) => {
        heard.traded(trade);
        ledger.traded(trade);
      },
      canceled: (id, leaves, cause, owner) => {
        heard.canceled(id, leaves, cause, owner);
        same(owner, orders.get(id)?.order.owner, "who is told of a cancel is the order's owner");
        ledger.closed(id, leaves);
      },
      rejected: heard.rejected,
      levelChanged: (side, px, qty) => {
        heard.levelChanged(side, px, qty);
        if (qty === 0) levels.delete(`${side} ${px}`);
        else levels.set(`${side} ${px}`, qty);
      },
    }),
  };
}

/** Throws; `expect` would keep a record of each of some ten million comparisons. */
function same(is: unknown, should: unknown, law: string): void {
  const [a, b] = [JSON.stringify(is), JSON.stringify(should)];
  if (a !== b) throw new Error(`${law}: ${a}, not ${b}`);
}

function audit(book: MatchingBook, { ledger, orders, levels }: Witness): void {
  const state = matchingState(book);
  ledger.settle();
  for (const side of SIDES) {
    const open = state.filter((o) => o.side === side).map((o) => [o.id, o.leavesQty] as const);
    same(
      open.toSorted((a, b) => a[0] - b[0]),
      ledger.all(side),
      'what is open is what came less what went',
    );
  }
  for (const { id, owner, leavesQty, shownQty } of state) {
    const { order, display } = orders.get(id)!;
    same([owner, openQty(book, id)], [order.owner, leavesQty], "an order is its owner's");
    const mayShow = order.hidden === true || order.peg === 'Mid' ? 0 : (display ?? leavesQty);
    same(shownQty <= mayShow, true, `order ${id} shows no more than it may`);
  }
  const displayed = SIDES.flatMap((side) =>
    displayedLevels(book, side).map(({ px, qty }) => [`${side} ${px}`, qty] as const),
  );
  const heard = [...levels].toSorted(([a], [b]) => a.localeCompare(b));
  same(
    displayed.toSorted(([a], [b]) => a.localeCompare(b)),
    heard,
    'what was told is what is displayed',
  );
  for (const side of SIDES) {
    for (let rank = 0; rank < matchingLevelCount(book, side); rank += 1) {
      const { px, qty, ownQty, count } = levelAt(book, side, rank)!;
      const there = state.filter((o) => o.place === 'Shown' && o.side === side && o.px === px);
      const shown = (these: typeof there): number => these.reduce((sum, o) => sum + o.shownQty, 0);
      const ours = there.filter((o) => o.owner === OURS);
      same(
        [qty, ownQty, count],
        [shown(there), shown(ours), there.length],
        'a level is the sum of its orders',
      );
    }
  }
  if (inAuction(book)) return;
  // Only an order with a minimum may stand through the other side.
  const prices = (side: Side): number[] =>
    state.flatMap((o) => {
      const standsThrough = orders.get(o.id)!.order.minQty !== undefined;
      return o.side === side && o.px !== undefined && !standsThrough ? o.px : [];
    });
  const isCrossed = Math.max(...prices('Buy')) >= Math.min(...prices('Sell'));
  same(isCrossed, false, 'the book is crossed');
}

/** A third of the messages under each of the rules. */
const MESSAGES_EACH = Math.ceil(MESSAGES / RULES.length);

test.each(RULES)(
  'keeps its laws and its priorities through any messages: %o',
  (rules) => {
    const book = createMatchingBook({ ...MESSAGE_GRID, ...rules });
    const twin = createNaiveMatcher({ ...MESSAGE_GRID, ...rules });
    const random = createRandom(SEED);
    const witness = createWitness();
    const told = new Map<string, number>();
    const count = (what: string): void => void told.set(what, (told.get(what) ?? 0) + 1);
    const guards = 'selfTrade' in rules;
    let most = 0;
    for (let nth = 0; nth < MESSAGES_EACH; nth += 1) {
      const command = orderMessage(random, 150);
      const { events, sink } = recorder();
      apply(book, command, witness.sink(command, sink));
      const expected = twin.apply(command);
      if (JSON.stringify(events) !== JSON.stringify(expected)) {
        expect({ nth, command, events }).toEqual({ nth, command, events: expected });
      }
      for (const event of events) {
        const [what, , , reason] = event;
        count(
          what === 'rejected'
            ? `rejected ${event[2]}`
            : what === 'canceled'
              ? `canceled ${reason}`
              : `${what}`,
        );
        if (what !== 'traded' || event[5] !== event[6]) continue;
        count('traded with itself');
        const allowed = !guards || command.type === 'Auction' || event[5] === rules.anonymous;
        same(allowed, true, 'only in an auction, or if anonymous, does an owner trade with itself');
      }
      if (nth % 50 !== 0) continue;
      audit(book, witness);
      const state = matchingState(book);
      most = Math.max(most, state.length);
      same(digestOf(state), digestOf(twin.state()), 'the twin has the same orders in the same order');
    }
    if (MESSAGES > 100_000) {
      const volume = witness.ledger.settle();
      console.info(
        `${MESSAGES_EACH} messages, up to ${most} open, ${volume} shares: ${JSON.stringify(Object.fromEntries(told))}`,
      );
    }
    // Nothing is so rare that the messages never meet it.
    const reasons = ['BadId', 'BadOwner', 'BadQty', 'OffLot', 'BadPx', 'OffTick', 'NeedsPx', 'BadTerms'];
    for (const reason of [...reasons, 'DuplicateId', 'WouldTake', 'InAuction', 'UnknownOrder']) {
      expect(told.get(`rejected ${reason}`)).toBeGreaterThan(0);
    }
    expect(told.get('traded with itself')).toBeGreaterThan(0);
    expect(told.has('canceled SelfTrade')).toBe(guards);
    expect(witness.ledger.settle()).toBeGreaterThan(0);
  },
  3_600_000,
);
