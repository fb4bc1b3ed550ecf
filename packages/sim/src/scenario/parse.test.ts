/** A whole file: what a sound one becomes, and that all problems of another are told at once. */
import { expect, test } from 'vitest';
import { SMALL, told } from '../../test/small-scenario.ts';
import { parseScenario } from './parse.ts';

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

test('all problems are told at once, in the order of the lines, each once', () => {
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
