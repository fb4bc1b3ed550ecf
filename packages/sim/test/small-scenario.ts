/** A small scenario and what its author is told of it: for the tests of everything that reads one. */
import { expect } from 'vitest';
import { parseScenario } from '../src/scenario/parse.ts';
import { problemInWords } from '../src/scenario/problem.ts';

/** 45 lines, sound. */
export const SMALL = `name: small
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

/** What its author is told of a file; `bases`: files beside it. */
export const told = (text: string, bases: Readonly<Record<string, string>> = {}): readonly string[] => {
  const parsed = parseScenario(text, 'small.yaml', (name) => bases[name]);
  return parsed.ok ? [] : parsed.problems.map(problemInWords);
};

/** Expects these words, each after the file's name, of the small scenario with `from` replaced by `to`. */
export const expectTold = (from: string, to: string, words: readonly string[]): void => {
  expect(SMALL).toContain(from);
  expect(told(SMALL.replace(from, to))).toEqual(words.map((of) => `small.yaml:${of}`));
};
