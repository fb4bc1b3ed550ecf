import { px, qty, venueId } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { closedTouch, ladderRows, levelBar } from './ladder.ts';

const level = (price: number, parts: Readonly<Record<string, number>>) => ({
  px: px(price),
  qty: qty(Object.values(parts).reduce((sum, n) => sum + n, 0)),
  byVenue: Object.entries(parts).map(([venue, n]) => ({ venue: venueId(venue), qty: qty(n) })),
});

describe('the depth ladder', () => {
  test('each level says each venue’s share, and what stands down to it', () => {
    const rows = ladderRows([level(1_000_800, { A: 1_200, B: 800 }), level(1_000_700, { B: 500 })], 0);
    expect(rows.map(({ cumQty, shares }) => [cumQty, shares])).toEqual([
      [2_000, 'A 1,200 (60%), B 800 (40%)'],
      [2_500, 'B 500 (100%)'],
    ]);
  });

  test('a level’s bar is as long as its quantity, its parts in their venues’ colours', () => {
    const bar = levelBar(level(1_000_800, { A: 1_200, B: 800 }), {
      most: 4_000,
      towards: 'left',
      colourOf: (venue) => `var(--${venue})`,
    });
    expect(bar).toBe(
      'linear-gradient(to left, var(--A) 0.0% 30.0%, var(--B) 30.0% 50.0%, transparent 50.0%)',
    );
  });

  const bids = [level(1_000_800, { A: 100 }), level(1_000_700, { B: 100 })];
  const asks = [level(1_000_700, { B: 100, C: 5 }), level(1_000_800, { C: 100 })];
  test.each([
    [{ bidPx: px(1_000_800), askPx: px(1_000_700) }, 'Crossed', ['A'], ['B', 'C']],
    [{ bidPx: px(1_000_800), askPx: px(1_000_800) }, 'Locked', ['A'], ['C']],
  ])('a touch without room is named, with who sets it', (stamp, type, bidVenues, askVenues) => {
    expect(closedTouch({ stamp, bids, asks })).toEqual({ type, ...stamp, bidVenues, askVenues });
  });

  test('an ordinary touch, and half of one, are nothing to name', () => {
    expect(closedTouch({ stamp: { bidPx: px(1), askPx: px(2) }, bids, asks })).toBeUndefined();
    expect(closedTouch({ stamp: { bidPx: px(1) }, bids, asks })).toBeUndefined();
  });
});
