/** The background reacts to us: by consumption, impact, refill and fade. Means over pinned seeds. */
import { clOrdId, instrumentId, px, qty, type Side, venueId } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { DEFAULT_MARKET } from './default-market.ts';
import { hiddenState } from './ground-truth.ts';
import { advance, bookSnapshot, createMarket, type SimMarket, submit } from './market.ts';

const SECOND = 1_000_000_000;
const KESTREL = instrumentId('KESTREL');
const LIT_A = venueId('LIT-A');
const CONFIG = { ...DEFAULT_MARKET, instruments: DEFAULT_MARKET.instruments.slice(0, 1) };
const SEEDS = [1, 2, 3, 4, 5, 6];
const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

const efficientBps = (market: SimMarket): number => hiddenState(market, KESTREL).efficientPx / 100;
const askQty = (market: SimMarket): number => bookSnapshot(market, LIT_A, KESTREL).asks[0]?.qty ?? 0;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function take(market: SimMarket, id: string, side: Side, quantity: number): void {
  submit(
    market,
    LIT_A,
    {
      clOrdId: clOrdId(id),
      instrument: KESTREL,
      side,
      ordType: 'Market',
      timeInForce: 'ImmediateOrCancel',
      orderQty: qty(quantity),
      postOnly: false,
    },
    market.now,
  );
}

describe('the background', () => {
  test('gives way to a taker, and part of it comes back', () => {
    const moves = SEEDS.map((seed) => {
      const [quiet, hit] = [createMarket(CONFIG, seed), createMarket(CONFIG, seed)];
      for (let i = 0; i < 10; i += 1) {
        take(hit, `t${i}`, 'Buy', 2_000);
        for (const market of [quiet, hit]) advance(market, market.now + 2 * SECOND, SILENT);
      }
      const atEnd = efficientBps(hit) - efficientBps(quiet);
      for (const market of [quiet, hit]) advance(market, market.now + 90 * SECOND, SILENT);
      return { atEnd, later: efficientBps(hit) - efficientBps(quiet) };
    });
    const atEnd = mean(moves.map((m) => m.atEnd));
    const later = mean(moves.map((m) => m.later));
    expect(atEnd).toBeGreaterThan(2);
    expect(atEnd).toBeLessThan(8);
    expect(later).toBeLessThan(0.8 * atEnd);
    expect(later).toBeGreaterThan(0.1 * atEnd);
  });

  test('refills what was taken within seconds', () => {
    const spread = (market: SimMarket): number => {
      const { bids, asks } = bookSnapshot(market, LIT_A, KESTREL);
      return ((asks[0]?.px ?? 0) - (bids[0]?.px ?? 0)) / 100;
    };
    const seen = SEEDS.map((seed) => {
      const market = createMarket(CONFIG, seed);
      const asks = bookSnapshot(market, LIT_A, KESTREL).asks.slice(0, 4);
      const swept = asks.reduce((sum, level) => sum + level.qty, 0);
      take(market, 't', 'Buy', swept);
      advance(market, market.now + SECOND / 1_000, SILENT);
      const wide = spread(market);
      advance(market, market.now + 3 * SECOND, SILENT);
      return { wide, later: spread(market) };
    });
    expect(mean(seen.map((s) => s.wide))).toBeGreaterThan(4);
    expect(mean(seen.map((s) => s.later))).toBeLessThan(3);
  });

  test('runs ahead of a large displayed order', () => {
    const moves = SEEDS.map((seed) => {
      const [quiet, shown] = [createMarket(CONFIG, seed), createMarket(CONFIG, seed)];
      for (let i = 0; i < 6; i += 1) {
        const bid = bookSnapshot(shown, LIT_A, KESTREL).bids[0]?.px ?? px(1);
        submit(
          shown,
          LIT_A,
          {
            clOrdId: clOrdId(`p${i}`),
            instrument: KESTREL,
            side: 'Buy',
            ordType: 'Limit',
            timeInForce: 'Day',
            orderQty: qty(30_000),
            px: bid,
            postOnly: true,
          },
          shown.now,
        );
        for (const market of [quiet, shown]) advance(market, market.now + 5 * SECOND, SILENT);
      }
      return efficientBps(shown) - efficientBps(quiet);
    });
    expect(mean(moves)).toBeGreaterThan(0);
  });

  test('leaves the exogenous price alone: a taker changes it by his impact only', () => {
    const [quiet, hit] = [createMarket(CONFIG, 5), createMarket(CONFIG, 5)];
    take(hit, 't', 'Buy', 100);
    for (const market of [quiet, hit]) advance(market, market.now + 60 * SECOND, SILENT);
    expect(hiddenState(hit, KESTREL).regime).toBe(hiddenState(quiet, KESTREL).regime);
    expect(Math.abs(efficientBps(hit) - efficientBps(quiet))).toBeLessThan(2.5);
    expect(askQty(hit)).toBeGreaterThan(0);
  });
});
