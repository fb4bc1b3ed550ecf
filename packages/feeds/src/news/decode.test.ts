import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FeedError } from '../failure.ts';
import { createNewsDecoder, sniffNews } from './decode.ts';
import type { NewsDecodeOptions, NewsDecoder, NewsRecord } from './record.ts';
import { MAX_DOCUMENT_BYTES } from './xml.ts';

type Policy = NewsDecodeOptions['onFault'];

/** Everything at once, or in pieces of `chunk` bytes. */
function read(feed: string | Uint8Array, onFault: Policy = 'Stop', chunk = Number.POSITIVE_INFINITY) {
  const bytes = typeof feed === 'string' ? Buffer.from(feed) : feed;
  const records: NewsRecord[] = [];
  const decoder: NewsDecoder = createNewsDecoder(sniffNews(bytes) ?? 'Lines', 'n', {
    onFault,
    take: (record) => records.push(record),
  });
  for (let at = 0; at < bytes.length; at += chunk) decoder.push(bytes.subarray(at, at + chunk));
  decoder.end();
  return { records, refused: decoder.refused(), fault: decoder.lastFault() };
}

function faultOf(feed: string | Uint8Array): FeedError {
  try {
    read(feed);
  } catch (error) {
    if (error instanceof FeedError) return error;
    throw error;
  }
  throw new Error('it was read');
}

const GOOD = {
  id: 'a1',
  publishedAt: '2026-03-02T14:30:00.250Z',
  source: 'Wire',
  headline: 'Kestrel opens a plant',
};
const line = (change: Readonly<Record<string, unknown>> = {}): string =>
  `${JSON.stringify({ ...GOOD, ...change })}\n`;

