/** A realism report as it is said. Pure. */
import { isInBand, type KeptReport, type RealismFact, type RealismSpan } from '@fairlead/domain';
import type { Tone } from '@fairlead/ui';

export const SPAN_WORDS: Readonly<Record<RealismSpan, string>> = {
  TenMinutes: '10 minutes',
  Hour: 'First hour',
  Day: 'Whole day',
};

/** `returnAutocorrelation` to `return autocorrelation`, `kurtosis10s` to `kurtosis 10s`. */
export const factWords = (name: string): string =>
  name.replace(/[a-z](?=[A-Z\d])/g, '$& ').replace(/[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());

interface Judgement {
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
}

/** A shape, a colour and a word: none of them carries it alone. */
export function judgementOf(fact: RealismFact): Judgement {
  const inBand = isInBand(fact);
  if (inBand === undefined) return { word: `needs ${fact.needs}`, sign: '', tone: 'mute' };
  return inBand
    ? { word: 'in band', sign: '●', tone: 'good' }
    : { word: 'out of band', sign: '▲', tone: 'warn' };
}

/** `27 of 31 facts in band`, and how many more the run was too short for. */
export function countInWords(facts: readonly RealismFact[]): string {
  const told = facts.map(isInBand).filter((inBand) => inBand !== undefined);
  const untold = facts.length - told.length;
  const counted = `${told.filter(Boolean).length} of ${told.length} facts in band`;
  return untold === 0 ? counted : `${counted}, ${untold} not told by this run`;
}

const LONGEST_FIRST: readonly RealismSpan[] = ['Day', 'Hour', 'TenMinutes'];

/** What is shown of a scenario where nobody has chosen: the longest run of it that is kept. */
export const longestKept = (kept: readonly KeptReport[], scenario: string): RealismSpan | undefined =>
  LONGEST_FIRST.find((span) => kept.some((each) => each.scenario === scenario && each.span === span));
