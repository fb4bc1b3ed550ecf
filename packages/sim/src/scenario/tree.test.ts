/** Each kind of YAML that is refused, with the words that its author reads, and files meant to do harm. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectTold, SMALL, told } from '../../test/small-scenario.ts';
import { parseScenario } from './parse.ts';

describe('an author is told of', () => {
  test.each([
    [
      'a key that is there twice',
      'start: calm',
      'start: calm\n  start: calm',
      ['19:3 regimes.start: is given twice, first in line 18'],
    ],
    [
      'a tab',
      '  start: calm',
      '\tstart: calm',
      [
        '18:1 is not YAML: Tabs are not allowed as indentation',
        '18:9 is not YAML: Nested mappings are not allowed in compact mappings',
        '18:9 is not YAML: Implicit keys need to be on a single line',
      ],
    ],
    [
      'NaN',
      'take: 0.003',
      'take: .nan',
      ['26:19 venues[0].fees.take: must be a plain decimal number, got .nan'],
    ],
    [
      'infinity',
      'take: 0.003',
      'take: -.inf',
      ['26:19 venues[0].fees.take: must be a plain decimal number, got -.inf'],
    ],
    [
      'a number that overflows',
      'adv: 1e6',
      'adv: 1e999',
      ['13:76 instruments[1].adv: must be a plain decimal number, got 1e999'],
    ],
    [
      'more digits than are kept',
      'take: 0.003',
      'take: 0.0030000000000000001',
      ['26:19 venues[0].fees.take: has more than 15 digits, 0.0030000000000000001'],
    ],
    [
      'a hexadecimal number',
      'adv: 1e6',
      'adv: 0xFF',
      ['13:76 instruments[1].adv: must be a plain decimal number, got 0xFF'],
    ],
    [
      'an anchor and an alias',
      'calm: { volatility: 0.75, stay: 4m }',
      'calm: &a { volatility: 0.75, stay: 4m }\n    wild: *a',
      [
        '20:14 regimes.states.calm: has an anchor (write the value out, or use extends)',
        '21:11 regimes.states.wild: is an alias (write the value out, or use extends)',
      ],
    ],
    [
      'a tag',
      'name: small',
      'name: !!str small',
      ['1:13 name: has a tag, "tag:yaml.org,2002:str" (leave it out)'],
    ],
    [
      'a merge key',
      'start: calm',
      'start: calm\n  <<: { start: volatile }',
      ['19:3 regimes.<<: is not a key of regimes (it takes start, states, timetable)'],
    ],
    [
      'keys of prototypes',
      'start: calm',
      'start: calm\n  __proto__: { start: calm }\n  constructor: 1',
      [
        '19:3 regimes.__proto__: is a name that no scenario may use',
        '20:3 regimes.constructor: is not a key of regimes (it takes start, states, timetable)',
      ],
    ],
    [
      'an instrument called as a prototype key',
      'loadings: { AA: 0.6',
      'loadings: { __proto__: 0.6',
      ['16:15 fundamental.loadings.__proto__: is a name that no scenario may use'],
    ],
    [
      'several documents',
      'name: small',
      'a: 1\n---\nname: small',
      ['2:1 is not YAML: Source contains multiple documents'],
    ],
    [
      'an unclosed bracket',
      'loadings: { AA: 0.6, BB: 0.5 }',
      'loadings: { AA: 0.6, BB: 0.5',
      ['17:1 is not YAML: Flow map in block collection must be sufficiently indented and end with a }'],
    ],
  ])('%s', (_what, from, to, words) => {
    expectTold(from, to, words);
  });
});

describe('a hostile file', () => {
  test.each(['[', '- ', '{a: ', '? ', ']', 'a:\n', '&a ', '"', '|\n'])(
    'of %j without end is refused',
    (part) => {
      const problems = told(part.repeat(3_000));
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.length).toBeLessThanOrEqual(200);
    },
  );

  test('that is nested deep is told where', () => {
    const nested = (depth: number): readonly string[] => told(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(nested(16)).toEqual(['small.yaml:1:1 must be a mapping with sections']);
    expect(nested(18)).toEqual([`small.yaml:1:18 ${'[0]'.repeat(17)}: is nested more than 16 deep`]);
    expect(nested(20_000)).toEqual([
      expect.stringMatching(/^small.yaml:1:\d+ is nested too deep to be read$/),
    ]);
  });

  test('that is too long is not read', () => {
    expect(told('#'.repeat(300_000))).toEqual([
      'small.yaml:1:1 is longer than a scenario may be: 300000 characters, at most 262144',
    ]);
  });

  test('that multiplies itself by aliases is refused where it does', () => {
    const laughs = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n');
    expect(told(`a0: &a0 ha\n${laughs}\n`).length).toBeGreaterThan(0);
  });

  test('whatever YAML it asks for is read as YAML 1.2', () => {
    expect(told(`%YAML 1.1\n---\n${SMALL}`)).toEqual([]);
    expect(told(`%YAML 1.1\n---\n${SMALL.replace('rejectProb', 'x')}`)).toEqual([]);
  });

  test('with any damage is read or refused, never worse', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: SMALL.length }),
        fc.nat({ max: 40 }),
        fc.string({ maxLength: 20, unit: fc.constantFrom(...'{}[]:-,&*!|>\'"%@`#\n \t~01aZ\u0000\ud800') }),
        (at, gone, put) => {
          const text = SMALL.slice(0, at) + put + SMALL.slice(at + gone);
          const parsed = parseScenario(text, 'small.yaml');
          if (parsed.ok) return;
          expect(parsed.problems.length).toBeGreaterThan(0);
          for (const { line, column, reason } of parsed.problems) {
            expect(line).toBeGreaterThan(0);
            expect(column).toBeGreaterThan(0);
            expect(reason).not.toMatch(/undefined|\[object|NaN/);
          }
        },
      ),
      { seed: 4, numRuns: 100 },
    );
  });
});