describe('news as JSON Lines', () => {
  test('an item has its members, its time in UTC', () => {
    const { records } = read(
      line({
        publishedAt: '2026-03-02T09:30:00.250-05:00',
        body: 'Two <b>lines</b>',
        url: 'https://x.test/a',
        symbols: ['KES'],
      }),
    );
    expect(records).toEqual([
      {
        id: 'a1',
        source: 'Wire',
        headline: 'Kestrel opens a plant',
        clipped: false,
        body: 'Two lines',
        url: 'https://x.test/a',
        symbols: ['KES'],
        publishedMs: Date.UTC(2026, 2, 2, 14, 30, 0, 250),
      },
    ]);
  });

  test('blank lines are nothing, a last line needs no newline, members that are not ours are passed over', () => {
    expect(
      read(`\n${line({ other: { deep: [1] } })}  \r\n${line({ id: 'a2' }).trim()}`).records,
    ).toHaveLength(2);
  });

  test.each<[string, string, string]>([
    ['id', line({ id: '' }), 'is empty'],
    ['id', line({ id: 7 }), 'must be text, got a number'],
    ['id', line({ id: 'x'.repeat(513) }), 'is longer than 512 characters'],
    ['publishedAt', line({ publishedAt: undefined }), 'is missing'],
    [
      'publishedAt',
      line({ publishedAt: '2026-03-02T14:30:00' }),
      '"2026-03-02T14:30:00" is not an ISO 8601 time with its zone',
    ],
    [
      'publishedAt',
      line({ publishedAt: '2026-02-30T14:30:00Z' }),
      '"2026-02-30T14:30:00Z" is not an ISO 8601 time with its zone',
    ],
    [
      'publishedAt',
      line({ publishedAt: '2026-03-02T24:30:00Z' }),
      '"2026-03-02T24:30:00Z" is not an ISO 8601 time with its zone',
    ],
    ['publishedAt', line({ publishedAt: 1_772_000_000 }), 'must be text, got a number'],
    ['source', line({ source: null }), 'is missing'],
    ['headline', line({ headline: ' <br/> ' }), 'has no text'],
    ['symbols', line({ symbols: 'KES' }), 'must be a list of texts'],
    ['symbols', line({ symbols: [1] }), 'must be a list of texts'],
    ['symbols', line({ symbols: ['x'.repeat(33)] }), 'has one that is longer than 32 characters'],
    ['url', line({ url: 'javascript:alert(1)' }), 'is not an http or https address'],
  ])('a record with a wrong %s is refused, by row and field: %j', (field, bad, reason) => {
    expect(faultOf(line() + bad)).toMatchObject({ file: 'n', row: 2, field, reason });
  });

  test.each<[string, string | Uint8Array]>([
    ['is not JSON', '{"id":\n'],
    ['is not a JSON object', '[1]\n'],
    ['is not UTF-8 text', Buffer.from([0x7b, 0xff, 0x7d, 0x0a])],
    ['is longer than 65536 bytes', `{"id":"${'x'.repeat(70_000)}"}\n`],
  ])('a line that %s is refused', (reason, bad) => {
    expect(faultOf(bad)).toMatchObject({ row: 1, reason });
  });

  test('under Skip the others are read, and the last reason is kept', () => {
    const feed = `${line()}${'x'.repeat(200_000)}\n${line({ id: 'a2' })}nonsense\n${line({ id: 'a3' })}`;
    const { records, refused, fault } = read(feed, 'Skip', 777);
    expect(records.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3']);
    expect({ refused, fault }).toEqual({ refused: 2, fault: 'n, row 4: is not JSON' });
  });

  test('cut anywhere, it is the same', () => {
    const feed = Buffer.from(line({ headline: 'Gewinn über Plan – 5 €' }) + line({ id: 'a2' }));
    const whole = read(feed);
    for (let chunk = 1; chunk < 90; chunk += 1) expect(read(feed, 'Stop', chunk)).toEqual(whole);
  });
});

const item = (inner: string): string => `<item>${inner}</item>`;
const rss = (...items: readonly string[]): string =>
  `<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Wire</title>\n${items.join('\n')}\n</channel></rss>`;
const RSS_GOOD =
  '<title>Kestrel opens a plant</title><guid>g1</guid><pubDate>Mon, 02 Mar 2026 14:30:00 GMT</pubDate>';
const entry = (inner: string): string => `<entry>${inner}</entry>`;
const atom = (...entries: readonly string[]): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>${entries.join('')}</feed>`;
const ATOM_GOOD = '<id>urn:1</id><title>Kestrel opens a plant</title><updated>2026-03-02T14:30:00Z</updated>';

describe('news as RSS 2.0 and Atom', () => {
  test('an RSS item: text, CDATA and references are one plain headline', () => {
    const { records } = read(
      rss(
        item(
          `<title>A &amp; B&#8217;s margin &lt;5% <![CDATA[<b>up</b> &hellip;]]></title><link>https://x.test/1</link><guid isPermaLink="false">g1</guid>
           <pubDate>Mon, 2 Mar 26 09:30 EST</pubDate><category>XNAS:KES</category><category>Business</category><description>&lt;p&gt;Text&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;</description>`,
        ),
      ),
    );
    expect(records).toEqual([
      {
        id: 'g1',
        source: 'Wire',
        headline: 'A & B’s margin <5% up …',
        clipped: false,
        body: 'Text',
        url: 'https://x.test/1',
        symbols: ['XNAS:KES', 'Business'],
        publishedMs: Date.UTC(2026, 2, 2, 14, 30),
      },
    ]);
  });

  test('an Atom entry: published before updated, the alternate link, markup of an xhtml title', () => {
    const { records } = read(
      atom(
        entry(`<id>urn:1</id><title type="xhtml"><div>Kestrel <em>opens</em> a plant</div></title><published>2026-03-02T14:30:00Z</published>
          <updated>2026-03-02T18:00:00Z</updated><link rel="self" href="https://x.test/self"/><link href="https://x.test/1"/><source><title>Other wire</title></source>`),
      ),
    );
    expect(records).toMatchObject([
      {
        id: 'urn:1',
        source: 'Other wire',
        headline: 'Kestrel opens a plant',
        url: 'https://x.test/1',
        publishedMs: Date.UTC(2026, 2, 2, 14, 30),
      },
    ]);
  });

  test('records come oldest first, whatever the order of the document', () => {
    const at = (hour: number) =>
      item(`<title>${hour}</title><guid>${hour}</guid><pubDate>Mon, 02 Mar 2026 ${hour}:00:00 GMT</pubDate>`);
    expect(read(rss(at(15), at(12), at(14))).records.map(({ id }) => id)).toEqual(['12', '14', '15']);
  });

  test('without a guid the link is the id', () => {
    const { records } = read(rss(item(RSS_GOOD.replace('<guid>g1</guid>', '<link>https://x.test/1</link>'))));
    expect(records[0]?.id).toBe('https://x.test/1');
  });

  test('a declared encoding is read as such', () => {
    const document = rss(item(RSS_GOOD.replace('plant', 'café'))).replace('?>', ' encoding="ISO-8859-1"?>');
    expect(read(Buffer.from(document, 'latin1')).records[0]?.headline).toBe('Kestrel opens a café');
  });

  test.each<[string, string, string]>([
    ['guid', rss(item(RSS_GOOD), item('<title>x</title>')), 'is missing, and so is a link in its place'],
    [
      'pubDate',
      rss(item(RSS_GOOD), item('<guid>2</guid><title>x</title>')),
      'is missing: news without its time has no age',
    ],
    [
      'pubDate',
      rss(item(RSS_GOOD), item('<guid>2</guid><title>x</title><pubDate>yesterday</pubDate>')),
      '"yesterday" is not an RFC 822 time with its zone',
    ],
    [
      'pubDate',
      rss(item(RSS_GOOD), item(RSS_GOOD.replace('02 Mar', '31 Feb'))),
      '"Mon, 31 Feb 2026 14:30:00 GMT" is not an RFC 822 time with its zone',
    ],
    ['title', rss(item(RSS_GOOD), item(RSS_GOOD.replace(/<title>.*<\/title>/, ''))), 'is missing'],
    [
      'link',
      rss(item(RSS_GOOD), item(`${RSS_GOOD}<link>javascript:alert(1)</link>`)),
      'is not an http or https address',
    ],
    ['id', atom(entry(ATOM_GOOD), entry(ATOM_GOOD.replace('<id>urn:1</id>', ''))), 'is missing'],
    [
      'updated',
      atom(entry(ATOM_GOOD), entry('<id>2</id><title>x</title>')),
      'is missing: news without its time has no age',
    ],
  ])(
    'a record with a wrong %s is refused, by number and field; the others are read under Skip',
    (field, bad, reason) => {
      expect(faultOf(bad)).toMatchObject({ file: 'n', record: 2, field, reason });
      expect(read(bad, 'Skip')).toMatchObject({ records: [expect.anything()], refused: 1 });
    },
  );

  test.each<[string, string]>([
    ['is neither an RSS 2.0 nor an Atom document', '<html><body/></html>'],
    ['is not well-formed XML', '<rss><channel></rss>'],
    ['is not well-formed XML', `<rss>${'<a>'.repeat(50)}${'</a>'.repeat(50)}</rss>`],
    ['is not well-formed XML', '<rss><__proto__/></rss>'],
    ['is in an encoding that is not known here, "klingon"', rss().replace('?>', ' encoding="klingon"?>')],
    ['has more than 5000 records', rss('<item/>'.repeat(5_001))],
    ['has a document type', `<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${rss()}`],
    ['has a document type', `<!doctype rss SYSTEM "file:///etc/passwd">${rss()}`],
  ])('a document that %s is refused whole, under Skip too: %j', (reason, bad) => {
    expect(faultOf(bad).reason).toContain(reason);
    expect(() => read(bad, 'Skip')).toThrow(reason);
  });

  test('a document beyond the size is refused before it is read', () => {
    expect(faultOf(`<rss>${' '.repeat(MAX_DOCUMENT_BYTES)}</rss>`).reason).toContain('is larger than');
  });
});

/** Bytes replaced, dropped, repeated or put in, at random places of a sound feed. */
const mutated = (sound: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.record({
        at: fc.nat(sound.length),
        drop: fc.nat(12),
        put: fc.oneof(
          fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
          fc
            .constantFrom(
              '<',
              '>',
              '&',
              '"',
              '{',
              '}',
              '\n',
              '<![CDATA[',
              ']]>',
              '<!--',
              '&#x0;',
              '\\ud800',
              '1e999',
              'null',
              '<item>',
            )
            .map((text) => Buffer.from(text)),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((edits) => {
      let bytes = sound;
      for (const { at, drop, put } of edits) {
        bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)]);
      }
      return bytes;
    });

describe('mutated feeds', () => {
  const wide = line({ body: 'b', url: 'https://x.test', symbols: ['KES'] });
  test.each<[string, Buffer, number]>([
    ['JSON Lines', Buffer.from(wide + line({ id: 'a2' })), 60_000],
    [
      'RSS',
      Buffer.from(rss(item(`${RSS_GOOD}<description><![CDATA[<p>x</p>]]></description>`), item(RSS_GOOD))),
      25_000,
    ],
    ['Atom', Buffer.from(atom(entry(`${ATOM_GOOD}<link href="https://x.test"/>`), entry(ATOM_GOOD))), 15_000],
  ])('%s: each is read, skipped or refused with a place; nothing else is thrown', (_name, sound, cases) => {
    let read_ = 0;
    let refused = 0;
    fc.assert(
      fc.property(mutated(sound), fc.constantFrom<Policy>('Stop', 'Skip'), (bytes, onFault) => {
        try {
          for (const { id, headline, symbols } of read(bytes, onFault, 97).records) {
            read_ += 1;
            const sound = id !== '' && headline !== '' && [...headline].length <= 300 && symbols.length <= 50;
            if (!sound) throw new Error(`not a record: ${JSON.stringify({ id, headline, symbols })}`);
          }
        } catch (error) {
          if (!(error instanceof FeedError) || error.reason === '') throw error;
          refused += 1;
        }
      }),
      { seed: 20_261_128, numRuns: cases },
    );
    expect(Math.min(read_, refused)).toBeGreaterThan(cases / 20);
  });
});
