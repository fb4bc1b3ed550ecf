/**
 * Limits in a person's units. A bound is stored as a whole number in the control's own unit; notionals are typed
 * and read in currency, and become a stored bound in `parseBound` only.
 */
import {
  type FieldProblem,
  type LimitControl,
  type LimitLevel,
  type LimitRow,
  PX_SCALE,
  type Result,
} from '@fairlead/domain';
import { formatDecimal, formatNotional, formatQty } from '@fairlead/ui';

type Unit = 'shares' | 'USD' | 'bps' | 'ms';

interface ControlWords {
  readonly words: string;
  readonly unit: Unit;
  /** Stored units in one unit that a person types. */
  readonly scale: number;
}

const CONTROLS: Readonly<Record<LimitControl, ControlWords>> = {
  MAX_ORDER_QTY: { words: 'Child quantity', unit: 'shares', scale: 1 },
  MAX_ORDER_NOTIONAL: { words: 'Child notional', unit: 'USD', scale: PX_SCALE },
  MAX_PARENT_QTY: { words: 'Parent quantity', unit: 'shares', scale: 1 },
  MAX_PARENT_NOTIONAL: { words: 'Parent notional', unit: 'USD', scale: PX_SCALE },
  PRICE_COLLAR: { words: 'Price collar', unit: 'bps', scale: 1 },
  MAX_REFERENCE_AGE: { words: 'Reference age', unit: 'ms', scale: 1 },
  MAX_GROSS_NOTIONAL: { words: 'Gross exposure', unit: 'USD', scale: PX_SCALE },
};

export const LIMIT_CONTROLS = Object.keys(CONTROLS) as readonly LimitControl[];
export const LIMIT_LEVELS: readonly LimitLevel[] = ['Firm', 'Desk', 'Trader', 'Account', 'Instrument'];

const known = (control: string): ControlWords | undefined => CONTROLS[control as LimitControl];

export const controlWords = (control: string): string => known(control)?.words ?? control;
/** `qtyDecimals`, here and below: of the market's quantities, which are coins where it is above 0. */
export const unitOf = (control: string, qtyDecimals = 0): string => {
  const unit = known(control)?.unit ?? '';
  return unit === 'shares' && qtyDecimals > 0 ? 'coins' : unit;
};

const scaleOf = (control: LimitControl, qtyDecimals: number): number =>
  CONTROLS[control].unit === 'shares' ? 10 ** qtyDecimals : CONTROLS[control].scale;

const SHORT: Readonly<Record<Unit, string>> = { shares: 'sh', USD: 'USD', bps: 'bps', ms: 'ms' };

/** `$1.00 M`, `50,000 sh`, `100 bps`. */
export function formatBound(control: string, bound: number, qtyDecimals = 0): string {
  const unit = known(control)?.unit;
  if (unit === 'USD') return formatNotional(bound);
  if (unit === 'shares' && qtyDecimals > 0)
    return `${typedBound(control as LimitControl, bound, qtyDecimals)} coins`;
  return unit === undefined ? formatDecimal(bound, 0) : `${formatQty(bound)} ${SHORT[unit]}`;
}

/** The bound as a person would type it again. */
export function typedBound(control: LimitControl, bound: number, qtyDecimals = 0): string {
  return (bound / scaleOf(control, qtyDecimals)).toLocaleString('en-US', { maximumFractionDigits: 8 });
}

/** `"1,000,000"` USD to 10,000,000,000. */
export function parseBound(
  control: LimitControl,
  text: string,
  qtyDecimals = 0,
): Result<number, FieldProblem> {
  const refuse = (reason: string): Result<number, FieldProblem> => ({
    ok: false,
    error: { field: 'bound', reason },
  });
  const scale = scaleOf(control, qtyDecimals);
  const unit = unitOf(control, qtyDecimals);
  const plain = text.trim().replaceAll(',', '');
  if (!/^\d{1,15}(\.\d{1,12})?$/.test(plain)) return refuse(`a number of ${unit}, zero or more`);
  const places = Math.round(Math.log10(scale));
  if ((plain.split('.')[1]?.length ?? 0) > places) {
    return refuse(places === 0 ? `a whole number of ${unit}` : `at most ${places} decimal places of ${unit}`);
  }
  const stored = Math.round(Number(plain) * scale);
  if (!Number.isSafeInteger(stored)) return refuse('too large');
  return { ok: true, value: stored };
}

export interface LimitGroup {
  readonly level: LimitLevel;
  readonly rows: readonly LimitRow[];
}

/** By level, outermost first; within one, the default before particular keys. */
export const groupLimits = (rows: readonly LimitRow[]): readonly LimitGroup[] =>
  LIMIT_LEVELS.map((level) => ({
    level,
    rows: rows
      .filter((row) => row.level === level)
      .sort(
        (a, b) =>
          Number(b.key === '*') - Number(a.key === '*') ||
          a.key.localeCompare(b.key) ||
          LIMIT_CONTROLS.indexOf(a.control) - LIMIT_CONTROLS.indexOf(b.control),
      ),
  })).filter((group) => group.rows.length > 0);

export const limitKey = (row: Pick<LimitRow, 'level' | 'key' | 'control'>): string =>
  `${row.level} ${row.key} ${row.control}`;
