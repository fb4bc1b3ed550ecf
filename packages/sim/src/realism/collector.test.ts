/** What the collector keeps of a stream, second by second. */
import { describe, expect, test } from 'vitest';
import {
  canceled,
  createCollector,
  depthSeen,
  entered,
  executed,
  sampleOf,
  touchChanged,
  traded,
  wantsDepth,
} from './collector.ts';
import { flowBars, midAt, returns, volumes, waits } from './series.ts';

const S = 1e9;
const touch = (bidPx: number, askPx: number, bidQty = 100, askQty = 200) => ({
  bidPx,
  bidQty,
  askPx,
  askQty,
});
const started = (seconds: number) =>
  createCollector({ startNs: 10 * S, endNs: (10 + seconds) * S, tick: 100 });

describe('a second ends with what stood just before', () => {
  test('a touch at the very end belongs to the next', () => {
    const c = started(4);
    touchChanged(c, 10.5 * S, touch(1000, 1200));
    touchChanged(c, 12 * S, touch(1100, 1200, 300));
    const { firstNs, mids, spreads, touchQtys } = sampleOf(c);
    expect(firstNs).toBe(11 * S);
    expect([...mids]).toEqual([1100, 1100, 1150, 1150]);
    expect([...spreads]).toEqual([200, 200, 100, 100]);
    expect([...touchQtys]).toEqual([100, 200, 100, 200, 300, 200, 300, 200]);
  });

  test('seconds before the first whole touch are no part of the sample', () => {
    const c = started(4);
    touchChanged(c, 10.1 * S, touch(1000, 0, 100, 0));
    touchChanged(c, 12.5 * S, touch(1000, 1200));
    const sample = sampleOf(c);
    expect(sample.firstNs).toBe(13 * S);
    expect([...sample.mids]).toEqual([1100, 1100]);
    expect(midAt(sample, 13.9 * S)).toBe(1100);
    expect(midAt(sample, 12.9 * S)).toBeUndefined();
  });

  test('while a side is empty the mid and spread stay what they were', () => {
    const c = started(3);
    touchChanged(c, 10.1 * S, touch(1000, 1200));
    touchChanged(c, 11.1 * S, touch(1000, 0, 50, 0));
    const { mids, spreads, touchQtys } = sampleOf(c);
    expect([...mids]).toEqual([1100, 1100, 1100]);
    expect([...spreads]).toEqual([200, 200, 200]);
    expect([...touchQtys.subarray(2)]).toEqual([50, 0, 50, 0]);
  });
});

describe('trades', () => {
  test("what a taker did at one instant is one trade, at the mid before it; the other side's is another", () => {
    const c = started(3);
    touchChanged(c, 10.1 * S, touch(1000, 1200));
    traded(c, 11 * S, { px: 1200, qty: 10, sign: 1 });
    touchChanged(c, 11 * S, touch(1000, 1300));
    traded(c, 11 * S, { px: 1300, qty: 5, sign: 1 });
    traded(c, 11 * S, { px: 1000, qty: 7, sign: -1 });
    traded(c, 12.5 * S, { px: 1000, qty: 1, sign: -1 });
    const sample = sampleOf(c);
    const { ns, px, qty, sign, midBefore, spreadBefore } = sample.trades;
    expect([...ns]).toEqual([11 * S, 11 * S, 12.5 * S]);
    expect([...px]).toEqual([1300, 1000, 1000]);
    expect([...qty]).toEqual([15, 7, 1]);
    expect([...sign]).toEqual([1, -1, -1]);
    expect([...midBefore]).toEqual([1100, 1150, 1150]);
    expect([...spreadBefore]).toEqual([200, 300, 300]);
    expect([...waits(sample)]).toEqual([0, 1.5]);
    expect([...volumes(sample, 1)]).toEqual([22, 1]);
  });
});

describe('orders', () => {
  test('an order lives from its entry until all of it is canceled or filled', () => {
    const c = started(10);
    entered(c, 11 * S, 1, 100);
    entered(c, 11 * S, 2, 50);
    canceled(c, 12 * S, 1, 40);
    executed(c, 13 * S, 1, 60);
    canceled(c, 15 * S, 2, 50);
    canceled(c, 15 * S, 3, 50);
    entered(c, 16 * S, 4, 10);
    const { canceledAfter, executedAfter, orderQtys, events } = sampleOf(c);
    expect([...executedAfter]).toEqual([2]);
    expect([...canceledAfter]).toEqual([4]);
    expect([...orderQtys]).toEqual([100, 50, 10]);
    expect(events).toBe(7);
  });

  test('depth is asked for once a second, and its mean kept by level', () => {
    const c = started(10);
    expect(wantsDepth(c, 10.2 * S)).toBe(true);
    depthSeen(c, 10.2 * S, [100, 200]);
    depthSeen(c, 10.2 * S, [300]);
    expect(wantsDepth(c, 10.9 * S)).toBe(false);
    expect(wantsDepth(c, 11 * S)).toBe(true);
    depthSeen(c, 11 * S, [200, 400, 1, 1, 1, 1]);
    expect([...sampleOf(c).depths]).toEqual([200, 300, 1, 1, 1]);
  });
});

test('order-flow imbalance by bar is what joined the bid less what joined the ask, beside the move of the mid', () => {
  const c = started(30);
  touchChanged(c, 10 * S, touch(1000, 1200));
  touchChanged(c, 11 * S, touch(1000, 1200, 150)); // 50 join the bid
  touchChanged(c, 12 * S, touch(1000, 1100, 150, 80)); // 80 at a better ask
  traded(c, 13 * S, { px: 1100, qty: 30, sign: 1 });
  touchChanged(c, 21 * S, touch(900, 1100, 70, 80)); // the bid of 150 is gone
  const { ofi, signedVolume, moves } = flowBars(sampleOf(c));
  expect([...ofi]).toEqual([-150, 0]);
  expect([...signedVolume]).toEqual([0, 0]);
  expect([...moves]).toEqual([-50, 0]);
  const whole = createCollector({ startNs: 0, endNs: 20 * S, tick: 100 });
  touchChanged(whole, 0, touch(1000, 1200));
  touchChanged(whole, 11 * S, touch(1000, 1200, 130));
  expect([...sampleOf(whole).ofiBars]).toEqual([0, 30]);
});

test('returns are of whole intervals, logarithmic, without overlap', () => {
  const c = started(5);
  touchChanged(c, 10 * S, touch(900, 1100));
  touchChanged(c, 12.5 * S, touch(1000, 1200));
  const sample = sampleOf(c);
  expect([...returns(sample, 2)]).toEqual([Math.log(1.1), 0]);
  expect([...returns(sample, 5)]).toEqual([]);
});
