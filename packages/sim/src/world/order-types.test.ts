import { expect, test } from 'vitest';
import type { Terms } from '../kernel/flight.ts';
import type { Answer, Participant } from '../participants/participant.ts';
import { sampleScenario } from '../scenario/sample.ts';
import { createWorld } from './build.ts';
import { createDesk, type Desk } from './desk.ts';
import { runWorld } from './run.ts';
import type { World } from './state.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const TICK = 100;

/** One quiet venue with queues of the crowd, and a seat that does as it is told. */
function stand() {
  const scenario = sampleScenario({ venues: 2, instruments: 1, noise: 1 });
  const world = createWorld(
    { ...scenario, crowd: scenario.crowd.map((each) => ({ ...each, activity: 1e-6 })) },
    21,
  );
  const seat = world.seats.at(-1);
  if (seat === undefined) throw new Error('no seat');
  const answers: Answer[] = [];
  seat.participant = {
    wake: () => {},
    told: (answer) => void answers.push({ ...answer }),
  } satisfies Participant;
  const desk = createDesk(world, seat);
  runWorld(world, world.now + 1e9, SILENT);
  return { world, desk, answers };
}

const settle = (world: World): void => runWorld(world, world.now + 1e8, SILENT);

function send(
  desk: Desk,
  of: { px?: number; qty: number; side?: 'Buy' | 'Sell'; terms: Partial<Terms> },
): number {
  const { px, qty, side = 'Buy', terms } = of;
  return desk.send({
    venue: 0,
    instrument: 0,
    side,
    qty,
    ...(px === undefined ? {} : { px }),
    terms: { timeInForce: 'Day', postOnly: false, hidden: false, ...terms },
  });
}

test('a hidden order shows nothing and trades at its price', () => {
  const { world, desk, answers } = stand();
  const before = { ...desk.touch(0, 0) };
  const px = before.bidPx + (before.askPx - before.bidPx > TICK ? TICK : 0);
  send(desk, { px, qty: 700, terms: { hidden: true } });
  settle(world);
  expect({ ...desk.touch(0, 0) }).toEqual(before);
  send(desk, { side: 'Sell', px, qty: 100_000, terms: { timeInForce: 'ImmediateOrCancel' } });
  settle(world);
  expect(answers.filter(({ type, passive }) => type === 'Traded' && passive)).toHaveLength(1);
});

test('an iceberg shows a part at a time', () => {
  const { world, desk } = stand();
  const { bidPx, bidQty } = desk.touch(0, 0);
  const shown = bidQty;
  send(desk, { px: bidPx, qty: 5_000, terms: { displayQty: 400 } });
  settle(world);
  expect(desk.touch(0, 0).bidQty).toBe(shown + 400);
});

test('an immediate order with a minimum does all of it or nothing', () => {
  const { world, desk, answers } = stand();
  const { askPx, askQty } = desk.touch(0, 0);
  send(desk, { px: askPx, qty: askQty + 2, terms: { timeInForce: 'ImmediateOrCancel', minQty: askQty + 1 } });
  settle(world);
  expect(answers.map(({ type }) => type)).toEqual(['Accepted', 'Canceled']);
});

test('a peg follows the best bid of all venues, and a mid peg stays unseen', () => {
  const { world, desk } = stand();
  const { bidPx } = { ...desk.best(0) };
  send(desk, { qty: 300, px: bidPx + 50 * TICK, terms: { peg: { to: 'Near', offsetTicks: 0 } } });
  settle(world);
  const [feed] = world.feeds;
  if (feed?.type !== 'Book') throw new Error('no book');
  const own = desk.touch(0, 0).bidPx;
  expect(own).toBe(desk.best(0).bidPx);
  // The other venue takes the lead by a tick, where there is room.
  const { askPx } = { ...desk.best(0) };
  if (askPx - bidPx <= TICK) {
    desk.send({
      venue: 0,
      instrument: 0,
      side: 'Buy',
      px: askPx,
      qty: 1e6,
      terms: { timeInForce: 'ImmediateOrCancel', postOnly: false, hidden: false },
    });
    desk.send({
      venue: 1,
      instrument: 0,
      side: 'Buy',
      px: askPx,
      qty: 1e6,
      terms: { timeInForce: 'ImmediateOrCancel', postOnly: false, hidden: false },
    });
    settle(world);
  }
  const lead = bidPx + TICK;
  desk.send({
    venue: 1,
    instrument: 0,
    side: 'Buy',
    px: lead,
    qty: 200,
    terms: { timeInForce: 'Day', postOnly: true, hidden: false },
  });
  settle(world);
  expect(desk.best(0).bidPx).toBeGreaterThanOrEqual(lead);
  expect(desk.touch(0, 0).bidPx).toBe(desk.best(0).bidPx);
});
