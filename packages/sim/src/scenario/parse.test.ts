/** Each kind of bad input with the words that its author reads. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseScenario } from './parse.ts';
import { problemInWords } from './problem.ts';

const SMALL = `name: small
about: Two shares at two venues.
session: { date: 2026-01-05, open: "09:30", close: "16:00" }
instruments:
  - id: AA
    name: Share A
    currency: USD
    tick: 0.01
    price: 100
    adv: 20e6
    averageTrade: 150
    volatilityBps: 180
  - { id: BB, name: Share B, currency: USD, tick: 0.01, price: 42.15, adv: 1e6, averageTrade: 80, volatilityBps: 90 }
fundamental:
  reversionHalfLife: 2h
  loadings: { AA: 0.6, BB: 0.5 }
regimes:
  start: calm
  states:
    calm: { volatility: 0.75, stay: 4m }
    volatile: { volatility: 1.8, flow: 1.5, stay: 1m, next: { calm: 1 } }
venues:
  - id: LIT-A
    name: Lit A
    type: lit
    fees: { take: 0.003, make: -0.002 }
    latency: { base: 50us, jitter: 0.15 }
  - id: DARK-1
    name: Dark 1
    type: dark
    fees: { take: 0.001, make: 0.001 }
    latency: { base: 150us }
    hidden:
      calm: { volumeShare: 0.3, emptyProb: 0.45, sizeExponent: 1.1, maxSize: 60 }
      volatile: { volumeShare: 0.1, emptyProb: 0.8, sizeExponent: 1.5, maxSize: 60 }
crowd:
  - { venues: [LIT-A] }
participants:
  noise: { count: 10, ordersPerMinute: 6, takeProb: 0.3, size: 1, patienceS: 5 }
news:
  stories:
    - { at: "10:00", instrument: AA, headline: Share A raises its outlook, sentiment: 0.6, shockBps: 60 }
events:
  - { type: outage, venue: LIT-A, at: "11:00", lasts: 2m }
  - { type: halt, instrument: BB, at: "10:30", lasts: 5m }
`;

const told = (text: string, bases: Readonly<Record<string, string>> = {}): readonly string[] => {
  const parsed = parseScenario(text, 'small.yaml', (name) => bases[name]);
  return parsed.ok ? [] : parsed.problems.map(problemInWords);
};

/** What is said of the small scenario with `from` replaced by `to`. */
const toldWith = (from: string, to: string): readonly string[] => {
  expect(SMALL).toContain(from);
  return told(SMALL.replace(from, to));
};

test('a sound file becomes what a world is made of: integers, and indexes for names', () => {
  const parsed = parseScenario(SMALL, 'small.yaml');
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      session: { date: '2026-01-05', startNs: 34_200e9, openNs: 34_200e9, closeNs: 57_600e9 },
      instruments: [
        { openPx: 1_000_000, instrument: { id: 'AA', tick: 100, lot: 1, adv: 20_000_000, avgTradeQty: 150 } },
        { openPx: 421_500, instrument: { id: 'BB', dailyVolatilityBps: 90 } },
      ],
      fundamental: {
        reversionHalfLifeS: 7_200,
        correlation: [
          [1, 0.3],
          [0.3, 1],
        ],
        regimes: {
          start: 0,
          states: [
            { name: 'calm', volatility: 0.75, flow: 1, stayS: 240, next: [0, 1] },
            { name: 'volatile', volatility: 1.8, flow: 1.5, stayS: 60, next: [1, 0] },
          ],
        },
      },
      venues: [
        {
          type: 'Lit',
          venue: {
            id: 'LIT-A',
            kind: 'Lit',
            latencyNs: 50_000,
            fees: { takeMicros: 3_000, makeMicros: -2_000 },
          },
          link: { jitterShare: 0.15, tailProb: 0, loadNs: 0 },
        },
        { type: 'Dark', venue: { kind: 'DarkMidpoint' }, minQty: 1, hidden: [{ emptyProb: 0.45 }, {}] },
      ],
      crowd: [{ venues: [0], instruments: [0, 1], levels: 3 }],
      participants: [{ kind: 'noise', count: 10, distanceNs: 500_000, config: { ordersPerMinute: 6 } }],
      news: { stories: [{ atNs: 36_000e9, instrument: 0, sentimentScore: 0.6 }] },
      events: [
        { type: 'Halt', instrument: 1, venue: undefined, atNs: 37_800e9, lastsNs: 300e9 },
        { type: 'Outage', venue: 0, atNs: 39_600e9 },
      ],
    },
  });
});

