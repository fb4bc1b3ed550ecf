import { restingConditionals } from '@fairlead/book';
import { micros, nanos, type Side, venueId } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { RESTING } from '../kernel/flight.ts';
import { setWake } from '../kernel/wakes.ts';
import type { Answer, Asked, Participant } from '../participants/participant.ts';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario, VenueSetup } from '../scenario/scenario.ts';
import { createWorld } from './build.ts';
import { worldReference } from './client.ts';
import { createDesk, type Desk, type Seat } from './desk.ts';
import { hashText } from './hash.ts';
import { runWorld } from './run.ts';
import type { World } from './state.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const MINUTE = 60e9;

const ofVenue = (id: string) => ({
  link: { jitterShare: 0.15, tailProb: 0.01, loadNs: 1_000 },
  rejectProb: 0,
  venue: {
    id: venueId(id),
    name: id,
    kind: 'DarkMidpoint' as const,
    fees: { takeMicros: micros(1_000), makeMicros: micros(1_000) },
    latencyNs: 150_000,
    origin: 'Simulated' as const,
  },
});
const flow = { volumeShare: 0.2, emptyProb: 0.5, sizeExponent: 1.2, maxSize: 50 };
const dark: VenueSetup = {
  type: 'Dark',
  ...ofVenue('DARK-1'),
  minQty: 50,
  hidden: [
    { ...flow, informedProb: 0.1 },
    { ...flow, emptyProb: 0.8, informedProb: 0.3 },
  ],
  leakProb: 0.1,
};
const block = (perHour = 60): VenueSetup => ({
  type: 'Block',
  ...ofVenue('BLOCK-1'),
  minQty: 2_000,
  firmUpNs: 2e9,
  interest: { perHour, restNs: 300e9, sizeExponent: 1.5, maxSize: 20, firmProb: 0.7 },
});

function scenario(of: { readonly perHour?: number; readonly traders?: number } = {}): Scenario {
  const sample = sampleScenario({ venues: 2, instruments: 2, noise: 20 });
  return {
    ...sample,
    venues: [...sample.venues, dark, block(of.perHour)],
    participants: [
      ...sample.participants,
      {
        kind: 'blockTrader',
        count: of.traders ?? 10,
        config: {
          blocksPerHour: 60,
          size: 40,
          capBps: 10,
          patienceS: 120,
          requestProb: 0.4,
          firmUpProb: 0.8,
          quoteProb: 0.6,
          concessionBps: 3,
        },
        distanceNs: 1_000_000,
        dataNs: 1_000_000,
        computeNs: 1_000,
      },
    ],
  };
}

interface Printed {
  readonly venue: string;
  readonly px: number;
  readonly qty: number;
}

function run(seed: number, of: { readonly minutes: number; readonly scenario?: Scenario }) {
  const world = createWorld(of.scenario ?? scenario(), seed);
  const printed: Printed[] = [];
  const said = new Set<string>();
  runWorld(world, world.now + of.minutes * MINUTE, {
    ...SILENT,
    event: (event) => {
      said.add(event.venue);
      if (event.type === 'TradePrinted') printed.push({ venue: event.venue, px: event.px, qty: event.qty });
    },
  });
  return { world, printed, said };
}

test('a pool has hidden flow that crosses at the midpoint, never below the minimum of the venue', () => {
  const { world, printed } = run(1, { minutes: 10 });
  const crossed = printed.filter(({ venue }) => venue === 'DARK-1');
  expect(crossed.length).toBeGreaterThan(100);
  for (const { px, qty } of crossed) {
    expect(px % 50).toBe(0);
    expect(qty).toBeGreaterThanOrEqual(50);
  }
  expect(world.failures).toEqual([]);
});

