/**
 * Differences of safe integers as zigzag varints: 7 bits a byte, lowest first, the high bit set in all but the
 * last; 0, -1, 1, -2 ... are 0, 1, 2, 3 ... Two safe integers may lie up to 2^54 apart, which a double does not
 * hold: such a difference takes a slower way and the same bytes.
 */

/** Differences below this are exact in a double, and so is their zigzag. */
const EXACT = 2 ** 48;
const SHORT = 2 ** 27;
/** A varint of this many bytes or more may not be exact in a double. */
const WIDE_BYTES = 8;
export const MAX_VARINT_BYTES = 8;

/** Writes `value - before`; returns where the next byte goes. */
export function putDelta(bytes: Uint8Array, start: number, value: number, before: number): number {
  const delta = value - before;
  let at = start;
  if (delta >= -SHORT && delta < SHORT) {
    let rest = (delta << 1) ^ (delta >> 31);
    while (rest >= 0x80) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    return at;
  }
  if (delta < -EXACT || delta >= EXACT) return putWide(bytes, at, BigInt(value) - BigInt(before));
  let rest = delta >= 0 ? delta * 2 : -2 * delta - 1;
  while (rest >= 0x80) {
    const higher = Math.floor(rest / 0x80);
    bytes[at++] = (rest - higher * 0x80) | 0x80;
    rest = higher;
  }
  bytes[at++] = rest;
  return at;
}

function putWide(bytes: Uint8Array, start: number, delta: bigint): number {
  let rest = delta >= 0n ? delta * 2n : -2n * delta - 1n;
  let at = start;
  while (rest >= 0x80n) {
    bytes[at++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  bytes[at++] = Number(rest);
  return at;
}

/** A place in bytes that are read in order. Reading past the end leaves `at` beyond it: the caller looks once. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Reads what `putDelta` wrote: `before` plus the difference. */
export function takeDelta(cursor: Cursor, before: number): number {
  const { bytes } = cursor;
  let at = cursor.at;
  let byte = bytes[at++]!;
  if (byte < 0x80) {
    cursor.at = at;
    return before + ((byte >>> 1) ^ -(byte & 1));
  }
  let low = byte & 0x7f;
  let shift = 7;
  do {
    byte = bytes[at++]!;
    low |= (byte & 0x7f) << shift;
    shift += 7;
  } while (byte >= 0x80 && shift < 28);
  if (!(byte >= 0x80)) {
    cursor.at = at;
    return before + ((low >>> 1) ^ -(low & 1));
  }
  let value = low;
  let unit = 2 ** 28;
  do {
    byte = bytes[at++]!;
    value += (byte & 0x7f) * unit;
    unit *= 0x80;
    if (at - cursor.at >= WIDE_BYTES) return takeWide(cursor, before);
  } while (byte >= 0x80);
  cursor.at = at;
  return before + (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
}

function takeWide(cursor: Cursor, before: number): number {
  let value = 0n;
  let shift = 0n;
  let byte: number;
  do {
    byte = cursor.bytes[cursor.at++]!;
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
  } while (byte >= 0x80 && shift < 63n);
  const delta = value % 2n === 0n ? value / 2n : -(value + 1n) / 2n;
  return Number(BigInt(before) + delta);
}
