/** Each kind of bad field with the words that its author reads. */
import { describe, test } from 'vitest';
import { expectTold } from '../../test/small-scenario.ts';

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
      'a time that is none',
      'at: "11:00"',
      'at: 11:60',
      ['44:39 events[0].at: must be a time of day, got "11:60" (write "09:30", "09:30:15" or "15:59:59.25")'],
    ],
    ['a day that is none', '2026-01-05', '2026-02-30', ['3:18 session.date: must be a day, got 2026-02-30']],
    [
      'a variance in it',
      'loadings: { AA: 0.6, BB: 0.5 }',
      'correlation: [[2, 0.2], [0.2, 1]]',
      ['16:18 fundamental.correlation[0][0]: must be at most 1, got 2'],
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
      'a mapping where a list belongs',
      'crowd:\n  - {',
      'crowd:\n  {',
      ['36:1 crowd: must be a list, got {"venues":["LIT-A"]} (for example [{activity: 1}])'],
    ],
  ])('%s', (_what, from, to, words) => {
    expectTold(from, to, words);
  });
});
