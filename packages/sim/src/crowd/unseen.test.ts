import { displayedLevels, matchingState, openQty } from '@fairlead/book';
import { nanos } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import { type BookState, CROWD, type World } from '../world/state.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const OPEN_NS = 34_200e9;

function scenarioOf(hiddenProb: number, icebergProb: number): Scenario {
  const sample = sampleScenario({ venues: 2, instruments: 1, noise: 50 });
  return {
    ...sample,
    crowd: sample.crowd.map((each) => ({ ...each, activity: 3, hiddenProb, icebergProb })),
    events: [
      { type: 'Auction', instrument: 0, venue: undefined, atNs: nanos(OPEN_NS + 40e9), lastsNs: 20e9 },
      { type: 'Outage', venue: 1, atNs: nanos(OPEN_NS + 80e9), lastsNs: 5e9 },
    ],
  };
}

const booksOf = (world: World): BookState[] =>
  world.feeds.flatMap((feed) => (feed.type === 'Book' ? [feed] : []));

/** Shares that trade against each kind of the crowd's orders. */
function traded(world: World): { hidden: number; iceberg: number; all: number } {
  const shares = { hidden: 0, iceberg: 0, all: 0 };
  for (const feed of booksOf(world)) {
    const kinds = new Map<number, 'hidden' | 'iceberg'>();
    const inner = feed.sink;
    feed.sink = {
      ...inner,
      accepted: (id) => {
        if (world.command.hidden === true) kinds.set(id, 'hidden');
        else if (world.command.displayQty !== undefined) kinds.set(id, 'iceberg');
        inner.accepted(id);
      },
      traded: (trade) => {
        const kind = kinds.get(trade.maker);
        if (kind !== undefined) shares[kind] += trade.qty;
        shares.all += trade.qty;
        inner.traded(trade);
      },
    };
  }
  return shares;
}

test('the crowd knows each order that it has, shown or not, through an auction and an outage', () => {
  const world = createWorld(scenarioOf(0.3, 0.1), 5);
  const most = { hidden: 0, iceberg: 0 };
  for (let s = 1; s <= 120; s += 1) {
    runWorld(world, OPEN_NS + s * 1e9, SILENT);
    for (const { crowd, book, status, venue } of booksOf(world)) {
      if (crowd === undefined || status !== 'Open' || venue.down) continue;
      const unseen = [...crowd.unseen.ids.keys()].filter((id) => openQty(book, id) !== undefined);
      const known = [...[...crowd.mine.values()].flat(), ...unseen].sort((a, b) => a - b);
      const open = matchingState(book).filter(({ owner }) => owner === CROWD);
      expect(open.map(({ id }) => id).sort((a, b) => a - b)).toEqual(known);
      most.hidden = Math.max(most.hidden, open.filter(({ place }) => place === 'Hidden').length);
      const icebergs = open.filter(({ shownQty, leavesQty }) => shownQty > 0 && shownQty < leavesQty);
      most.iceberg = Math.max(most.iceberg, icebergs.length);
      const shown = displayedLevels(book, 'Buy').reduce((sum, { qty }) => sum + qty, 0);
      const bids = matchingState(book).filter(({ side }) => side === 'Buy');
      expect(shown).toBe(bids.reduce((sum, { shownQty }) => sum + shownQty, 0));
    }
  }
  expect(most.hidden).toBeGreaterThan(2);
  expect(most.iceberg).toBeGreaterThan(2);
  expect(world.failures).toEqual([]);
});

test('who takes finds some of it, and none where there is none', () => {
  const world = createWorld(scenarioOf(0.3, 0.1), 6);
  const shares = traded(world);
  runWorld(world, OPEN_NS + 120e9, SILENT);
  expect(shares.hidden / shares.all).toBeGreaterThan(0.02);
  expect(shares.iceberg / shares.all).toBeGreaterThan(0.02);
  expect(shares.hidden / shares.all).toBeLessThan(0.5);

  const plain = createWorld(scenarioOf(0, 0), 6);
  const none = traded(plain);
  runWorld(plain, OPEN_NS + 120e9, SILENT);
  expect(none).toMatchObject({ hidden: 0, iceberg: 0 });
  expect(none.all).toBeGreaterThan(0);
});
