import { type Instrument, instrumentId, px, qty, sentimentWord, type UnixMs } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { createInstrumentMatcher } from './instruments.ts';
import { createNewsIntake, type SeenHeadlines } from './intake.ts';
import type { NewsRecord } from './record.ts';
import { headlineSentiment } from './sentiment.ts';
import { clipped, plainText } from './text.ts';

const instrument = (id: string, name: string): Instrument => ({
  id: instrumentId(id),
  name,
  currency: 'USD',
  tick: px(100),
  lot: qty(1),
  adv: qty(1_000_000),
  avgTradeQty: qty(100),
  dailyVolatilityBps: 100,
});
const MATCH = createInstrumentMatcher([
  instrument('KES', 'Kestrel Corp'),
  instrument('OSPREY', 'Osprey Holdings plc'),
  instrument('BTC-USD', 'Bitcoin'),
  instrument('F', 'Ford Motor Co'),
]);
const NOON = Date.UTC(2026, 2, 2, 12) as UnixMs;
const MINUTE = 60_000;

const record = (change: Partial<NewsRecord> = {}): NewsRecord => ({
  id: 'a1',
  source: 'Wire',
  headline: 'Kestrel opens a plant',
  clipped: false,
  symbols: [],
  publishedMs: NOON,
  ...change,
});
const at = (minutes: number): UnixMs => (NOON + minutes * MINUTE) as UnixMs;

describe('what an story is about', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['Plant opened', ['KES'], ['KES']],
    ['Plant opened', ['XNAS:KES', '$F'], ['KES', 'F']],
    ['Plant opened', ['kes', 'KESX'], []],
    ['$KES and $F up', [], ['KES', 'F']],
    ['$KESX up', [], []],
    ['KES up', [], ['KES']],
    ['Kestrel opens a plant', [], ['KES']],
    ["Kestrel's plant", [], ['KES']],
    ['Kestrels nest; a kestrel hunts', [], []],
    ['Osprey Holdings plc and Bitcoin', [], ['OSPREY', 'BTC-USD']],
    ['An F for effort', [], []],
    ['BTC-USD above 100,000', [], ['BTC-USD']],
  ])('%j with symbols %j is about %j', (headline, symbols, expected) => {
    expect(MATCH(headline, symbols)).toEqual(expected);
  });
});

describe('repeats and times', () => {
  const house = () => {
    const seen: SeenHeadlines = new Map();
    return [createNewsIntake('a', MATCH, seen), createNewsIntake('b', MATCH, seen)] as const;
  };

  test('an story carries its receipt, its instruments and its score', () => {
    const [a] = house();
    expect(a.take(record({ clipped: true }), at(1))).toEqual({
      id: 'a1',
      feed: 'a',
      source: 'Wire',
      headline: 'Kestrel opens a plant',
      instruments: ['KES'],
      publishedMs: NOON,
      receivedMs: at(1),
      sentimentScore: 0,
      sentimentSource: 'lexicon',
      flags: ['Clipped'],
    });
  });

  test('the same id of one feed is a repeat, whatever it says; of another feed it is another story', () => {
    const [a, b] = house();
    a.take(record(), at(0));
    expect(a.take(record({ headline: 'Something else' }), at(1))).toBeUndefined();
    expect(b.take(record({ headline: 'Something else' }), at(1))).toBeDefined();
    expect(a.counts).toMatchObject({ stories: 1, duplicates: 1 });
  });

  test('the same words from another source are a repeat within a day, and another story after it', () => {
    const [a, b] = house();
    a.take(record(), at(0));
    expect(b.take(record({ id: 'b1', headline: 'KESTREL: opens a “plant”!' }), at(1))).toBeUndefined();
    const later = record({ id: 'b2', publishedMs: at(24 * 60 + 1) });
    expect(b.take(later, at(24 * 60 + 1))).toBeDefined();
    expect(a.take({ ...later, id: 'a9' }, at(24 * 60 + 1))).toBeUndefined();
  });

  test('headlines without a letter are told apart as they are written', () => {
    const [a] = house();
    a.take(record({ headline: '???' }), at(0));
    expect(a.take(record({ id: 'a2', headline: '!!!' }), at(0))).toBeDefined();
  });

  test('a time in the future is flagged and counted, and makes no later story go back', () => {
    const [a] = house();
    const take = (id: string, published: number, received: number) =>
      a.take(record({ id, headline: id, publishedMs: at(published) }), at(received))?.flags;
    expect(take('one minute ahead', 1, 0)).toEqual([]);
    expect(take('far ahead', 500, 2)).toEqual(['Future']);
    expect(take('now', 3, 3)).toEqual([]);
    expect(take('before', 2, 4)).toEqual(['WentBack']);
    expect(a.counts).toEqual({ stories: 4, duplicates: 0, future: 1, wentBack: 1 });
  });
});

describe('sentiment by a list of words', () => {
  test.each<[string, ReturnType<typeof sentimentWord>]>([
    ['Kestrel beats estimates', 'positive'],
    ['Kestrel raises its guidance', 'positive'],
    ['Kestrel shares surge on record profit', 'positive'],
    ['Kestrel upgraded to buy', 'positive'],
    ['Kestrel shares fall', 'negative'],
    ['Kestrel issues profit warning', 'negative'],
    ['Kestrel downgraded to sell', 'negative'],
    ['Kestrel files for bankruptcy', 'negative'],
    ['KESTREL PLUNGES', 'negative'],
    ['Kestrel does not beat estimates', 'negative'],
    ['Crude stocks at 420 million barrels', 'neutral'],
    ['Kestrel reports gross margin of 41%', 'neutral'],
    ['Kestrel pays interest on its debt securities', 'neutral'],
    ['Kestrel names a chief executive', 'neutral'],
    ['constructor __proto__ toString', 'neutral'],
    ['', 'neutral'],
  ])('%j is %s', (headline, word) => {
    const score = headlineSentiment(headline);
    expect(Math.abs(score)).toBeLessThanOrEqual(1);
    expect(sentimentWord(score)).toBe(word);
  });
});

describe('text of a source', () => {
  test.each([
    ['<p>Up <b>5%</b></p>', 'Up 5%'],
    ['margin <5% and >3%', 'margin <5% and >3%'],
    ['cut <a href="x', 'cut <a href="x'],
    ['a<!-- > hidden -->b', 'a b'],
    ['a<STYLE>p{}</style >b', 'a b'],
    ['a<styled>b</styled>', 'a b'],
    [
      '&lt;script&gt; &amp;amp; &#x1F600; &#xD800; &#0; &nope; &constructor;',
      '<script> &amp; 😀 &#0; &nope; &constructor;',
    ],
    ['left\u202eright\u0000\u200b end', 'left right end'],
  ])('%j reads %j', (markup, text) => {
    expect(plainText(markup)).toBe(text);
  });

  test('is clipped by characters, never inside one', () => {
    expect(clipped('😀'.repeat(5), 5)).toBe('😀'.repeat(5));
    expect(clipped('😀'.repeat(6), 5)).toBe(`${'😀'.repeat(4)}…`);
  });
});
