/**
 * Which control asks which level (CONTROLS, the risk gate). A *required* pair without a row is a refusal
 * (`NO_LIMIT_SET`: default deny); any other pair binds where a row exists, so that no row is ever idle.
 */
import type { LimitControl, LimitLevel } from '@fairlead/domain';

export const LEVELS: readonly LimitLevel[] = ['Firm', 'Desk', 'Trader', 'Account', 'Instrument'];

export const CONTROLS: readonly LimitControl[] = [
  'MAX_ORDER_QTY',
  'MAX_ORDER_NOTIONAL',
  'MAX_PARENT_QTY',
  'MAX_PARENT_NOTIONAL',
  'PRICE_COLLAR',
  'MAX_REFERENCE_AGE',
  'MAX_GROSS_NOTIONAL',
];

const SIZE_LEVELS: readonly LimitLevel[] = ['Trader', 'Instrument'];

export const REQUIRED: { readonly [C in LimitControl]: readonly LimitLevel[] } = {
  MAX_ORDER_QTY: SIZE_LEVELS,
  MAX_ORDER_NOTIONAL: SIZE_LEVELS,
  MAX_PARENT_QTY: SIZE_LEVELS,
  MAX_PARENT_NOTIONAL: SIZE_LEVELS,
  PRICE_COLLAR: ['Instrument'],
  MAX_REFERENCE_AGE: ['Instrument'],
  MAX_GROSS_NOTIONAL: LEVELS,
};
