/**
 * Domain values to columns and back. Integers become `bigint` and return checked: what is not a safe integer in
 * the database is refused with its table and column, never rounded. Absent is NULL.
 *
 * PostgreSQL's text holds neither NUL nor half a surrogate pair; a name or reason may. Those units, and the escape
 * itself, are written as U+0010 and four hex digits; all other text is as it was.
 */
import type { MarketStamp, Px } from '@fairlead/domain';
import { StoreError } from './failure.ts';

// The escape, NUL, and surrogates without their other half.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNSTORABLE = /[\u0000\u0010]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is one
const ESCAPED = /\u0010([0-9a-f]{4})/g;

export const toText = (text: string): string =>
  text.replace(UNSTORABLE, (unit) => `\u0010${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

export const fromText = (text: string): string =>
  text.includes('\u0010')
    ? text.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;

export const maybeText = (text: string | undefined): string | null =>
  text === undefined ? null : toText(text);
export const toBig = (n: number): bigint => BigInt(n);
export const maybeBig = (n: number | undefined): bigint | null => (n === undefined ? null : BigInt(n));

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** @throws StoreError `DataInvalid` beyond a safe integer */
export function integer<T extends number>(value: bigint | number, column: string): T {
  const big = BigInt(value);
  if (big > SAFE || big < -SAFE) {
    throw new StoreError(
      'DataInvalid',
      `the database holds ${value} in ${column}: not an exact integer here`,
    );
  }
  return Number(big) as T;
}

/** Of a column that may be NULL: the member, or nothing to spread. */
export const member = <K extends string, V>(key: K, value: V | null | undefined): { readonly [P in K]?: V } =>
  (value === null || value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };

export const integerMember = <K extends string, T extends number>(
  key: K,
  value: bigint | null,
  column: string,
): { readonly [P in K]?: T } => member(key, value === null ? null : integer<T>(value, column));

export const textMember = <K extends string, T extends string>(
  key: K,
  value: string | null,
): { readonly [P in K]?: T } => member(key, value === null ? null : (fromText(value) as T));

export interface StampColumns {
  readonly bidPx: bigint | null;
  readonly askPx: bigint | null;
  readonly ageNs: bigint | null;
}

export const stampColumns = (stamp: MarketStamp | undefined): StampColumns => ({
  bidPx: maybeBig(stamp?.bidPx),
  askPx: maybeBig(stamp?.askPx),
  ageNs: maybeBig(stamp?.ageNs),
});

export const stampOf = (columns: StampColumns, where: string): MarketStamp => ({
  ...integerMember<'bidPx', Px>('bidPx', columns.bidPx, `${where}_bid_px`),
  ...integerMember<'askPx', Px>('askPx', columns.askPx, `${where}_ask_px`),
  ...integerMember<'ageNs', number>('ageNs', columns.ageNs, `${where}_age_ns`),
});
