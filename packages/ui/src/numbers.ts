/**
 * How numbers are written. Prices come in `Px` units (1/10,000 of the currency), notionals in 1/10,000, fees in
 * micros. Absent is written as a dash, never as 0. A minus is the typographic one, as wide as a plus.
 */
import { MICROS_SCALE, PX_SCALE } from '@fairlead/domain';

export const ABSENT = '—';
const MINUS = '−';

const fixed = (places: number): Intl.NumberFormat => {
  const made = FORMATS.get(places);
  if (made) return made;
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  FORMATS.set(places, format);
  return format;
};
const FORMATS = new Map<number, Intl.NumberFormat>();

/** A decimal with grouped thousands; what rounds to zero carries no sign. */
export function formatDecimal(value: number | undefined, places: number, signed = false): string {
  if (value === undefined || !Number.isFinite(value)) return ABSENT;
  const text = fixed(places).format(Math.abs(value));
  const zero = !/[1-9]/.test(text);
  const sign = zero ? '' : value < 0 ? MINUS : signed ? '+' : '';
  return `${sign}${text}`;
}

/** Decimal places that a price on this tick needs: tick 100 (one cent) gives 2. */
export function placesOf(tick: number): number {
  const text = String(tick % PX_SCALE).padStart(4, '0');
  return Math.max(2, text.replace(/0+$/, '').length);
}

/** 1,000,700 to `100.07`. A midpoint between ticks keeps the place that it needs. */
export function formatPrice(px: number | undefined, places = 2): string {
  if (px === undefined) return ABSENT;
  const scaled = px / PX_SCALE;
  const needed = Math.abs(px * 10 ** (places - 4)) % 1 > 1e-9 ? places + 1 : places;
  return formatDecimal(scaled, needed);
}

/** An average of prices: one place more than the price itself. */
export const formatAvgPrice = (px: number | undefined, places = 2): string =>
  formatDecimal(px === undefined ? undefined : px / PX_SCALE, places + 1);

/** A count; with `qtyDecimals`, a quantity of an instrument that counts so many places: 150,000 at 5 to `1.50000`. */
export const formatQty = (qty: number | undefined, qtyDecimals = 0): string =>
  formatDecimal(qty === undefined ? undefined : qty / 10 ** qtyDecimals, qtyDecimals);

export const formatBps = (bps: number | undefined, options: { signed?: boolean; places?: number } = {}) =>
  formatDecimal(bps, options.places ?? 1, options.signed ?? false);

export const formatProb = (prob: number | undefined): string => formatDecimal(prob, 2);

/** 0.031 to `3.1%`. */
export const formatShare = (share: number | undefined, places = 0): string =>
  share === undefined ? ABSENT : `${formatDecimal(share * 100, places)}%`;

const SYMBOLS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

const STEPS: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
];

/** Currency units to three figures: 5,004,000 to `$5.00 M`. */
export function formatMoney(amount: number | undefined, currency = 'USD'): string {
  if (amount === undefined || !Number.isFinite(amount)) return ABSENT;
  const symbol = SYMBOLS[currency] ?? `${currency} `;
  const abs = Math.abs(amount);
  const sign = amount < 0 ? MINUS : '';
  const step = STEPS.find(([size]) => abs >= size * 0.99995);
  if (!step) return `${sign}${symbol}${formatDecimal(abs, 2)}`;
  const scaled = abs / step[0];
  const places = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  return `${sign}${symbol}${formatDecimal(scaled, places)} ${step[1]}`;
}

/** Price x quantity in 1/10,000 of the currency. */
export const formatNotional = (notional: number | undefined, currency = 'USD'): string =>
  formatMoney(notional === undefined ? undefined : notional / PX_SCALE, currency);

/** Fees: cost positive, rebate negative, to the cent. */
export function formatMicros(micros: number | undefined, currency = 'USD'): string {
  if (micros === undefined) return ABSENT;
  const amount = micros / MICROS_SCALE;
  const sign = amount < -0.005 ? MINUS : '';
  return `${sign}${SYMBOLS[currency] ?? `${currency} `}${formatDecimal(Math.abs(amount), 2)}`;
}

/** A fee per share in mils (1/1,000 of the currency), as fee schedules are quoted. */
export const formatMils = (micros: number | undefined): string =>
  formatDecimal(micros === undefined ? undefined : micros / 1_000, 2, false);

/** To three figures, whatever its size: 0.0661, 5.88, 312. */
export function formatFigures(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return ABSENT;
  // What rounds up to the next power of ten has its size: 0.9996 is 1.00.
  const rounded = Number(value.toPrecision(3));
  const size = rounded === 0 ? 0 : Math.floor(Math.log10(Math.abs(rounded)));
  return formatDecimal(rounded, Math.max(0, Math.min(6, 2 - size)));
}

/** The first eight of a hash: enough to tell two apart on a screen. */
export const formatHash = (hash: string | undefined): string =>
  hash === undefined ? ABSENT : hash.length > 12 ? hash.slice(0, 8) : hash;
