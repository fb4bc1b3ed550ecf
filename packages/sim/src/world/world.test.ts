import { expect, test } from 'vitest';
import { expectConserved } from '../../test/client.ts';
import type { Participant } from '../participants/participant.ts';
import { sampleScenario } from '../scenario/sample.ts';
import { createWorld } from './build.ts';
import { hashText } from './hash.ts';
import { runWorld } from './run.ts';
import type { World } from './state.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const MINUTE = 60e9;

function run(seed: number, of: { readonly minutes: number; readonly world?: (world: World) => void }): World {
  const world = createWorld(sampleScenario(), seed);
  of.world?.(world);
  runWorld(world, world.now + of.minutes * MINUTE, SILENT);
  return world;
}

test('equal seeds give equal hashes, other seeds others', () => {
  const hashes = [1, 1, 2].map((seed) => hashText(run(seed, { minutes: 5 }).hash));
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[0]).not.toBe(hashes[2]);
});

test('a run in pieces is the run in one', () => {
  const whole = run(3, { minutes: 3 });
  const pieces = createWorld(sampleScenario(), 3);
  const end = pieces.now + 3 * MINUTE;
  while (pieces.now < end) runWorld(pieces, Math.min(end, pieces.now + 777_777_777), SILENT);
  expect(hashText(pieces.hash)).toBe(hashText(whole.hash));
  expect(pieces.events).toBe(whole.events);
});

test('shares and cash are conserved over everybody and the venues that take the fees', () => {
  const world = run(4, { minutes: 10 });
  expect(world.venues.reduce((sum, venue) => sum + venue.feesMicros, 0)).not.toBe(0);
  expectConserved(world);
});

test('what a participant has heard of catches up with what the venues booked', () => {
  const world = run(5, { minutes: 5 });
  for (const seat of world.seats) if (seat !== undefined) seat.out = true;
  runWorld(world, world.now + MINUTE, SILENT);
  for (const seat of world.seats) {
    if (seat === undefined) continue;
    const at = seat.owner * world.instruments.length;
    // Their resting orders may still have traded at the very end.
    expect([...seat.shares]).toEqual([...world.shares.subarray(at, at + world.instruments.length)]);
    expect(seat.cashMicros).toBe(world.cash[seat.owner]);
  }
});

test('one that throws is out, its orders with it; its seed and event are told, and lead there again', () => {
  const armed = (world: World): void => {
    const seat = world.seats[5];
    if (seat === undefined) throw new Error('no such seat');
    const inner: Participant = seat.participant;
    let wakes = 0;
    seat.participant = {
      wake() {
        if (++wakes > 3) throw new Error('a bug of its own');
        inner.wake();
      },
    };
  };
  const world = run(6, { minutes: 5, world: armed });
  expect(world.failures).toHaveLength(1);
  const failure = world.failures[0];
  expect(failure).toMatchObject({ seed: 6, participant: 'noise-4', error: new Error('a bug of its own') });

  const again = createWorld(sampleScenario(), 6);
  armed(again);
  runWorld(again, again.now + 5 * MINUTE, SILENT, (failure?.event ?? 0) - 1);
  expect(again.failures).toHaveLength(0);
  runWorld(again, again.now + 5 * MINUTE, SILENT, failure?.event);
  expect(again.failures).toHaveLength(1);
});
