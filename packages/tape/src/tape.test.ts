/** A tape gives back what it was given: whole, from any instant, and after any damage a whole prefix or a typed error. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecord, type FeedRecord } from '@fairlead/feeds';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STATUSES, TYPES } from './columns.ts';
import {
  createDigest,
  isTape,
  openTape,
  pruneTapes,
  TapeError,
  type TapeSession,
  writeTape,
} from './index.ts';

const SESSION: TapeSession = { date: '2012-06-21', zone: 'America/New_York', pxDecimals: 4, qtyDecimals: 0 };
const PROPERTY = { seed: 42, numRuns: 200 };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fairlead-tape-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const number = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -200, max: 200 }) },
  { weight: 2, arbitrary: fc.maxSafeInteger() },
  { weight: 1, arbitrary: fc.constantFrom(0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER) },
);
const name = fc.oneof(fc.constantFrom('LIT-A', 'LIT-B', ''), fc.string({ unit: 'grapheme', maxLength: 12 }));
const anyRecord: fc.Arbitrary<FeedRecord> = fc.record({
  type: fc.constantFrom(...TYPES),
  seq: number,
  tsEvent: number,
  tsRecv: number,
  venue: name,
  instrument: name,
  orderId: number,
  newOrderId: number,
  side: fc.constantFrom('Buy', 'Sell', undefined),
  px: number,
  qty: number,
  status: fc.constantFrom(...STATUSES),
});
const records = (constraints: fc.ArrayConstraints = {}) =>
  fc.array(anyRecord, { minLength: 1, maxLength: 60, ...constraints });

/** Small blocks and segments, so that a few records make several of each. */
const SMALL = { blockRecords: 7, segmentBytes: 400 };

function write(all: readonly FeedRecord[], options = SMALL): void {
  rmSync(dir, { recursive: true, force: true });
  const tape = writeTape(dir, SESSION, options);
  for (const record of all) tape.append(record);
  tape.close();
}
const read = (from = {}): FeedRecord[] => [
  ...(function* () {
    for (const { tapeSeq: _, ...record } of openTape(dir).read(from)) yield record;
  })(),
];
const segments = (): string[] => readdirSync(dir).sort();
const segment = (nth = 0): string => join(dir, segments()[nth]!);

function refusal(work: () => unknown): TapeError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(TapeError);
    return error as TapeError;
  }
  throw new Error('it was not refused');
}

/** What is read is a prefix of what was written, or reading it is refused in words that name the segment. */
function expectPrefixOrRefusal(all: readonly FeedRecord[]): void {
  const got: FeedRecord[] = [];
  try {
    for (const { tapeSeq: _, ...record } of openTape(dir).read()) got.push(record);
  } catch (error) {
    expect(error).toBeInstanceOf(TapeError);
    expect((error as TapeError).segment).toContain(dir);
  }
  expect(got).toEqual(all.slice(0, got.length));
}

const day = (count: number, step = 1_000): FeedRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    ...createRecord('LIT-A', 'KESTREL'),
    type: 'Level',
    side: i % 2 === 0 ? 'Buy' : 'Sell',
    tsEvent: 34_200_000_000_000 + i * step,
    tsRecv: 34_200_000_000_100 + i * step,
    seq: i + 1,
    px: 1_000_000 + (i % 13) * 100,
    qty: 100 + i,
  }));