test('a lit venue that pays who takes is an inverted one', () => {
  const parsed = parseScenario(SMALL.replace('take: 0.003, make: -0.002', 'take: -0.001, make: 0.002'), 'a');
  expect(parsed).toMatchObject({
    ok: true,
    value: { venues: [{ type: 'Lit', venue: { kind: 'Inverted' } }, {}] },
  });
});

describe('an author is told of', () => {
  test.each([
    [
      'an unknown key',
      'take: 0.001,',
      'tkae: 0.001, take: 0.001,',
      ['31:13 venues[1].fees.tkae: is not a key of venues[1].fees (did you mean take?)'],
    ],
    [
      'an unknown key that resembles none',
      'about: Two',
      'colour: red\nabout: Two',
      [
        '2:1 colour: is not a key of a scenario (it takes name, about, session, instruments, fundamental, regimes, venues, crowd, participants, news, events)',
      ],
    ],
    [
      'a missing section',
      'fundamental:\n  reversionHalfLife: 2h\n  loadings: { AA: 0.6, BB: 0.5 }\n',
      '',
      [
        '1:1 fundamental: is missing (for example {reversionHalfLife: 2h, shocks: {perHour: 25, share: 0.5}})',
      ],
    ],
    [
      'a venue without fees',
      '    fees: { take: 0.003, make: -0.002 }\n',
      '',
      ['23:5 venues[0].fees: is missing (for example {take: 0.003, make: -0.002})'],
    ],
    [
      'an instrument without a tick',
      '    tick: 0.01\n',
      '',
      ['5:5 instruments[0].tick: is missing (for example 0.01)'],
    ],
    [
      'an empty section',
      'fees: { take: 0.003, make: -0.002 }',
      'fees:',
      ['26:10 venues[0].fees: must be a mapping, but it is empty (for example {take: 0.003, make: -0.002})'],
    ],
    [
      'a negative rate',
      'ordersPerMinute: 6',
      'ordersPerMinute: -6',
      ['39:40 participants.noise.ordersPerMinute: must be above 0, got -6'],
    ],
    [
      'a negative duration',
      'base: 50us',
      'base: -50us',
      ['27:22 venues[0].latency.base: must be a duration, got "-50us" (write 50us, 1.5ms, 30s, 5m or 2h)'],
    ],
    [
      'a duration without a unit',
      'base: 50us',
      'base: 50',
      ['27:22 venues[0].latency.base: must be a duration, got 50 (write 50us, 1.5ms, 30s, 5m or 2h)'],
    ],
    [
      'a duration of nothing',
      'base: 50us',
      'base: 0us',
      ['27:22 venues[0].latency.base: must be longer than nothing'],
    ],
    [
      'a part of a nanosecond',
      'base: 50us',
      'base: 1.5ns',
      [
        '27:22 venues[0].latency.base: must be a whole number of nanoseconds that can be counted, got "1.5ns"',
      ],
    ],
    [
      'a fee that is not exact',
      'take: 0.003',
      'take: 0.0030001',
      ['26:19 venues[0].fees.take: must have at most 6 decimal places and be countable, got 0.0030001'],
    ],
    [
      'a price that is not exact',
      'price: 42.15',
      'price: 42.15001',
      ['13:64 instruments[1].price: must have at most 4 decimal places and be countable, got 42.15001'],
    ],
    [
      'a price of nothing',
      'price: 42.15',
      'price: 0',
      ['13:64 instruments[1].price: must be above 0, got 0'],
    ],
    [
      'a price off its tick',
      'price: 42.15',
      'price: 42.155',
      ['13:64 instruments[1].price: 42.155 is not on a tick of 0.01 (write 42.15 or 42.16)'],
    ],
    [
      'part of a share',
      'adv: 1e6',
      'adv: 1000.5',
      ['13:76 instruments[1].adv: must be a whole number, got 1000.5 (for example 20000000)'],
    ],
    [
      'a number in quotes',
      'take: 0.003',
      'take: "0.003"',
      ['26:19 venues[0].fees.take: must be a number, got "0.003" (for example 0.003)'],
    ],
    [
      'a chance above one',
      'takeProb: 0.3',
      'takeProb: 1.3',
      ['39:53 participants.noise.takeProb: must be at most 1, got 1.3'],
    ],
    [
      'chances that do not sum to one',
      'next: { calm: 1 }',
      'next: { calm: 0.7, volatile: 0.2 }',
      ['21:55 regimes.states.volatile.next: chances must sum to 1, they sum to 0.9'],
    ],
    [
      'an id that is there twice',
      'id: BB',
      'id: AA',
      [
        '13:11 instruments[1].id: AA is the id of instruments[0] too',
        '16:28 fundamental.loadings.BB: BB is not an instrument of this scenario (there is AA)',
        '45:31 events[1].instrument: BB is not an instrument of this scenario (there is AA)',
      ],
    ],
    [
      'an id with other characters',
      'id: BB',
      'id: b b',
      [
        '13:11 instruments[1].id: must be 1 to 16 capitals, digits, "-" or ".", a capital first, got "b b"',
        '16:28 fundamental.loadings.BB: BB is not an instrument of this scenario (did you mean b b?)',
        '45:31 events[1].instrument: BB is not an instrument of this scenario (did you mean b b?)',
      ],
    ],
    [
      'a story about nothing traded',
      'instrument: AA',
      'instrument: AAA',
      ['42:34 news.stories[0].instrument: AAA is not an instrument of this scenario (did you mean AA?)'],
    ],
    [
      'an event at no venue',
      'venue: LIT-A, at',
      'venue: ARCA, at',
      ['44:28 events[0].venue: ARCA is not a venue of this scenario (there is LIT-A, DARK-1)'],
    ],
    [
      'an unknown regime',
      'start: calm',
      'start: clam',
      ['18:10 regimes.start: clam is not a regime of this scenario (did you mean calm?)'],
    ],
    [
      'a pool that is silent about a regime',
      '      volatile: { volumeShare: 0.1',
      '      violent: { volumeShare: 0.1',
      [
        '33:5 venues[1].hidden: says nothing of the regime volatile',
        '35:7 venues[1].hidden.violent: violent is not a regime of this scenario (there is calm, volatile)',
      ],
    ],
    [
      'pools with more than the volume',
      '    hidden:',
      '    hidden:\n      calm: { volumeShare: 0.8, emptyProb: 0.45, sizeExponent: 1.1, maxSize: 60 }\n      volatile: { volumeShare: 0.8, emptyProb: 0.45, sizeExponent: 1.1, maxSize: 60 }\n  - id: DARK-2\n    name: Dark 2\n    type: dark\n    fees: { take: 0.001, make: 0.001 }\n    latency: { base: 150us }\n    hidden:',
      [
        '42:28 venues[2].hidden.calm.volumeShare: with the pools before it makes 1.1 of the volume in calm, at most 1',
      ],
    ],
    [
      'another type of venue',
      'type: lit',
      'type: lti',
      ['25:11 venues[0].type: must be one of lit, dark, block, got "lti" (did you mean lit?)'],
    ],
    [
      'a venue without a type',
      '    type: lit\n',
      '',
      ['23:5 venues[0].type: is missing (it is one of lit, dark, block)'],
    ],
    [
      'an unknown type of event',
      'type: halt',
      'type: strike',
      ['45:13 events[1].type: must be one of outage, halt, auction, rejects, latency, got "strike"'],
    ],
    [
      'an event outside the run',
      'at: "11:00"',
      'at: "17:00"',
      ['44:39 events[0].at: 17:00 is outside the run, 09:30 to 16:00'],
    ],
    [
      'an event that outlasts it',
      'at: "11:00", lasts: 2m',
      'at: "15:59", lasts: 2m',
      ['44:55 events[0].lasts: goes on past the close, 16:00'],
    ],
    [
      'a time that is none',
      'at: "11:00"',
      'at: 11:60',
      ['44:39 events[0].at: must be a time of day, got "11:60" (write "09:30", "09:30:15" or "15:59:59.25")'],
    ],
    [
      'a close before the open',
      'close: "16:00"',
      'close: "09:00"',
      ['3:52 session.close: 09:00 must be after the open, 09:30'],
    ],
    [
      'a start outside the session',
      'close: "16:00"',
      'close: "16:00", start: "09:00"',
      ['3:68 session.start: 09:00 is outside the session, 09:30 to 16:00'],
    ],
    [
      'auctions that take all day',
      'close: "16:00"',
      'close: "16:00", auctions: { closing: 7h }',
      ['3:82 session.auctions.closing: leaves no time for continuous trading'],
    ],
    ['a day that is none', '2026-01-05', '2026-02-30', ['3:18 session.date: must be a day, got 2026-02-30']],
    [
      'a loading beside correlations',
      '0.5 }\nreg',
      '0.5 }\n  correlation: [[1, 0], [0, 1]]\nreg',
      ['17:3 fundamental.correlation: is given beside loadings (give one of them)'],
    ],
    [
      'correlations of too few',
      'loadings: { AA: 0.6, BB: 0.5 }',
      'correlation: [[1]]',
      ['16:3 fundamental.correlation: must hold a row for each of the 2 instruments, holds 1'],
    ],
    [
      'a lopsided correlation',
      'loadings: { AA: 0.6, BB: 0.5 }',
      'correlation: [[1, 0.2], [0.3, 1]]',
      ['16:28 fundamental.correlation[1][0]: must equal correlation[0][1], which is 0.2, got 0.3'],
    ],
    [
      'a variance in it',
      'loadings: { AA: 0.6, BB: 0.5 }',
      'correlation: [[2, 0.2], [0.2, 1]]',
      ['16:18 fundamental.correlation[0][0]: must be at most 1, got 2'],
    ],
    [
      'the crowd in a pool',
      'venues: [LIT-A]',
      'venues: [DARK-1]',
      ['37:16 crowd[0].venues[0]: DARK-1 is dark: the crowd trades at lit venues'],
    ],
    [
      'a form that is none of several',
      'venues: [LIT-A]',
      'venues: [LIT-A], sizes: radnom',
      [
        '37:31 crowd[0].sizes: must be one of unit, random, got "radnom", or must be a list, got "radnom" (did you mean random?)',
      ],
    ],
    [
      'the form that was meant, gone wrong',
      'venues: [LIT-A]',
      'venues: [LIT-A], sizes: [1, -2]',
      ['37:35 crowd[0].sizes[1]: must be above 0, got -2'],
    ],
    [
      'an unknown kind of participant',
      'noise:',
      'noisy:',
      ['39:3 participants.noisy: is not a key of participants (did you mean noise?)'],
    ],
    [
      'a stay beside a timetable',
      'start: calm',
      'start: calm\n  timetable: [{ at: "10:00", regime: calm }]',
      [
        '21:37 regimes.states.calm.stay: is given beside a timetable (give one of them)',
        '22:51 regimes.states.volatile.stay: is given beside a timetable (give one of them)',
      ],
    ],
    [
      'a mapping where a list belongs',
      'crowd:\n  - {',
      'crowd:\n  {',
      ['36:1 crowd: must be a list, got {"venues":["LIT-A"]} (for example [{activity: 1}])'],
    ],
    [
      'no lit venue',
      '    type: lit',
      '    type: block\n    minQty: 100\n    firmUp: 2s\n    interest: { perHour: 4, rest: 10m, sizeExponent: 1.5, maxSize: 20, firmProb: 0.7 }',
      [
        '22:1 venues: holds no lit venue: nothing makes a price',
        '40:16 crowd[0].venues[0]: LIT-A is block: the crowd trades at lit venues',
      ],
    ],
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
    expect(toldWith(from, to)).toEqual(words.map((of) => `small.yaml:${of}`));
  });

  test('correlations that no moves can have', () => {
    const third =
      '  - { id: CC, name: C, currency: USD, tick: 0.01, price: 10, adv: 1e6, averageTrade: 80, volatilityBps: 90 }\n';
    const matrix = 'correlation: [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]';
    const text = SMALL.replace('fundamental:', `${third}fundamental:`);
    expect(told(text.replace('loadings: { AA: 0.6, BB: 0.5 }', matrix))).toEqual([
      'small.yaml:17:3 fundamental.correlation: is not positive semidefinite: no moves are correlated so (make its figures smaller)',
    ]);
  });

  test('all of them at once, in the order of the lines, each once', () => {
    const text = SMALL.replace('price: 100', 'price: cheap')
      .replace('    fees: { take: 0.003, make: -0.002 }\n', '')
      .replace('next: { calm: 1 }', 'next: { calm: 0.5 }')
      .replace('venue: LIT-A, at: "11:00"', 'venue: LIT-B, at: "19:00"');
    expect(told(text)).toEqual([
      'small.yaml:9:12 instruments[0].price: must be a number, got "cheap" (for example 100)',
      'small.yaml:21:55 regimes.states.volatile.next: chances must sum to 1, they sum to 0.5',
      'small.yaml:23:5 venues[0].fees: is missing (for example {take: 0.003, make: -0.002})',
      'small.yaml:43:28 events[0].venue: LIT-B is not a venue of this scenario (did you mean LIT-A?)',
      'small.yaml:43:39 events[0].at: 19:00 is outside the run, 09:30 to 16:00',
    ]);
  });
});

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
