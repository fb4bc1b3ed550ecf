/** The study's arithmetic on flows whose answer is known. */
import { describe, expect, test } from 'vitest';
import { createOfiStudy, observeSignedTrade, observeTouch, ofiResult } from './index.ts';

const SECOND = 1e9;
const TOUCH = { bidPx: 100, bidQty: 10, askPx: 102, askQty: 10 };

/** Per second: demand of `flow(k)` joins the bid and the price then moves by `move(k)`. */
function studied(flow: (k: number) => number, move: (k: number) => number, bars: number) {
  const study = createOfiStudy(0, SECOND, bars);
  let px = 100;
  let bidQty = 1_000;
  observeTouch(study, 0, { ...TOUCH, bidPx: px, bidQty, askPx: px + 2, askQty: 1_000 });
  for (let k = 0; k < bars; k++) {
    const ts = k * SECOND + SECOND / 2;
    bidQty += flow(k);
    observeTouch(study, ts, { bidPx: px, bidQty, askPx: px + 2, askQty: 1_000 });
    observeSignedTrade(study, ts, k % 2 === 0 ? 5 : -5);
    px += move(k);
    if (move(k) !== 0) {
      bidQty = 1_000;
      observeTouch(study, ts, { bidPx: px, bidQty, askPx: px + 2, askQty: 1_000 });
    }
  }
  return ofiResult(study, bars * SECOND);
}

describe('the study of order-flow imbalance', () => {
  test('explains nothing where the mid never moves: the window does not count', () => {
    expect(
      studied(
        (k) => (k % 3) - 1,
        () => 0,
        6,
      ).windows,
    ).toBe(0);
  });

  test('explains all of a mid that moves with the quantity that joined', () => {
    // A side that moves counts its whole queue: equal queues before and after leave a line through the moves.
    const move = (k: number): number => [1, -1, 1, -1, 1, 1][k] as number;
    const { r2Ofi, windows } = studied(() => 0, move, 6);
    expect(windows).toBe(1);
    expect(r2Ofi).toBeCloseTo(1, 12);
  });

  test('trade imbalance that has nothing to do with the moves explains what chance does', () => {
    const move = (k: number): number => [1, 1, -1, -1][k % 4] as number;
    const { r2TradeImbalance } = studied(() => 0, move, 8);
    expect(r2TradeImbalance).toBeCloseTo(0, 12);
  });

  test('counts whole windows only', () => {
    const study = createOfiStudy(0, SECOND, 4);
    for (let k = 0; k < 7; k++) {
      const px = 100 + (k % 2);
      observeTouch(study, k * SECOND + 1, { bidPx: px, bidQty: 10, askPx: px + 2, askQty: 10 });
      observeSignedTrade(study, k * SECOND + 1, k);
    }
    expect(ofiResult(study, 7 * SECOND).windows).toBe(1);
  });
});