test('blocks are traded by conditionals and by requests, in size, and the client hears nothing of the venue', () => {
  const { world, said } = run(2, { minutes: 20 });
  const [venue] = world.venues.slice(-1);
  expect(venue?.trades).toBeGreaterThan(5);
  expect((venue?.volume ?? 0) / (venue?.trades ?? 1)).toBeGreaterThanOrEqual(2_000);
  expect(said).not.toContain('BLOCK-1');
  expect(worldReference(world).venues.map(({ id }) => id)).toEqual(['LIT-1', 'LIT-2', 'DARK-1']);
  expect(world.failures).toEqual([]);
});

test('shares and cash are conserved over hidden flow, natural interest, institutions and fees', () => {
  const { world } = run(3, { minutes: 15 });
  const count = world.instruments.length;
  for (const { index } of world.instruments)
    expect(world.shares.filter((_, i) => i % count === index).reduce((sum, held) => sum + held, 0)).toBe(0);
  const fees = world.venues.reduce((sum, venue) => sum + venue.feesMicros, 0);
  expect(world.cash.reduce((sum, cash) => sum + cash, 0) + fees).toBe(0);
});

test('equal seeds give equal hashes, and a run in pieces is the run in one', () => {
  const whole = run(4, { minutes: 5 }).world;
  const pieces = createWorld(scenario(), 4);
  const end = pieces.now + 5 * MINUTE;
  while (pieces.now < end) runWorld(pieces, Math.min(end, pieces.now + 333_333_333), SILENT);
  expect(hashText(pieces.hash)).toBe(hashText(whole.hash));
  expect(pieces.events).toBe(whole.events);
});

/** Puts a participant of the test's own on the last seat. */
function seated(world: World, back: number, made: (desk: Desk) => Participant): Seat {
  const seat = world.seats.at(-back) as Seat;
  setWake(world.wakes, seat.owner, Number.POSITIVE_INFINITY);
  seat.participant = made(createDesk(world, seat));
  return seat;
}

test('two institutions are invited, firm up and trade; what they heard is what the venue booked', () => {
  const world = createWorld(scenario({ perHour: 0, traders: 2 }), 5);
  const venue = world.venues.length - 1;
  const heard: string[] = [];
  const institution = (side: Side) => (desk: Desk) => ({
    wake: () => {
      if (desk.orders.size === 0)
        desk.send({ venue, instrument: 0, side, qty: side === 'Buy' ? 5_000 : 3_000, terms: RESTING });
    },
    told: ({ type, order, of }: Answer) => {
      heard.push(`${side} ${type}`);
      if (type === 'Invited' && of !== undefined) desk.firmUp(order, of.leavesQty);
    },
  });
  const [buyer, seller] = [seated(world, 2, institution('Buy')), seated(world, 1, institution('Sell'))];
  runWorld(world, world.now + MINUTE, SILENT);
  for (const seat of [buyer, seller]) seat.participant.wake();
  runWorld(world, world.now + MINUTE, SILENT);
  expect(heard.toSorted()).toEqual([
    'Buy Accepted',
    'Buy Invited',
    'Buy Traded',
    'Sell Accepted',
    'Sell Invited',
    'Sell Traded',
  ]);
  expect([buyer.shares[0], seller.shares[0]]).toEqual([3_000, -3_000]);
  expect([...buyer.orders.values()].map(({ leavesQty }) => leavesQty)).toEqual([2_000]);
  expect(buyer.cashMicros + seller.cashMicros).toBe(-2 * 3_000 * 1_000);
});

test('one that never firms up is barred, and hears so when it tries again', () => {
  const world = createWorld(scenario({ perHour: 2_000, traders: 1 }), 6);
  const venue = world.venues.length - 1;
  const reasons: (string | undefined)[] = [];
  const idler = seated(world, 1, (desk) => ({
    wake: () => {
      desk.send({ venue, instrument: 0, side: 'Buy', qty: 4_000, terms: RESTING });
      desk.wakeIn(20e9);
    },
    told: ({ type, reason }) => {
      if (type === 'Canceled' || type === 'Rejected') reasons.push(reason);
    },
  }));
  runWorld(world, world.now + 1e9, SILENT);
  idler.participant.wake();
  runWorld(world, world.now + 5 * MINUTE + 5e9, SILENT);
  expect(reasons.slice(0, 5)).toEqual(['Lapsed', 'Lapsed', 'Lapsed', 'Lapsed', 'Lapsed']);
  expect(reasons.at(-1)).toBe('Barred');
  expect(idler.orders.size).toBe(0);
});

