import {
  type BookSnapshot,
  clOrdId,
  type Instrument,
  instrumentId,
  type Level,
  nanos,
  px,
  qty,
  type Venue,
  venueId,
} from '@fairlead/domain';
import { createFeatureState, marketStamp, observe } from '@fairlead/features';
import { describe, expect, test } from 'vitest';
import { type Ask, createProbe, drawAsks, midWithout } from './probe.ts';
import { randomFrom } from './random.ts';
import { SHIPPED_SCENARIOS } from './scenarios.ts';

const day = SHIPPED_SCENARIOS.get('day')!;
const { instrument }: { readonly instrument: Instrument } = day.instruments[0]!;
const venues: readonly Venue[] = day.venues.flatMap(({ type, venue }) => (type === 'Block' ? [] : venue));
const level = (price: number, quantity: number): Level => ({ px: px(price), qty: qty(quantity) });

/** LIT-A as given, the other lit venues two ticks wider. */
function stateWith(bids: readonly Level[], asks: readonly Level[]) {
  const state = createFeatureState(instrument, venues);
  venues.forEach((venue, i) => {
    const lit = venue.kind !== 'DarkMidpoint';
    const event: BookSnapshot = {
      type: 'BookSnapshot',
      venue: venue.id,
      instrument: instrumentId(instrument.id),
      feedSeq: 1,
      tsEvent: nanos(1_000),
      bids: i === 0 ? bids : lit ? [level(999_700, 500)] : [],
      asks: i === 0 ? asks : lit ? [level(1_000_500, 500)] : [],
    };
    observe(state, event, nanos(1_000));
  });
  return state;
}

const ask = (changes: Partial<Ask> = {}): Ask => ({
  venue: venueId('LIT-A'),
  venueIndex: 0,
  tactic: 'PostInside',
  side: 'Buy',
  qty: 200,
  px: px(1_000_000),
  horizonNs: 10e9,
  ts: nanos(2_000),
  ...changes,
});

describe('the mid without our own order', () => {
  const bids = [level(1_000_000, 200), level(999_900, 300)];
  const state = stateWith(bids, [level(1_000_300, 100)]);
  const mid = (probes: readonly ReturnType<typeof createProbe>[]) =>
    midWithout(marketStamp(state, nanos(2_000)), state, probes);

  test('is the plain mid where none of ours rests', () => {
    expect(mid([])).toBe(1_000_150);
  });

  test('passes over a level that is ours alone', () => {
    expect(mid([createProbe(ask(), clOrdId('L-0-1'), randomFrom(1))])).toBe(1_000_100);
  });

  test('keeps a level where others rest beside us', () => {
    expect(mid([createProbe(ask({ qty: 150 }), clOrdId('L-0-1'), randomFrom(1))])).toBe(1_000_150);
  });

  test('keeps the level once our order is done', () => {
    const probe = createProbe(ask(), clOrdId('L-0-1'), randomFrom(1));
    probe.end = 'HorizonReached';
    expect(mid([probe])).toBe(1_000_150);
  });
});

describe('a probe', () => {
  test('is called off early a fifth of the time, and is then observed for what it rested', () => {
    const random = randomFrom(3);
    const probes = Array.from({ length: 4_000 }, (_, i) => createProbe(ask(), clOrdId(`L-0-${i}`), random));
    const early = probes.filter(({ observedNs }) => observedNs < 10e9);
    expect(Math.abs(early.length / 4_000 - 0.2)).toBeLessThan(0.03);
    for (const { observedNs, cancelAt } of probes) expect(cancelAt - 2_000).toBe(observedNs);
  });

  test('that takes is never canceled', () => {
    const probe = createProbe(ask({ tactic: 'TakeNow' }), clOrdId('L-0-1'), randomFrom(1));
    expect(probe.cancelAt).toBe(Number.POSITIVE_INFINITY);
    expect(probe.observedNs).toBe(10e9);
  });

  test('is drawn from what the router would ask, at the prices that it would use', () => {
    const state = stateWith([level(999_900, 300)], [level(1_000_300, 100)]);
    const asks = drawAsks(state, 'Buy', nanos(2_000), randomFrom(2));
    const on = (tactic: Ask['tactic']) => asks.find((one) => one.venueIndex === 0 && one.tactic === tactic);
    expect(on('TakeNow')?.px).toBe(1_000_300);
    expect(on('PostTouch')?.px).toBe(999_900);
    expect(on('PostInside')?.px).toBe(1_000_000);
    expect(asks.filter(({ tactic }) => tactic === 'MidPeg')).toHaveLength(2);
  });
});
