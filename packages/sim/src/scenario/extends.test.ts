/** A file that takes what it does not say from another one. */
import { describe, expect, test } from 'vitest';
import { SMALL, told } from '../../test/small-scenario.ts';
import { parseScenario } from './parse.ts';
import { problemInWords } from './problem.ts';

describe('a file that extends another', () => {
  const over = (text: string): string => `extends: base.yaml\nname: over\nabout: Over it.\n${text}`;
  const bases = { 'base.yaml': SMALL, 'chain.yaml': over('') };
  const parsed = (text: string) =>
    parseScenario(over(text), 'over.yaml', (name) => bases[name as keyof typeof bases]);

  test('takes what it does not say itself from it, lists of things with ids by id', () => {
    const scenario = parsed(`venues:
  - { id: DARK-1, fees: { take: 0.002 } }
  - { id: LIT-B, name: Lit B, type: lit, fees: { take: 0.003, make: 0 }, latency: { base: 60us } }
regimes: { states: { calm: { volatility: 0.5 } } }
events: []
`);
    expect(scenario).toMatchObject({
      ok: true,
      value: {
        name: 'over',
        venues: [
          { venue: { id: 'LIT-A' } },
          { venue: { id: 'DARK-1', fees: { takeMicros: 2_000, makeMicros: 1_000 } } },
          { venue: { id: 'LIT-B' } },
        ],
        fundamental: { regimes: { states: [{ volatility: 0.5, stayS: 240 }, { volatility: 1.8 }] } },
        events: [],
      },
    });
  });

  const words = (text: string): readonly string[] => {
    const result = parsed(text);
    return result.ok ? [] : result.problems.map(problemInWords);
  };

  test('is told in which of the two files a problem stands', () => {
    expect(words('session: { close: "10:45" }\nvenues: [{ id: LIT-A, fees: { take: free } }]\n')).toEqual([
      'over.yaml:5:37 venues[0].fees.take: must be a number, got "free" (for example 0.003)',
      'base.yaml:44:39 events[0].at: 11:00 is outside the run, 09:30 to 10:45',
    ]);
  });

  test('may give an id once', () => {
    expect(words('venues: [{ id: LIT-A, name: One }, { id: LIT-A, name: Two }]\n')).toContain(
      'over.yaml:4:42 venues[2].id: LIT-A is the id of venues[0] too',
    );
  });

  test.each([
    ['extends: other.yaml', '1:10 extends: there is no other.yaml beside this file'],
    [
      'extends: ../base.yaml',
      '1:10 extends: must be the name of a .yaml file beside this one (for example day.yaml)',
    ],
    [
      'extends: [base.yaml]',
      '1:10 extends: must be the name of a .yaml file beside this one (for example day.yaml)',
    ],
    ['extends: chain.yaml', '1:10 extends: chain.yaml extends a file itself (extend one that stands alone)'],
  ])('must name one that stands alone: %s', (text, problem) => {
    expect(told(text, bases)).toEqual([`small.yaml:${problem}`]);
  });
});
