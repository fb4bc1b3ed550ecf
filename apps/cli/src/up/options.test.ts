import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../env.ts';
import { parseUpFlags } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'options-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('--news', () => {
  test('takes files that are there and addresses, as many as are given', () => {
    const file = join(folder, 'wire.jsonl');
    writeFileSync(file, '');
    expect(parseUpFlags({ news: [file, 'https://news.test/rss?key=1'] }).news).toEqual([
      file,
      'https://news.test/rss?key=1',
    ]);
    expect(parseUpFlags({}).news).toEqual([]);
  });

  test('a path that leads nowhere is refused before anything starts: it would look like a quiet feed', () => {
    const missing = join(folder, 'missing.jsonl');
    expect(() => parseUpFlags({ news: [missing] })).toThrow(`--news: there is no file at ${missing}`);
    expect(() => parseUpFlags({ news: ['https://'] })).toThrow('--news: "https://" is not an address');
  });
});

describe('--scenario', () => {
  const shipped = join(ROOT, 'packages/sim/scenarios');

  test('is one that there is or a sound file, of the simulated market; absent, it goes on with its last one', () => {
    expect(parseUpFlags({ scenario: 'volatile' })).toMatchObject({
      scenario: 'volatile',
      market: 'simulated',
    });
    const own = join(folder, 'own.yaml');
    writeFileSync(own, 'extends: day.yaml\nname: own\nabout: The day, under another name.\n');
    expect(parseUpFlags({ scenario: own }).scenario).toBe(own);
    expect(parseUpFlags({}).scenario).toBeUndefined();
    expect(readdirSync(shipped)).toContain('day.yaml');
  });

  test('is refused where it is not, or is not sound, or has no market to be of', () => {
    const lunar = join(folder, 'lunar.yaml');
    writeFileSync(lunar, 'extends: day.yaml\nname: lunar\nabout: No.\ngravity: 0.16\n');
    for (const [flags, sentence] of [
      [{ scenario: 'lunar' }, /^--scenario: there is no lunar: give a file, or one of calm, /],
      [{ scenario: lunar }, /^--scenario: lunar\.yaml:4:1 .*gravity/],
      [{ scenario: 'calm', market: 'live:kraken' }, /^--scenario goes with the simulated market$/],
    ] as const) {
      expect(() => parseUpFlags(flags)).toThrow(
        expect.objectContaining({ message: expect.stringMatching(sentence), exitCode: 2 }),
      );
    }
  });
});

describe('a live market', () => {
  test('is the same run whatever order its venues are named in', () => {
    const one = parseUpFlags({ market: 'live:kraken,coinbase', instrument: 'ETH-USD' });
    expect(one).toMatchObject({
      market: 'live:coinbase,kraken',
      marketKey: 'live_coinbase_kraken_eth_usd',
      instrument: 'ETH-USD',
    });
    expect(parseUpFlags({ market: 'live:coinbase,kraken', instrument: 'ETH-USD' })).toEqual(one);
  });

  test('keeps the name of its database within what Postgres takes, whatever its venues', () => {
    const { marketKey } = parseUpFlags({ market: 'live:kraken,coinbase,binance,bitstamp,bybit' });
    expect(`fairlead_${marketKey}`.length).toBeLessThanOrEqual(63);
  });

  test.each([
    [
      { market: 'live:kraken,foo' },
      '--market live: takes kraken, coinbase, binance, bitstamp, bybit, got "foo"',
    ],
    [{ market: 'live:kraken', instrument: 'X' }, '--instrument must be one of BTC-USD, ETH-USD, got "X"'],
    [{ market: 'live:kraken', speed: '5' }, '--speed must be 1 with a live market'],
    [{ instrument: 'BTC-USD' }, '--instrument goes with --market live:VENUE,VENUE'],
    [{ market: 'bogus' }, '--market must be "simulated", "replay:PATH" or "live:VENUE,VENUE", got "bogus"'],
  ])('is refused in one sentence and with exit code 2: %j', (flags, sentence) => {
    expect(() => parseUpFlags(flags)).toThrow(expect.objectContaining({ message: sentence, exitCode: 2 }));
  });
});
