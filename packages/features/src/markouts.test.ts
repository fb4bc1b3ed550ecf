import { nanos, type Side } from '@fairlead/domain';
import { bookSnapshot, KESTREL, REFERENCE } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { venueViewFacts } from './readers.ts';
import { createFeatureState, observe, observeOwn } from './state.ts';

const { venues } = REFERENCE;
const SECOND = 1_000_000_000;

/** One lit venue, quoted a cent either side of a mid that a test moves; time in seconds. */
function market() {
  const state = createFeatureState(KESTREL, venues);
  let feedSeq = 0;
  const mid = (price: number, at: number): void => {
    const spoken = { venue: venues[0]!.id, feedSeq: ++feedSeq, tsEvent: at * SECOND };
    observe(state, bookSnapshot(spoken, [[price - 100, 500]], [[price + 100, 500]]), nanos(at * SECOND));
  };
  const fill = (side: Side, px: number, at: number, over: { passive?: boolean; venue?: number } = {}): void =>
    observeOwn(
      state,
      { type: 'Fill', venue: 0, side, qty: 100, px, passive: true, ...over },
      nanos(at * SECOND),
    );
  const known = (at: number, venue = 0) => {
    const { ownMarkoutBps, ownMarkoutFills } = venueViewFacts(state, venue, 'Buy', nanos(at * SECOND));
    return { ownMarkoutBps, ownMarkoutFills };
  };
  return { mid, fill, known };
}

describe('the markout of our passive fills', () => {
  test('is the move in our favour from the price paid to the mid a second later, in bps', () => {
    const { mid, fill, known } = market();
    mid(1_000_000, 1);
    fill('Buy', 999_900, 1);
    mid(999_500, 1.5);
    expect(known(1.9)).toEqual({ ownMarkoutBps: undefined, ownMarkoutFills: undefined });
    mid(1_000_400, 3); // the mid at 2 s was the one of 1.5 s
    expect(known(3).ownMarkoutBps).toBeCloseTo((-400 / 999_900) * 10_000, 9);
    expect(known(3).ownMarkoutFills).toBeCloseTo(Math.exp(-1 / 300), 9);
  });

  test('counts against a seller what it counts for a buyer, and averages over fills', () => {
    const { mid, fill, known } = market();
    mid(1_000_000, 1);
    fill('Buy', 1_000_000, 1);
    fill('Sell', 1_000_000, 1);
    fill('Sell', 1_000_000, 1);
    mid(1_000_300, 1.2);
    mid(1_000_300, 4);
    expect(known(4).ownMarkoutBps).toBeCloseTo(-1, 9);
  });

  test('leaves out what we took, other venues, and fills after which no mid was shown', () => {
    const { mid, fill, known } = market();
    fill('Buy', 1_000_000, 0.5); // a second later nobody quotes yet
    mid(1_000_000, 2);
    fill('Buy', 1_000_000, 2, { passive: false });
    fill('Buy', 1_000_000, 2, { venue: 1 });
    mid(1_000_300, 9);
    expect(known(9).ownMarkoutBps).toBeUndefined();
    expect(known(9, 1).ownMarkoutBps).toBeCloseTo(0, 9);
  });

  test('forgets an old fill in favour of a new one', () => {
    const { mid, fill, known } = market();
    mid(1_000_000, 1);
    fill('Buy', 1_000_000, 1);
    mid(999_900, 1.5);
    mid(1_000_000, 901);
    fill('Buy', 1_000_000, 901);
    mid(1_000_100, 901.5);
    mid(1_000_100, 903);
    const old = Math.exp(-900 / 300);
    expect(known(903).ownMarkoutBps).toBeCloseTo((1 - old) / (1 + old), 6);
  });

  test('drops the oldest of more fills than it can hold, and goes on counting', () => {
    const { mid, fill, known } = market();
    mid(1_000_000, 1);
    for (let i = 0; i < 300; i++) fill('Buy', i < 44 ? 500_000 : 1_000_000, 1);
    mid(1_000_100, 1.5);
    mid(1_000_100, 3);
    expect(known(2).ownMarkoutFills).toBeCloseTo(256, 6);
    expect(known(2).ownMarkoutBps).toBeCloseTo(1, 9);
  });
});
