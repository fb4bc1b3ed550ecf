import { instrumentId, NANOS_PER_SECOND, nanos, px, qty, type TradePrinted, venueId } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { createBars } from './bars.ts';

const print = (second: number, price: number, size: number): TradePrinted => ({
  type: 'TradePrinted',
  venue: venueId('LIT-A'),
  instrument: instrumentId('KESTREL'),
  feedSeq: 1,
  tsEvent: nanos(second * NANOS_PER_SECOND),
  px: px(price),
  qty: qty(size),
});

test('prints of one second make one bar; a venue whose clock lags adds to the bar that is open', () => {
  const bars = createBars();
  for (const p of [
    print(10, 100, 5),
    print(10, 120, 1),
    print(10, 90, 2),
    print(11, 95, 1),
    print(10, 99, 4),
  ])
    bars.add(p);
  expect(bars.since(instrumentId('KESTREL'), 0)).toEqual([
    { t: 10, open: 100, high: 120, low: 90, close: 90, volume: 8 },
    { t: 11, open: 95, high: 99, low: 95, close: 99, volume: 5 },
  ]);
  expect(bars.since(instrumentId('KESTREL'), 11)).toHaveLength(1);
  expect(bars.lastPx(instrumentId('KESTREL'))).toBe(99);
});
