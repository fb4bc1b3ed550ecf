/** What each refusal code means: the source of REFUSALS.md. */
import type { RefusalCode } from '@fairlead/domain';

interface Refusal {
  readonly meaning: string;
  readonly unit: string;
}

const REFUSALS: { readonly [C in RefusalCode]: Refusal } = {
  INVALID_FIELD: {
    meaning:
      'A field is missing, of the wrong kind, not a safe integer, out of range, or a client order id that is working already. The scope names the field.',
    unit: '',
  },
  NO_LIMIT_SET: {
    meaning: 'Default deny: a control that must have a bound at this level has none, own or `*`.',
    unit: '',
  },
  KILLED: { meaning: 'The firm, the instrument or the venue is killed and not re-armed.', unit: '' },
  REFERENCE_MISSING: {
    meaning: 'There is no two-sided, uncrossed market of known age to value the order against.',
    unit: '',
  },
  REFERENCE_STALE: { meaning: 'The market that the order would be valued against is too old.', unit: 'ms' },
  MAX_ORDER_QTY: { meaning: 'The child is larger than allowed.', unit: 'shares' },
  MAX_ORDER_NOTIONAL: {
    meaning:
      "The child is worth more than allowed: at its limit, without one at the reference's far side; a sell never below the bid.",
    unit: '1/10,000 of the currency',
  },
  PRICE_COLLAR: {
    meaning: 'The child could trade further into the market, beyond the mid, than allowed.',
    unit: 'bps of the mid',
  },
  PARENT_EXCEEDED: {
    meaning:
      'With what is working for the parent (cancels in flight included, by the larger of two counts), the child exceeds what the parent has left.',
    unit: 'shares',
  },
  MAX_GROSS_NOTIONAL: {
    meaning:
      'Position and working orders on the side that the child adds to, with the child, are worth more than allowed.',
    unit: '1/10,000 of the currency',
  },
  MAX_PARENT_QTY: { meaning: 'The parent is larger than allowed.', unit: 'shares' },
  MAX_PARENT_NOTIONAL: {
    meaning: 'The parent is worth more than allowed, valued like a child.',
    unit: '1/10,000 of the currency',
  },
};

/** In the order in which the gate asks. */
export const REFUSAL_CODES = Object.keys(REFUSALS) as readonly RefusalCode[];

/** REFUSALS.md as it must read. */
export const refusalsPage = (): string =>
  [
    '# Refusals of the risk gate',
    '',
    "Generated from `src/refusals.ts`; a test compares. _Denied_ is ours, _Rejected_ is the venue's. In the order in",
    'which the gate asks; a child is refused by the first, a parent gets all.',
    '',
    ...table([
      ['code', 'means', 'unit of value and bound'],
      ...REFUSAL_CODES.map((code) => [`\`${code}\``, REFUSALS[code].meaning, REFUSALS[code].unit]),
    ]),
    '',
  ].join('\n');

/** Markdown with its columns aligned, as the formatter leaves it. */
function table([head, ...rows]: readonly (readonly string[])[]): string[] {
  const columns = head ?? [];
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
