/**
 * Commands to a lit venue as a fuzzer sends them: mostly sound ones around one price, so that they meet, and some
 * that no sane participant would send. Ticks of 100, lots of 10.
 */
import type { Random } from './mutate.ts';
import type { NaiveCommand } from './naive-matcher.ts';
import type { NaiveOrder } from './naive-terms.ts';

export const MESSAGE_GRID = { tick: 100, lot: 10 };

const MIDDLE = 100;
const ODD_PRICES = [0, -100, 10_050, 10_025, 0.5, 2 ** 53, 1e300, Number.NaN, Number.POSITIVE_INFINITY];
const ODD_SIZES = [0, -10, 15, 2.5, 2 ** 32 + 10, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY];
const ODD_IDS = [0, -7, 0.5, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), Number.NaN, Number.NEGATIVE_INFINITY];
const ODD_OWNERS = [-1, 1.5, 2 ** 23, Number.NaN];
const ODD_OFFSETS = [0.5, 1_000_001, -500, Number.NaN];

/** @param ids orders are numbered below this: how full the book gets */
export function orderMessage(random: Random, ids: number): NaiveCommand {
  const { below, pick } = random;
  const oneIn = (n: number): boolean => below(n) === 0;
  const some = <T>(n: number, value: () => T): T | undefined => (oneIn(n) ? value() : undefined);
  const id = (): number => (oneIn(300) ? pick(ODD_IDS) : 1 + below(ids));
  const px = (): number => (oneIn(150) ? pick(ODD_PRICES) : (MIDDLE - 5 + below(11)) * MESSAGE_GRID.tick);
  const qty = (): number => {
    if (oneIn(150)) return pick(ODD_SIZES);
    return oneIn(500) ? 2 ** 32 - 6 : (1 + below(30)) * MESSAGE_GRID.lot;
  };
  const enter = (): NaiveCommand => {
    const order: NaiveOrder = {
      id: id(),
      owner: oneIn(300) ? pick(ODD_OWNERS) : below(4),
      side: pick(['Buy', 'Sell'] as const),
      qty: qty(),
      px: oneIn(9) ? undefined : px(),
      timeInForce: pick(['Day', 'Day', 'Day', 'Day', 'Day', 'ImmediateOrCancel', 'FillOrKill', 'Auction']),
      postOnly: oneIn(6),
      hidden: oneIn(5) || undefined,
      displayQty: some(7, qty),
      minQty: some(8, qty),
    };
    if (!oneIn(6)) return { type: 'Enter', ...order };
    const pegOffset = oneIn(60) ? pick(ODD_OFFSETS) : pick([undefined, below(5) - 2]);
    const timeInForce = oneIn(20) ? order.timeInForce : 'Day';
    return {
      type: 'Enter',
      ...order,
      timeInForce,
      px: some(2, px),
      peg: pick(['Near', 'Mid', 'Far']),
      pegOffset,
    };
  };
  const touch = (): NaiveCommand => {
    const bid = MIDDLE - 4 + below(8);
    const reference = (ticks: number): number | undefined =>
      oneIn(25) ? pick([undefined, ...ODD_PRICES]) : ticks * MESSAGE_GRID.tick;
    return { type: 'Reprice', bidPx: reference(bid), askPx: reference(bid + below(5) - (oneIn(10) ? 1 : 0)) };
  };
  const kind = below(1000);
  if (kind < 560) return enter();
  if (kind < 720) return { type: 'Cancel', id: id() };
  if (kind < 880) {
    const leavesQty = qty();
    return {
      type: 'Replace',
      id: id(),
      leavesQty,
      px: oneIn(8) ? undefined : px(),
      displayQty: some(6, qty),
    };
  }
  if (kind < 965) return touch();
  if (kind < 972) return { type: 'CancelOwner', owner: below(5) };
  if (kind < 974) return { type: 'Expire' };
  return {
    type: 'Auction',
    referencePx: (MIDDLE - 6 + below(13)) * MESSAGE_GRID.tick + pick([0, 0, 50, 30]),
  };
}
