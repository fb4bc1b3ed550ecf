/**
 * Reading one JSON message strictly: each function gives the member in the type it must have or throws `Unsound`
 * with the member's name and the reason, which the venue's intake turns into a `FeedError` with the position.
 */
import type { Side } from '@fairlead/domain';
import { fixedOfNumber, parseFixed } from './fixed.ts';

/** What is wrong with a message. Never leaves this folder. */
export class Unsound extends Error {
  readonly field: string | undefined;
  constructor(field: string | undefined, reason: string) {
    super(reason);
    this.field = field;
  }
}

export type Members = Readonly<Record<string, unknown>>;

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unsound(undefined, `is not JSON: ${shown(text)}`);
  }
}

export function members(value: unknown, field?: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unsound(field, `must be an object, got ${shown(value)}`);
  }
  return value as Members;
}

export function list(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unsound(field, `must be a list, got ${shown(value)}`);
  return value;
}

const MAX_TEXT = 64;

/** Of 1 to 64 characters: symbols, ids and codes, nothing that could fill a memory. */
export function word(value: unknown, field: string): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_TEXT) {
    throw new Unsound(field, `must be a text of 1 to ${MAX_TEXT} characters, got ${shown(value)}`);
  }
  return value;
}

/** A whole number from 0, written as a number or, where a venue does so, as its digits. */
export function whole(value: unknown, field: string): number {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
    throw new Unsound(field, `must be a whole number from 0 that a double holds, got ${shown(value)}`);
  }
  return number;
}

/** A price or a size in 1/100,000,000. */
export function fixed(value: unknown, field: string): number {
  const exact =
    typeof value === 'string'
      ? parseFixed(value)
      : typeof value === 'number'
        ? fixedOfNumber(value)
        : undefined;
  if (exact === undefined) {
    throw new Unsound(field, `must be a decimal number from 0 of at most 8 places, got ${shown(value)}`);
  }
  return exact;
}

/** As `fixed`, and above zero. */
export function fixedAboveZero(value: unknown, field: string): number {
  const exact = fixed(value, field);
  if (exact === 0) throw new Unsound(field, 'must be above zero');
  return exact;
}

/** The venue's two words for the sides, buy first. */
export function sideOf(value: unknown, field: string, [buy, sell]: readonly [string, string]): Side {
  if (value === buy) return 'Buy';
  if (value === sell) return 'Sell';
  throw new Unsound(field, `must be ${buy} or ${sell}, got ${shown(value)}`);
}

export const otherSide = (side: Side): Side => (side === 'Buy' ? 'Sell' : 'Buy');

const CLIP = 60;

/** For a message to a person: short, printable, one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `"${value.slice(0, CLIP + 1)}"` : nameOf(value);
  const line = text.replace(/[^\x20-\x7e]/g, '?');
  return line.length > CLIP ? `${line.slice(0, CLIP)}...` : line;
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
