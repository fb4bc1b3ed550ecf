/** Each kind of sections that contradict one another, with the words that their author reads. */
import { describe, expect, test } from 'vitest';
import { expectTold, SMALL, told } from '../../test/small-scenario.ts';

describe('an author is told of', () => {
  test.each([
    [
      'a price off its tick',
      'price: 42.15',
      'price: 42.155',
      ['13:64 instruments[1].price: 42.155 is not on a tick of 0.01 (write 42.15 or 42.16)'],
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
      'the crowd in a pool',
      'venues: [LIT-A]',
      'venues: [DARK-1]',
      ['37:16 crowd[0].venues[0]: DARK-1 is dark: the crowd trades at lit venues'],
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
      'no lit venue',
      '    type: lit',
      '    type: block\n    minQty: 100\n    firmUp: 2s\n    interest: { perHour: 4, rest: 10m, sizeExponent: 1.5, maxSize: 20, firmProb: 0.7 }',
      [
        '22:1 venues: holds no lit venue: nothing makes a price',
        '40:16 crowd[0].venues[0]: LIT-A is block: the crowd trades at lit venues',
      ],
    ],
  ])('%s', (_what, from, to, words) => {
    expectTold(from, to, words);
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
});
