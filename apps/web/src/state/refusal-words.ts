/**
 * A refusal as the house writes it, code, value and bound; where these are notionals in ten-thousandths, the same
 * in currency behind it: `MAX_PARENT_NOTIONAL value=90360000000000 bound=1000000000000 (Trader tara): $9.04 B, bound $100 M`.
 */
import { formatRefusal, type RiskRefused } from '@fairlead/domain';
import { formatBound, unitOf } from './limit-words.ts';

export function refusalWords(refusal: RiskRefused): string {
  const { code, value, bound } = refusal;
  const said = formatRefusal(refusal);
  if (unitOf(code) !== 'USD' || value === undefined || bound === undefined) return said;
  return `${said}: ${formatBound(code, value)}, bound ${formatBound(code, bound)}`;
}
