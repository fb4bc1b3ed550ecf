import { px, qty } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import type { Bar, ParentDetail } from '../data/api-types.ts';
import { markersOf, mergeBars } from './chart.ts';
import { fill, parent } from './fold-fixtures.ts';

const bar = (t: number, close = 1_000_000): Bar => ({
  t,
  open: px(1_000_000),
  high: px(1_000_000),
  low: px(1_000_000),
  close: px(close),
  volume: qty(100),
});

describe('bars', () => {
  test('the last known bar comes again, grown, and replaces itself', () => {
    const merged = mergeBars([bar(1), bar(2)], [bar(2, 1_000_100), bar(3)]);
    expect(merged.map((b) => [b.t, b.close])).toEqual([
      [1, 1_000_000],
      [2, 1_000_100],
      [3, 1_000_000],
    ]);
  });
  test('nothing new leaves what is drawn as it is', () => {
    const known = [bar(1)];
    expect(mergeBars(known, [])).toBe(known);
  });
  test('a long session keeps its end', () => {
    const merged = mergeBars(
      Array.from({ length: 7_200 }, (_, t) => bar(t)),
      [bar(7_200)],
    );
    expect(merged.length).toBeLessThan(7_200);
    expect(merged.at(-1)?.t).toBe(7_200);
  });
});

describe('marks of our fills', () => {
  test('many fills in one second are one mark, and marks are in order', () => {
    const at = (execId: string, seconds: number) => {
      const body = fill('P1', execId, 100);
      return { fill: { ...body.fill, tsEvent: (seconds * 1e9) as never }, at: {}, routed: {} };
    };
    const detail: ParentDetail = {
      cursor: '1.0',
      parent: parent('P1'),
      children: [],
      fills: [at('E3', 12.9), at('E1', 11.2), at('E2', 11.8)],
      decisions: [],
      denied: [],
    };
    expect(markersOf(detail)).toEqual([
      { t: 11, side: 'Buy' },
      { t: 12, side: 'Buy' },
    ]);
    expect(markersOf(undefined)).toEqual([]);
  });
});