describe('writing and reading', () => {
  test('any records come back, member for member, over blocks and segments', () => {
    fc.assert(
      fc.property(records(), (all) => {
        write(all);
        expect(read()).toEqual(all);
        const { streams, records: count } = openTape(dir);
        expect(count).toBe(all.length);
        const named = new Set(all.map(({ venue, instrument }) => JSON.stringify({ venue, instrument })));
        expect(new Set(streams.map((stream) => JSON.stringify(stream)))).toEqual(named);
      }),
      PROPERTY,
    );
  });

  test('reading from any instant or record is the end of the whole reading, where clocks step back too', () => {
    const near = fc.array(
      anyRecord.chain((record) => fc.integer({ min: 0, max: 30 }).map((tsRecv) => ({ ...record, tsRecv }))),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(
        near,
        fc.integer({ min: -2, max: 32 }),
        fc.integer({ min: -2, max: 70 }),
        (all, ts, seq) => {
          write(all);
          const first = all.findIndex(({ tsRecv }) => tsRecv >= ts);
          expect(read({ fromTs: ts })).toEqual(first < 0 ? [] : all.slice(first));
          expect(read({ fromSeq: seq })).toEqual(all.slice(Math.max(seq - 1, 0)));
        },
      ),
      PROPERTY,
    );
  });

  test('records are numbered from 1, on through segments and writers', () => {
    write(day(20));
    const again = writeTape(dir, SESSION, SMALL);
    expect(again.append(day(1)[0]!)).toBe(21);
    again.close();
    expect([...openTape(dir).read()].length).toBe(21);
    expect([...openTape(dir).read({ fromSeq: 19 })].map(({ tapeSeq }) => tapeSeq)).toHaveLength(3);
  });

  test('a tape that is being written holds what was flushed', () => {
    const tape = writeTape(dir, SESSION);
    for (const record of day(10)) tape.append(record);
    expect(isTape(dir)).toBe(false);
    tape.flush();
    expect(isTape(dir)).toBe(true);
    tape.append(day(1)[0]!);
    expect(read()).toEqual(day(10));
    expect(openTape(dir)).toMatchObject({ records: 10, firstSeq: 1, streams: [{ venue: 'LIT-A' }] });
    tape.close();
    expect(read()).toHaveLength(11);
  });

  test('a number that is no safe integer is a broken rule of ours', () => {
    const tape = writeTape(dir, SESSION);
    const broken = { ...createRecord('A', 'B'), px: 0.5 };
    expect(() => tape.append(broken)).toThrow('safe integers');
    tape.close();
  });

  test('the digest is of the records: from whichever blocks, and another for any other record', () => {
    const digestOf = (all: Iterable<FeedRecord>): string => {
      const digest = createDigest();
      for (const record of all) digest.add(record);
      return digest.hex();
    };
    fc.assert(
      fc.property(records({ minLength: 2 }), fc.nat(), (all, nth) => {
        write(all);
        expect(digestOf(openTape(dir).read())).toBe(digestOf(all));
        const at = nth % all.length;
        const other = all.with(at, { ...all[at]!, qty: all[at]!.qty === 1 ? 2 : 1 });
        expect(digestOf(other)).not.toBe(digestOf(all));
      }),
      { ...PROPERTY, numRuns: 50 },
    );
  });
});

describe('damage', () => {
  test('any cut of the last segment gives whole blocks, and a writer goes on from there', () => {
    const all = day(23);
    write(all, { ...SMALL, segmentBytes: 1e6 });
    const whole = readFileSync(segment());
    const start = openTape(dir).segments[0]!.blocks[0]!.offset;
    for (let cut = 0; cut < whole.length; cut++) {
      writeFileSync(segment(), whole.subarray(0, cut));
      // A segment without a whole header holds nothing.
      const got = cut < start ? [] : read();
      if (cut < start) expect(refusal(read).reason).toBe('holds no tape');
      expect(got).toEqual(all.slice(0, got.length));
      expect(got.length % 7 === 0 || got.length === 23).toBe(true);
      if (cut % 5 !== 0) continue;
      const again = writeTape(dir, SESSION, SMALL);
      for (const record of all.slice(got.length)) again.append(record);
      again.close();
      expect(read()).toEqual(all);
      for (const name of segments()) rmSync(join(dir, name));
      writeFileSync(join(dir, 'tape-000000000000001.tape'), whole);
    }
  });

  test('any bit flipped in a closed tape is refused, or gives a whole prefix', () => {
    const all = day(30);
    write(all);
    const files = segments().map((of) => [join(dir, of), readFileSync(join(dir, of))] as const);
    expect(files.length).toBeGreaterThan(1);
    fc.assert(
      fc.property(fc.nat(files.length - 1), fc.nat(), fc.nat(7), (nth, at, bit) => {
        const [path, bytes] = files[nth]!;
        const broken = Buffer.from(bytes);
        const place = at % bytes.length;
        broken[place] = broken[place]! ^ (1 << bit);
        writeFileSync(path, broken);
        expectPrefixOrRefusal(all);
        writeFileSync(path, bytes);
      }),
      { ...PROPERTY, numRuns: 1_000 },
    );
  });

  test('any bit flipped in a tape that a crash left open is refused, or gives a whole prefix', () => {
    const all = day(28);
    const tape = writeTape(dir, SESSION, { ...SMALL, segmentBytes: 1e6 });
    for (const record of all) tape.append(record);
    const bytes = readFileSync(segment());
    expect(read()).toEqual(all);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const broken = Buffer.from(bytes);
        broken[at] = broken[at]! ^ (1 << bit);
        writeFileSync(segment(), broken);
        expectPrefixOrRefusal(all);
      }),
      { ...PROPERTY, numRuns: 1_000 },
    );
  });

  test('what a crash left open is not lost beyond its last block, and zeros at its end are no fault', () => {
    const tape = writeTape(dir, SESSION, { ...SMALL, segmentBytes: 1e6 });
    for (const record of day(16)) tape.append(record);
    const flushed = readFileSync(segment());
    writeFileSync(segment(), Buffer.concat([flushed, Buffer.alloc(5_000)]));
    expect(read()).toEqual(day(14));
    const again = writeTape(dir, SESSION, SMALL);
    expect(again.lastSeq()).toBe(14);
    again.close();
    expect(statSync(segment()).size).toBeLessThan(flushed.length + 1_000);
    expect(openTape(dir).segments[0]?.closed).toBe(true);
  });

  test('a block that is not as it was written is named', () => {
    write(day(21), { ...SMALL, segmentBytes: 1e6 });
    const [, second] = openTape(dir).segments[0]!.blocks;
    const bytes = readFileSync(segment());
    bytes[second!.offset + 60]! ^= 1;
    writeFileSync(segment(), bytes);
    const error = refusal(() => read());
    expect(error).toMatchObject({ segment: segment(), block: 2, reason: 'its checksum does not match' });
    expect(error.message).toBe(`${segment()}, block 2: its checksum does not match`);
    // What lies before it is still read, and what lies behind it from there.
    expect(read({ fromSeq: 15 })).toEqual(day(21).slice(14));
  });

  test('another version, another file, a missing segment and a missing end are refused by name', () => {
    write(day(40));
    const paths = segments().map((of) => join(dir, of));
    expect(paths.length).toBeGreaterThan(2);
    const first = readFileSync(paths[0]!);
    const newer = Buffer.from(first);
    newer.writeUInt16LE(2, 4);
    writeFileSync(paths[0]!, newer);
    expect(refusal(() => openTape(dir)).reason).toBe('is of version 2, and this release reads version 1');
    writeFileSync(paths[0]!, 'time,px,qty\n');
    expect(refusal(() => openTape(dir)).reason).toBe('is no segment of a tape');
    writeFileSync(paths[0]!, first);
    truncateSync(paths[0]!, first.length - 3);
    expect(refusal(() => openTape(dir)).reason).toContain('its end is missing');
    writeFileSync(paths[0]!, first);
    rmSync(paths[1]!);
    expect(refusal(() => openTape(dir)).message).toMatch(/begins with record \d+, and 15 should follow/);
  });

  test("another session's tape is not written on, and a folder that can't be made is one sentence", () => {
    write(day(3));
    const other = { ...SESSION, date: '2012-06-22' };
    expect(refusal(() => writeTape(dir, other)).reason).toBe(
      'is of another session: date is 2012-06-21, not 2012-06-22',
    );
    expect(read()).toEqual(day(3));
    writeFileSync(join(dir, 'file'), '');
    expect(refusal(() => writeTape(join(dir, 'file', 'tape'), SESSION)).reason).toMatch(
      /^can't be written: .*\((ENOTDIR|EEXIST)\)$/,
    );
    expect(refusal(() => openTape(join(dir, 'none'))).reason).toMatch(/ENOENT/);
  });

  test('a disk that refuses ends the tape with a typed error, and what was whole before stays', () => {
    const tape = writeTape(dir, SESSION, { blockRecords: 7, segmentBytes: 100 });
    for (const record of day(13)) tape.append(record);
    // The next segment's name is taken: what it can't create, it can't write.
    const taken = join(dir, 'tape-000000000000008.tape');
    mkdirSync(taken);
    expect(refusal(() => tape.append(day(1)[0]!)).reason).toMatch(/^can't be written: .*\(E[A-Z]+\)$/);
    expect(() => tape.append(day(1)[0]!)).toThrow('is written no more');
    rmSync(taken, { recursive: true });
    expect(read()).toEqual(day(7));
  });
});

