import { notional, px, qty, qtyUnit } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { paperReference } from './paper-reference.ts';

describe('what is traded on paper', () => {
  test('names the real venue that each paper one shows, and never carries its plain name as its own', () => {
    const named = paperReference(['kraken', 'binance'], 'BTC-USD');
    if (!named.ok) throw new Error(named.error);
    expect(named.value.pairs.map(({ shows, venue }) => [shows, venue.id, venue.origin])).toEqual([
      ['kraken', 'KRAKEN-PAPER', 'Live'],
      ['binance', 'BINANCE-PAPER', 'Live'],
    ]);
    expect(named.value.instrument).toMatchObject({ id: 'BTC-USD', tick: 100, lot: 1, qtyDecimals: 5 });
  });

  test('counts a coin no finer than leaves five of them at a million each exact money', () => {
    for (const id of ['BTC-USD', 'ETH-USD']) {
      const named = paperReference(['kraken'], id);
      if (!named.ok) throw new Error(named.error);
      const five = qty(5 * qtyUnit(named.value.instrument));
      expect(() => notional(px(10_000_000_000), five)).not.toThrow();
    }
  });

  test('takes a fee of 40 bps as 400 dollars for a coin at the reference price', () => {
    const named = paperReference(['kraken'], 'BTC-USD');
    expect(named.ok && named.value.pairs[0]?.venue.fees.takeMicros).toBe(400_000_000);
  });

  test.each([
    [
      ['kraken', 'nasdaq'],
      'BTC-USD',
      '--market live: takes kraken, coinbase, binance, bitstamp, bybit, got "nasdaq"',
    ],
    [[''], 'BTC-USD', '--market live: takes kraken, coinbase, binance, bitstamp, bybit, got ""'],
    [
      ['toString'],
      'BTC-USD',
      '--market live: takes kraken, coinbase, binance, bitstamp, bybit, got "toString"',
    ],
    [['kraken', 'kraken'], 'BTC-USD', '--market live: takes each venue once, got "kraken,kraken"'],
    [['kraken'], 'DOGE-USD', '--instrument must be one of BTC-USD, ETH-USD, got "DOGE-USD"'],
    [['kraken'], 'constructor', '--instrument must be one of BTC-USD, ETH-USD, got "constructor"'],
  ])('refuses %j of %s in words', (venues, instrument, words) => {
    expect(paperReference(venues, instrument)).toEqual({ ok: false, error: words });
  });
});
