/**
 * Limit rows compiled for constant-time lookup: level, then key, then control. A key without a row of its own
 * for a control falls back to the level's `*` row for that control.
 */
import type { FieldProblem, LimitControl, LimitLevel, LimitRow } from '@fairlead/domain';
import { CONTROLS, LEVELS } from './controls.ts';

/** A row in force, with the largest value that it has let pass. */
export interface Bound {
  readonly level: LimitLevel;
  readonly key: string;
  readonly control: LimitControl;
  readonly bound: number;
  peak: number;
}

/** What binds one key of a level: its own rows, and the level's defaults where it has none. */
export type Bounds = { readonly [C in LimitControl]?: Bound };

interface Level {
  readonly own: Map<string, Bounds>;
  readonly any: Bounds;
}
export type LimitTable = { readonly [L in LimitLevel]: Level };

export const ANY = '*';

export function compile(rows: readonly LimitRow[]): LimitTable {
  const at = (level: LimitLevel): Level => {
    const of = rows.filter((row) => row.level === level);
    const bounds = (key: string): Bounds =>
      Object.fromEntries(
        of.filter((row) => row.key === key).map((row) => [row.control, { ...row, peak: 0 }]),
      );
    const any = bounds(ANY);
    const keys = new Set(of.map((row) => row.key));
    return {
      any,
      own: new Map([...keys].map((key) => [key, { ...any, ...(key === ANY ? {} : bounds(key)) }])),
    };
  };
  return {
    Firm: at('Firm'),
    Desk: at('Desk'),
    Trader: at('Trader'),
    Account: at('Account'),
    Instrument: at('Instrument'),
  };
}

export const boundsFor = (table: LimitTable, level: LimitLevel, key: string): Bounds =>
  table[level].own.get(key) ?? table[level].any;

/** Every row in force once. */
export const rowsOf = (table: LimitTable): readonly Bound[] => [
  ...new Set(
    Object.values(table).flatMap(({ own }) => [...own.values()].flatMap((bounds) => Object.values(bounds))),
  ),
];

/**
 * What is wrong with a list of rows, field by field (`rows[3].bound`); empty where it may take effect. Values
 * may come from anywhere: nothing is assumed of their types.
 */
export function validateLimitRows(rows: readonly LimitRow[]): readonly FieldProblem[] {
  if (!Array.isArray(rows)) return [{ field: 'rows', reason: 'must be a list of limit rows' }];
  const problems: FieldProblem[] = [];
  const seen = new Map<string, number>();
  for (const [i, row] of rows.entries()) {
    const at = `rows[${i}]`;
    if (typeof row !== 'object' || row === null) {
      problems.push({ field: at, reason: 'must be a limit row' });
      continue;
    }
    const { level, key, control, bound } = row;
    if (!LEVELS.includes(level)) {
      problems.push({ field: `${at}.level`, reason: `unknown level, these exist: ${LEVELS.join(', ')}` });
    }
    if (!CONTROLS.includes(control)) {
      problems.push({
        field: `${at}.control`,
        reason: `unknown control, these exist: ${CONTROLS.join(', ')}`,
      });
    }
    if (typeof key !== 'string' || key.trim() === '') {
      problems.push({ field: `${at}.key`, reason: 'must name what the limit is about, or be *' });
    } else if (level === 'Firm' && key !== ANY) {
      problems.push({ field: `${at}.key`, reason: 'there is one firm: its key is *' });
    }
    if (!Number.isSafeInteger(bound) || bound < 0) {
      problems.push({ field: `${at}.bound`, reason: 'must be a whole number, zero or more' });
    }
    const name = `${String(level)} ${String(key)} ${String(control)}`;
    const first = seen.get(name);
    if (first !== undefined) problems.push({ field: at, reason: `repeats rows[${first}] (${name})` });
    else seen.set(name, i);
  }
  return problems;
}
