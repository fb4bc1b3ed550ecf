/** A matching book that tells in lists what it says to its sink. */
import type { Side } from '@fairlead/domain';
import type { MatchOrder, MatchReplace, MatchSink, SelfTrade } from '../src/match-order.ts';
import { createMatchingBook } from '../src/match-store.ts';
import { ordersAtPx } from '../src/match-view.ts';
import { enterOrder, replaceOrder } from '../src/matching.ts';
import { repricePegs } from '../src/pegs.ts';

export type Event = readonly (string | number)[];

/** A book with a tick of 100 and a lot of 10, told by events: `['traded', maker, taker, px, qty]` and so on. */
export function venue(selfTrade?: SelfTrade) {
  const book = createMatchingBook({ tick: 100, lot: 10, selfTrade, anonymous: 1 });
  const events: Event[] = [];
  const sink: MatchSink = {
    accepted: (id) => events.push(['accepted', id]),
    replaced: (id) => events.push(['replaced', id]),
    traded: (t) => events.push(['traded', t.maker, t.taker, t.px, t.qty]),
    canceled: (id, leaves, cause) => events.push(['canceled', id, leaves, cause]),
    rejected: (id, reason) => events.push(['rejected', id, reason]),
    levelChanged: (side, px, qty) => events.push(['level', side, px, qty]),
  };
  const said = (command: () => unknown): Event[] => {
    events.length = 0;
    command();
    return [...events];
  };
  return {
    book,
    sink,
    said,
    enter: (id: number, side: Side, qty: number, px?: number, more: Partial<MatchOrder> = {}) =>
      said(() =>
        enterOrder(book, { id, owner: 1, side, qty, px, timeInForce: 'Day', postOnly: false, ...more }, sink),
      ),
    replace: (to: MatchReplace) => said(() => replaceOrder(book, to, sink)),
    reprice: (bidPx?: number, askPx?: number) => said(() => repricePegs(book, { bidPx, askPx }, sink)),
    queue: (side: Side, px: number) => [...ordersAtPx(book, side, px)].map(({ id }) => id),
  };
}

export const trades = (events: readonly Event[]) => events.filter(([what]) => what === 'traded');
