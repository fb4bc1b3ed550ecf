/** A refusal in a person's units: `MAX_PARENT_NOTIONAL value=$9.04 B bound=$100 M (Trader tara)`. */
import { formatRefusal, type LimitControl, type RefusalCode, type RiskRefused } from '@fairlead/domain';
import { formatBound } from './limit-words.ts';

/** The control whose unit a code's figures are in; a code without figures has none. */
const UNIT_OF: Readonly<Partial<Record<RefusalCode, LimitControl>>> = {
  MAX_ORDER_QTY: 'MAX_ORDER_QTY',
  MAX_ORDER_NOTIONAL: 'MAX_ORDER_NOTIONAL',
  MAX_PARENT_QTY: 'MAX_PARENT_QTY',
  MAX_PARENT_NOTIONAL: 'MAX_PARENT_NOTIONAL',
  PRICE_COLLAR: 'PRICE_COLLAR',
  REFERENCE_STALE: 'MAX_REFERENCE_AGE',
  MAX_GROSS_NOTIONAL: 'MAX_GROSS_NOTIONAL',
  PARENT_EXCEEDED: 'MAX_PARENT_QTY',
};

export function refusalWords(refusal: RiskRefused): string {
  const control = UNIT_OF[refusal.code];
  if (control === undefined) return formatRefusal(refusal);
  const { code, value, bound, scope } = refusal;
  const figure = (name: string, figured: number | undefined): string =>
    figured === undefined ? '' : ` ${name}=${formatBound(control, figured)}`;
  return `${code}${figure('value', value)}${figure('bound', bound)} (${scope})`;
}