test('a request is answered by others, never by its owner, and takes the best quote', () => {
  const world = createWorld(scenario({ perHour: 0, traders: 3 }), 7);
  const venue = world.venues.length - 1;
  const asked: string[] = [];
  const dealer = (name: string, px: number) => (desk: Desk) => {
    desk.answerRequests(venue);
    return {
      wake: () => void desk.request({ venue, instrument: 0, side: 'Buy', qty: 5_000, px: 2_000_000 }),
      asked: (of: Asked) => {
        asked.push(`${name} ${of.side} ${of.qty}`);
        desk.quote(of, px);
      },
    };
  };
  const requester = seated(world, 3, dealer('A', 900_000));
  seated(world, 2, dealer('B', 1_000_300));
  const cheaper = seated(world, 1, dealer('C', 1_000_200));
  runWorld(world, world.now + 1e9, SILENT);
  requester.participant.wake();
  runWorld(world, world.now + MINUTE, SILENT);
  expect(new Set(asked)).toEqual(new Set(['B Buy 5000', 'C Buy 5000']));
  expect([requester.shares[0], cheaper.shares[0]]).toEqual([5_000, -5_000]);
  expect(requester.cashMicros).toBe(-5_000 * 1_000_200 * 100 - 5_000 * 1_000);
  for (const seat of world.seats) if (seat?.kind === 'blockTrader') expect(seat.orders.size).toBe(0);
});

test('natural interest leaves when its time is over, and what the world keeps of it is what rests', () => {
  const world = createWorld(scenario({ perHour: 600, traders: 4 }), 8);
  const blocks = world.instruments.flatMap((of) => of.blocks);
  runWorld(world, world.now + 20 * MINUTE, SILENT);
  const resting = blocks.reduce((sum, { natural }) => sum + natural.size, 0);
  // By Little's law 600 an hour and side that stay five minutes each would be 200; blocks that traded left earlier.
  expect(resting).toBeGreaterThan(10);
  expect(resting).toBeLessThan(260);
  for (const feed of blocks) {
    const told = (['Buy', 'Sell'] as const).flatMap((side) => restingConditionals(feed.pool, side));
    const owned = told.filter(([id]) => feed.natural.has(id));
    expect(new Map(owned.map(([id, qty]) => [id, qty]))).toEqual(feed.natural);
  }
});

test('an outage ends what rests at a block venue, and whoever it was hears so when the venue is back', () => {
  const atNs = 34_200e9 + MINUTE;
  const sample = scenario({ perHour: 0, traders: 1 });
  const outage = { type: 'Outage' as const, venue: 3, atNs: nanos(atNs), lastsNs: 30e9 };
  const world = createWorld({ ...sample, events: [outage] }, 9);
  const heard: string[] = [];
  const seat = seated(world, 1, (desk) => ({
    wake: () => void desk.send({ venue: 3, instrument: 0, side: 'Buy', qty: 4_000, terms: RESTING }),
    told: ({ type }) => heard.push(type),
  }));
  runWorld(world, atNs - 1e9, SILENT);
  seat.participant.wake();
  runWorld(world, atNs + 20e9, SILENT);
  expect(heard).toEqual(['Accepted']);
  expect(restingConditionals(world.instruments[0]!.blocks[0]!.pool, 'Buy')).toEqual([]);
  runWorld(world, atNs + 31e9, SILENT);
  expect(heard).toEqual(['Accepted', 'Canceled']);
  expect(seat.orders.size).toBe(0);
});
