/** Lists of price levels as venues write them. */
import type { Side } from '@fairlead/domain';
import type { LevelChange } from './ladder.ts';
import { fixed, fixedAboveZero, list, Unsound } from './message.ts';

/** What stands in a list: levels that are all there, or changes, where a size of 0 takes a level away. */
export type ListOf = 'levels' | 'changes';

/** More than any message carries. */
const MAX_ROWS = 100_000;

/** `[[price, size, ...], ...]`, of which each row has at least two members. */
export function readLevels(value: unknown, field: string, side: Side, of: ListOf): LevelChange[] {
  const rows = list(value, field);
  if (rows.length > MAX_ROWS) throw new Unsound(field, `has ${rows.length} rows, more than ${MAX_ROWS}`);
  return rows.map((row, i) => readLevel(row, `${field}[${i}]`, side, of));
}

export function readLevel(value: unknown, field: string, side: Side, of: ListOf): LevelChange {
  const row = list(value, field);
  return {
    side,
    px: beyondScale(row[0]) ?? fixedAboveZero(row[0], `${field} price`),
    qty: beyondScale(row[1]) ?? (of === 'levels' ? fixedAboveZero : fixed)(row[1], `${field} size`),
    digits: '',
  };
}

/**
 * A price or size above what the scale holds: somebody asks 9,999,999,997.00 on several books, and bids for a
 * hundred million units of a cheap coin. It can't be exact and is never handed out, but has its place in the book.
 */
function beyondScale(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{8,15}(\.\d{1,12})?$/.test(value)) return undefined;
  const scaled = Number(value) * 1e8;
  return scaled > Number.MAX_SAFE_INTEGER ? scaled : undefined;
}