describe('retention', () => {
  test('deletes the oldest segments until the rest fits, never the one being written', () => {
    const at = (name: string): string => join(dir, 'runs', name);
    for (const [nth, name] of ['2026-01-01', '2026-01-02'].entries()) {
      const tape = writeTape(at(name), SESSION, { blockRecords: 7, segmentBytes: 100 });
      for (const record of day(21)) tape.append(record);
      tape.close();
      for (const [i, file] of readdirSync(at(name)).sort().entries()) {
        utimesSync(join(at(name), file), 1_000 + nth * 100 + i, 1_000 + nth * 100 + i);
      }
    }
    const paths = ['2026-01-01', '2026-01-02'].flatMap((name) =>
      readdirSync(at(name))
        .sort()
        .map((file) => join(at(name), file)),
    );
    expect(paths).toHaveLength(6);
    const bytes = paths.map((path) => statSync(path).size);
    const total = bytes.reduce((sum, size) => sum + size, 0);
    const nowMs = 1_102_000;
    const all = { maxBytes: total, maxAgeMs: 1e9 };
    expect(pruneTapes(join(dir, 'runs'), all, { nowMs })).toEqual([]);
    const less = { maxBytes: total - 1, maxAgeMs: 1e9 };
    expect(pruneTapes(join(dir, 'runs'), less, { nowMs })).toEqual([paths[0]]);
    // A tape without its first segments is read from the first that is left.
    expect(openTape(at('2026-01-01'))).toMatchObject({ records: 14, firstSeq: 8 });
    const young = { maxBytes: total, maxAgeMs: 1_500 };
    expect(pruneTapes(join(dir, 'runs'), young, { nowMs, writing: paths[2] })).toEqual([paths[1], paths[3]]);
    expect(pruneTapes(join(dir, 'runs'), { maxBytes: 0, maxAgeMs: 0 }, { nowMs, writing: paths[5] })).toEqual(
      [paths[2], paths[4]],
    );
  });
});
