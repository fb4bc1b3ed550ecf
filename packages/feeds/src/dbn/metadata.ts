/**
 * The header of a Databento Binary Encoding file, versions 1 to 3 (DBN.md): what was asked for, and how the
 * numbers of instruments are called. All integers little-endian, texts of fixed length filled up with zeros.
 */
import { FeedError } from '../failure.ts';

export interface DbnMetadata {
  readonly version: number;
  /** `GLBX.MDP3`: the publisher's code, then its feed. */
  readonly dataset: string;
  /** Each record ends with when it was sent, 8 bytes more. */
  readonly hasTsOut: boolean;
  /** By instrument id. */
  readonly symbols: ReadonlyMap<number, string>;
}

/** `DBN`, version, length of what follows. */
export const PRELUDE_BYTES = 8;
/** A file of all of a venue's options names some 100,000 of them. */
const MAX_METADATA_BYTES = 32 << 20;
const MAX_VERSION = 3;
/** Dataset to reserved: in each version as long. */
const FIXED_BYTES = 100;
const V1_SYMBOL_BYTES = 22;
const DAY_BYTES = 8;
const INSTRUMENT_ID = 0;

/** @throws FeedError where it is no such file, or of a version that is not known here */
export function metadataLength(file: string, prelude: Buffer): number {
  const refuse = refuser(file);
  if (prelude.toString('latin1', 0, 3) !== 'DBN') throw refuse(0, 'magic', 'must be "DBN"');
  const version = prelude[3]!;
  if (version < 1 || version > MAX_VERSION) {
    throw refuse(3, 'version', `must be 1 to ${MAX_VERSION}, got ${version}`);
  }
  const length = prelude.readUInt32LE(4);
  if (length < FIXED_BYTES || length > MAX_METADATA_BYTES) {
    throw refuse(4, 'length', `must be ${FIXED_BYTES} to ${MAX_METADATA_BYTES}, got ${length}`);
  }
  return PRELUDE_BYTES + length;
}

/**
 * @param bytes prelude and metadata, whole
 * @throws FeedError naming byte, field and reason
 */
export function readMetadata(file: string, bytes: Buffer): DbnMetadata {
  const refuse = refuser(file);
  let at = PRELUDE_BYTES;
  const need = (count: number, field: string): number => {
    const start = at;
    at += count;
    if (at > bytes.length) throw refuse(start, field, 'runs over the end of the metadata');
    return start;
  };
  const u8 = (field: string): number => bytes[need(1, field)]!;
  const u16 = (field: string): number => bytes.readUInt16LE(need(2, field));
  const u32 = (field: string): number => bytes.readUInt32LE(need(4, field));
  const text = (length: number, field: string): string => {
    const start = need(length, field);
    const filled = bytes.toString('latin1', start, start + length);
    const found = filled.replace(/\0.*$/s, '');
    if (!/^[\x21-\x7e][\x20-\x7e]*$/.test(found)) throw refuse(start, field, 'is not a printable text');
    return found;
  };

  const version = bytes[3]!;
  const dataset = text(16, 'dataset');
  // Schema, start, end, limit; version 1 also tells a number of records, which nobody fills in.
  need(version === 1 ? 34 : 26, 'start');
  need(1, 'stype_in');
  const stypeOut = u8('stype_out');
  const hasTsOut = u8('ts_out') !== 0;
  const symbolBytes = version === 1 ? V1_SYMBOL_BYTES : u16('symbol_cstr_len');
  if (symbolBytes < 2 || symbolBytes > 1024) {
    throw refuse(at - 2, 'symbol_cstr_len', `must be 2 to 1024, got ${symbolBytes}`);
  }
  at = PRELUDE_BYTES + FIXED_BYTES;
  need(u32('schema_definition_length'), 'schema_definition');
  for (const list of ['symbols', 'partial', 'not_found']) need(u32(list) * symbolBytes, list);

  const symbols = new Map<number, string>();
  for (let left = u32('mappings'); left > 0; left -= 1) {
    const raw = text(symbolBytes, 'raw_symbol');
    for (let intervals = u32('intervals'); intervals > 0; intervals -= 1) {
      need(DAY_BYTES, 'start_date');
      const start = at;
      const mapped = text(symbolBytes, 'symbol');
      if (stypeOut !== INSTRUMENT_ID) continue;
      const id = Number(mapped);
      if (!/^\d{1,10}$/.test(mapped) || id > 0xffff_ffff) {
        throw refuse(start, 'symbol', 'is not the number of an instrument');
      }
      symbols.set(id, raw);
    }
  }
  return { version, dataset, hasTsOut, symbols };
}

const refuser =
  (file: string) =>
  (byte: number, field: string, reason: string): FeedError =>
    new FeedError({ file, byte, field: `metadata ${field}`, reason });
