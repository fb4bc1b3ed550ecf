/**
 * Integers are facts. Each quantity that a venue told us or that we owe is a branded safe integer in one
 * stated unit; what a model or a statistic thinks is a plain `number` whose name ends in `Bps`, `Prob` or
 * `Score`. Constructors throw `InvariantError` on anything that is not a safe integer: text from outside is
 * parsed by `parsePx` and `parseQty`, which refuse with a reason instead.
 */
import { err, type FieldProblem, invariant, ok, type Result } from './failure.ts';

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** Price in 1/10,000 of the currency (NASDAQ ITCH's scale; a half-cent midpoint is exact). */
export type Px = Brand<number, 'Px'>;
/** Shares, or the fraction of a coin that the instrument's `qtyDecimals` says. */
export type Qty = Brand<number, 'Qty'>;
/** Price x quantity, in 1/10,000 of the currency per `qtyUnit` of the instrument. Exact up to 900 billion of shares. */
export type Notional = Brand<number, 'Notional'>;
/** Fees and money in 1/1,000,000 of the currency. Exact up to 9 billion. */
export type Micros = Brand<number, 'Micros'>;
/** Nanoseconds since the midnight that the session's date names. A session may run past 24 h (up to 104 days). */
export type Nanos = Brand<number, 'Nanos'>;
/** Position in the one ordered stream of inputs: 1, 2, 3 ... The only authority on order. */
export type Seq = Brand<number, 'Seq'>;

/** The sentences are made only where they are needed: this runs several times for each market event. */
const whole = (n: number, what: string): number => {
  if (!Number.isSafeInteger(n)) invariant(false, `${what} must be a safe integer, got ${n}`);
  return n === 0 ? 0 : n;
};

export const px = (n: number): Px => whole(n, 'Px') as Px;
export const qty = (n: number): Qty => {
  if (!(n >= 0)) invariant(false, `Qty can't be negative, got ${n}`);
  return whole(n, 'Qty') as Qty;
};
export const nanos = (n: number): Nanos => whole(n, 'Nanos') as Nanos;
export const seq = (n: number): Seq => whole(n, 'Seq') as Seq;
export const micros = (n: number): Micros => whole(n, 'Micros') as Micros;
/** Price x quantity; throws where the product is not exact. */
export const notional = (price: Px, quantity: Qty): Notional =>
  whole(price * quantity, 'Notional') as Notional;
/** A sum of notionals; throws where the sum is not exact. */
export const sumNotional = (a: number, b: number): Notional => whole(a + b, 'Notional') as Notional;

export const PX_SCALE = 10_000;
export const MICROS_SCALE = 1_000_000;
export const NANOS_PER_SECOND = 1_000_000_000;
export const NANOS_PER_MS = 1_000_000;

const DECIMAL = /^[+-]?\d{1,15}(\.\d{1,12})?$/;

/**
 * `"100.07"` to 1,000,700. The text must be a plain decimal with no more places than 1/10,000 can hold.
 * @returns the price, or the field's problem
 */
export function parsePx(text: string, field = 'price'): Result<Px, FieldProblem> {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) return err({ field, reason: `"${clip(text)}" is not a decimal number` });
  if (trimmed.startsWith('-')) return err({ field, reason: 'a price must be above zero' });
  const [units = '0', places = ''] = trimmed.replace(/^\+/, '').split('.');
  if (/[1-9]/.test(places.slice(4))) return err({ field, reason: 'a price has at most four decimal places' });
  const value = Number(units) * PX_SCALE + Number(places.slice(0, 4).padEnd(4, '0'));
  if (!Number.isSafeInteger(value)) return err({ field, reason: `${clip(text)} is too large for a price` });
  if (value <= 0) return err({ field, reason: 'a price must be above zero' });
  return ok(value as Px);
}

/**
 * `"50000"` or `"50,000"` to 50,000, a whole number above zero; with `qtyDecimals` 5, `"1.5"` to 150,000. The
 * text must be a plain decimal with no more places than that.
 */
export function parseQty(text: string, qtyDecimals = 0): Result<Qty, FieldProblem> {
  const field = 'orderQty';
  const what = qtyDecimals === 0 ? 'shares' : 'coins';
  const plain = text.trim().replace(/,(?=\d{3}(\D|$))/g, '');
  if (!/^[+-]?\d+(\.\d+)?$/.test(plain)) {
    return err({ field, reason: `"${clip(text)}" is not a number of ${what}` });
  }
  const [units = '0', places = ''] = plain.split('.');
  if (/[1-9]/.test(places.slice(qtyDecimals))) {
    const most =
      qtyDecimals === 0 ? 'be a whole number of shares' : `have at most ${qtyDecimals} decimal places`;
    return err({ field, reason: `a quantity must ${most}` });
  }
  const value = Number(`${units}${places.slice(0, qtyDecimals).padEnd(qtyDecimals, '0')}`);
  if (value <= 0) return err({ field, reason: 'a quantity must be above zero' });
  if (!Number.isSafeInteger(value))
    return err({ field, reason: `${clip(text)} is too large for a quantity` });
  return ok(value as Qty);
}

/** 1,000,700 to `"100.07"`: at least two places, never more than needed. `parsePx(formatPx(p))` is `p`. */
export function formatPx(price: number): string {
  const sign = price < 0 ? '-' : '';
  const abs = Math.abs(price);
  const places = String(abs % PX_SCALE)
    .padStart(4, '0')
    .replace(/0{1,2}$/, '');
  return `${sign}${Math.floor(abs / PX_SCALE)}.${places}`;
}

const clip = (text: string): string => (text.length > 24 ? `${text.slice(0, 24)}…` : text);
