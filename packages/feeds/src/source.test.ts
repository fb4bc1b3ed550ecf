/** A packed file gives all that was packed, or a FeedError: never a part of it in silence. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { createRandom, damaged, recorded, zipOf } from '@fairlead/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { FeedError } from './failure.ts';
import { chunksOf, findSource } from './source.ts';
import { zstdFrames } from './zstd-frames.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 600,000 bytes that do not pack well: several chunks in, several chunks out. */
const LONG = Buffer.from(Array.from({ length: 600_000 }, (_, i) => (i * i * 2_654_435_761) >>> 13));
const XZ_ONE = '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQADb25lCgD1XLtWH8b9hgABHARvLJzBH7bzfQEAAAAABFla';
const XZ_TWO = '/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQADdHdvCgB0CBeWAAEYBGvp8KWQQpkNAQAAAAABWVo=';
/** With a checksum, as the packer's own tool writes it; without one damage can't always be seen. */
const zstd = (bytes: Buffer): Buffer =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);

interface Packing {
  readonly name: string;
  readonly parts: readonly Buffer[];
  readonly unpacked: Buffer;
}
const text = Buffer.from('one\ntwo\n');
const packings: readonly Packing[] = [
  { name: 'a.csv.gz', parts: [gzipSync(LONG), gzipSync(text)], unpacked: Buffer.concat([LONG, text]) },
  {
    name: 'a.csv.zst',
    parts: [skippable, zstd(LONG), skippable, zstd(text)],
    unpacked: Buffer.concat([LONG, text]),
  },
  {
    name: 'a.csv.xz',
    parts: [Buffer.from(XZ_ONE, 'base64'), Buffer.from(XZ_TWO, 'base64')],
    unpacked: text,
  },
  { name: 'a.zip', parts: [zipOf([['a.csv', LONG]], 8)], unpacked: LONG },
];

describe.each(packings)('$name', ({ name, parts, unpacked }) => {
  const packed = Buffer.concat(parts);

  test('gives its parts one after another, as often as it is opened', async () => {
    const path = write(name, packed);
    const source = await findSource(path);
    expect(source.inner).toBe('a.csv');
    expect((await bytesOf(path)).equals(unpacked)).toBe(true);
    for await (const chunk of chunksOf(source)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await bytesOf(path)).equals(unpacked)).toBe(true);
  });

  test('is refused where it is cut inside a part', async () => {
    const first = parts.find((part) => part !== skippable)!.length;
    const cuts = [1, 2, 3, 9].map((less) => packed.length - less);
    for (const length of [...cuts, first - 1, Math.floor(first / 2), 20]) {
      await expect(bytesOf(write(name, packed.subarray(0, length)))).rejects.toThrow(FeedError);
    }
  });

  test('is refused where something else follows it', async () => {
    await expect(bytesOf(write(name, Buffer.concat([packed, Buffer.from('garbage!')])))).rejects.toThrow(
      FeedError,
    );
  });

  test('is refused where a packed byte is not what was packed', async () => {
    const at = Math.floor(packed.length / 3);
    const damaged = Buffer.from(packed);
    damaged[at] = damaged[at]! ^ 0x10;
    const failure = bytesOf(write(name, damaged));
    await expect(failure).rejects.toThrow(FeedError);
    await expect(failure).rejects.toThrow(name);
  });
});

describe('damage to a packed file', () => {
  const bytes = LONG.subarray(0, 20_000);
  test.each([
    ['d.gz', gzipSync(bytes)],
    ['d.zst', zstd(bytes)],
    ['d.zip', zipOf([['a.csv', bytes]], 8)],
  ])('gives all that was packed in %s, or a FeedError', async (name, packed) => {
    let refused = 0;
    for (let nth = 0; nth < 150; nth += 1) {
      const file = damaged([packed], createRandom(nth), [packed]);
      try {
        const got = await bytesOf(write(name, file));
        // Without its first bytes it is no packed file any more, but a plain one.
        expect(got.equals(bytes) || got.equals(file), `case ${nth}`).toBe(true);
      } catch (failure) {
        if (!(failure instanceof FeedError)) throw failure;
        expect(failure.message.startsWith(join(folder, name))).toBe(true);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(75);
  });
});

test('gzip members that end with a chunk of the file are all read', async () => {
  // A member's comment, which ends with a zero byte, fills it up to the size in which files are read.
  const short = gzipSync(text);
  const comment = Buffer.alloc((1 << 18) - short.length, 'c');
  comment[comment.length - 1] = 0;
  const member = Buffer.concat([short.subarray(0, 10), comment, short.subarray(10)]);
  member[3] = 0x10;
  expect((await bytesOf(write('b.gz', Buffer.concat([member, member, short])))).toString()).toBe(
    'one\ntwo\n'.repeat(3),
  );
});

test('Zstandard frames are read however the file’s chunks cut them', async () => {
  const packed = Buffer.concat([
    zstdCompressSync(text),
    skippable,
    zstd(LONG.subarray(0, 5000)),
    zstdCompressSync(Buffer.alloc(0)),
  ]);
  const whole = await framesOf(packed, packed.length);
  expect(whole).toHaveLength(3);
  for (const size of [1, 2, 3, 5, 7, 100]) {
    const pieces = await framesOf(packed, size);
    expect(Buffer.concat(pieces).equals(Buffer.concat(whole))).toBe(true);
  }
});

test('the recorded futures file holds two frames, both of which are read', async () => {
  const path = recorded('cme-mbo/esh4-glbx-mdp3-20231224.mbo.dbn.zst');
  if (path === undefined) return;
  // 8 bytes, a header of 198, 8,725 records of 56.
  expect(await bytesOf(path)).toHaveLength(8 + 198 + 8725 * 56);
  const cut = write('cut.dbn.zst', readFileSync(path).subarray(0, 206));
  await expect(bytesOf(cut)).rejects.toThrow('unexpected end of file');
});

async function framesOf(packed: Buffer, size: number): Promise<Buffer[]> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < packed.length; at += size) yield packed.subarray(at, at + size);
  }
  const pieces: Buffer[] = [];
  for await (const piece of zstdFrames(chunks())) pieces.push(Buffer.from(piece));
  return pieces;
}

async function bytesOf(path: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunksOf(await findSource(path))) parts.push(chunk);
  return Buffer.concat(parts);
}

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
