/** Measured facts as a table for a person: a line for each, those out of band marked. */
import type { MeasuredFact } from '@fairlead/sim';

const WIDTH = 11;

export interface ReportedFact extends MeasuredFact {
  /** How it stands on several days, each measured by itself: on those that tell it. */
  readonly overDays?: { readonly days: number; readonly inBand: number; readonly mean: number };
}

export function factsInWords(facts: readonly ReportedFact[]): string {
  const number = (value: number | undefined): string =>
    (value === undefined ? '' : value.toPrecision(4)).padStart(WIDTH);
  const name = Math.max(...facts.map((fact) => fact.name.length));
  const beside = facts.some(({ real }) => real !== undefined);
  const line = ({ name: of, value, low, high, pass, error, real, overDays }: ReportedFact): string =>
    [
      `${of.padEnd(name)}${number(value)}${number(low)}${number(high)}${beside ? number(real) : ''}`,
      ...(pass ? [] : ['out of band']),
      ...(error === undefined ? [] : [`(standard error ${error.toPrecision(2)})`]),
      ...(overDays === undefined
        ? []
        : [`(in band on ${overDays.inBand} of ${overDays.days} days, mean ${overDays.mean.toPrecision(4)})`]),
    ].join('  ');
  const head = ['value', 'low', 'high', ...(beside ? ['real'] : [])].map((word) => word.padStart(WIDTH));
  const inBand = facts.filter(({ pass }) => pass).length;
  return [
    `${'fact'.padEnd(name)}${head.join('')}`,
    ...facts.map(line),
    `${inBand} of ${facts.length} in band`,
  ].join('\n');
}
