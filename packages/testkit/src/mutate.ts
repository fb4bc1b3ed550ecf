/**
 * Damage done to recordings, for fuzzing decoders: what a bad line, a broken disk, a wrong clock, a careless editor or
 * an enemy would do. Seeded: a case is its number.
 */

export interface Random {
  /** A whole number below `n`. */
  readonly below: (n: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
}

/** Mulberry32: 32 bits of state, enough to choose damage by. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
  return { below, pick: (from) => from[below(from.length)]! };
}

const TELLING_BYTES = Buffer.from('\0\xff\n\r,"-.+0129eE{}[]<>: NABCDFRTZ\x7f', 'latin1');
const HUGE = [
  '9'.repeat(17),
  '9'.repeat(40),
  '9007199254740993',
  '18446744073709551616',
  '1e309',
  '-1',
  '0',
  '',
];

type Damage = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const cut = (bytes: Buffer, from: number, to: number, put: Uint8Array = Buffer.alloc(0)): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);

/** Where a run of digits begins and ends, near a place chosen at random; absent where there is none. */
function digitsNear(bytes: Buffer, random: Random): readonly [number, number] | undefined {
  const isDigit = (at: number): boolean => bytes[at]! >= 0x30 && bytes[at]! <= 0x39;
  let from = random.below(bytes.length);
  while (from < bytes.length && !isDigit(from)) from += 1;
  let to = from;
  while (to < bytes.length && isDigit(to)) to += 1;
  return from === to ? undefined : [from, to];
}

const DAMAGES: readonly Damage[] = [
  // A bit flips.
  (bytes, { below }) => {
    const at = below(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << below(8));
    return bytes;
  },
  (bytes, { below, pick }) => {
    bytes[below(bytes.length)] = pick([...TELLING_BYTES]);
    return bytes;
  },
  // Bytes are lost, come twice, or come from nowhere.
  (bytes, { below }) => {
    const from = below(bytes.length);
    return cut(bytes, from, from + 1 + below(24));
  },
  (bytes, { below }) => {
    const from = below(bytes.length);
    return cut(bytes, from, from, bytes.subarray(from, from + 1 + below(200)));
  },
  (bytes, { below }) => {
    const at = below(bytes.length);
    return cut(
      bytes,
      at,
      at,
      Uint8Array.from({ length: 1 + below(16) }, () => below(256)),
    );
  },
  (bytes, { below }) => bytes.subarray(0, below(bytes.length)),
  // A number is another one, or none.
  (bytes, random) => {
    const run = digitsNear(bytes, random);
    if (run !== undefined) bytes[run[0] + random.below(run[1] - run[0])] = 0x30 + random.below(10);
    return bytes;
  },
  (bytes, random) => {
    const run = digitsNear(bytes, random);
    return run === undefined ? bytes : cut(bytes, run[0], run[1], Buffer.from(random.pick(HUGE)));
  },
  (bytes, { below, pick }) => {
    const from = below(bytes.length);
    return bytes.fill(pick([0, 0xff, 0x7f, 0x80]), from, Math.min(bytes.length, from + pick([2, 4, 8])));
  },
  // Something of another place stands here.
  (bytes, { below, pick }, others) => {
    const other = pick(others);
    const from = below(other.length);
    const at = below(bytes.length);
    return cut(bytes, at, at + below(64), other.subarray(from, from + 1 + below(200)));
  },
];

/** @param records whole ones of a recording; @returns some of them, out of order or not, damaged in one to four places */
export function damaged(records: readonly Buffer[], random: Random, others: readonly Buffer[]): Buffer {
  const all = [...records];
  if (random.below(4) === 0) {
    const at = random.below(all.length);
    const [taken] = all.splice(at, 1);
    // Lost, moved, or replaced by one of another place.
    const put = random.pick([[], [taken!], [random.pick(others)], [taken!, taken!]]);
    all.splice(random.below(all.length + 1), 0, ...put);
  }
  let bytes: Buffer = Buffer.concat(all);
  for (let left = 1 + random.below(4); left > 0 && bytes.length > 0; left -= 1) {
    bytes = random.pick(DAMAGES)(bytes, random, others);
  }
  return bytes;
}

/** The bytes in pieces, cut anywhere; now and then one by one. */
export function inPieces(bytes: Uint8Array, random: Random): Uint8Array[] {
  if (bytes.length < 400 && random.below(16) === 0) return Array.from(bytes, (byte) => Uint8Array.of(byte));
  const cuts = Array.from({ length: random.below(5) }, () => random.below(bytes.length + 1));
  const ends = [...cuts.sort((a, b) => a - b), bytes.length];
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1]!, end));
}
