import { instrumentId, nanos } from '@fairlead/domain';
import { openMarket, reference, type Scenario, SETTLE_NS, sampleScenario } from '@fairlead/sim';
import { describe, expect, test } from 'vitest';
import { closeOf, dayAfter, isOver, scenarioAt } from './day.ts';

const KESTREL = instrumentId('KESTREL');
const MERLIN = instrumentId('MERLIN');
const OPEN = 34_200e9;
const CLOSE = 57_600e9;
const sample = sampleScenario({ noise: 5 });
/** With auctions, as the shipped day has. */
const scenario: Scenario = {
  ...sample,
  session: { ...sample.session, startNs: nanos(OPEN - 120e9), openingNs: 120e9, closingNs: 300e9 },
};
const standsAt = (nowNs?: number): number =>
  openMarket(scenarioAt(scenario, { nowNs }), { seed: 1, idPrefix: 'T' }).now;

describe('a scenario’s day', () => {
  test('begins with its opening auction where no time is given', () => {
    expect(scenarioAt(scenario, {})).toEqual(scenario);
    expect(standsAt()).toBe(OPEN - 120e9 + SETTLE_NS);
  });

  test('stands exactly where it stood, in the call before the open and in trading', () => {
    for (const nowNs of [OPEN - 60e9, OPEN + SETTLE_NS, OPEN + 3_600e9 + 1])
      expect(standsAt(nowNs)).toBe(nowNs);
  });

  test('settles after the open, never across it', () => {
    for (const nowNs of [OPEN, OPEN + SETTLE_NS / 2]) {
      expect(scenarioAt(scenario, { nowNs }).session.startNs).toBe(OPEN);
    }
  });

  test('opens at the given mids on the tick, at its own prices where none is given', () => {
    const { instruments } = scenarioAt(scenario, { midPx: { [KESTREL]: 1_234_550, [MERLIN]: 20 } });
    expect(instruments.map(({ openPx }) => openPx)).toEqual([1_234_600, 100, sample.instruments[2]?.openPx]);
  });

  test('lets no story happen again that happened before, not even while the books settle', () => {
    const story = { instrument: 0, headline: 'KESTREL wins', sentimentScore: 1, shockBps: 10 };
    const stories = [OPEN + 10e9, OPEN + 59e9, OPEN + 60e9, OPEN + 100e9].map((ns) => ({
      ...story,
      atNs: nanos(ns),
    }));
    const at = scenarioAt({ ...scenario, news: { ...scenario.news, stories } }, { nowNs: OPEN + 60e9 });
    expect(at.news.stories).toEqual(stories.slice(2));
    expect(scenarioAt({ ...scenario, news: { ...scenario.news, stories } }, {}).news.stories).toEqual(
      stories,
    );
  });

  test('is over where no more than a minute of trading and its closing auction are left', () => {
    expect(isOver(scenario, CLOSE - 361e9)).toBe(false);
    expect(isOver(scenario, CLOSE - 359e9)).toBe(true);
    expect(isOver(scenario, CLOSE + 1)).toBe(true);
    expect(isOver(sample, CLOSE - 61e9)).toBe(false);
  });

  test('closes, and the next one opens five minutes later', () => {
    expect(closeOf(scenario)).toEqual({ at: CLOSE, nextDayAt: CLOSE + 300e9 });
  });
});

describe('the day after', () => {
  test.each([
    ['2026-01-05', '2026-01-06'],
    ['2026-01-09', '2026-01-12'],
    ['2026-01-10', '2026-01-12'],
    ['2026-12-31', '2027-01-01'],
    ['2028-02-28', '2028-02-29'],
  ])('of %s is %s: weekends are passed over', (sessionDate, next) => {
    expect(dayAfter({ sessionDate }).sessionDate).toBe(next);
  });

  test('begins at the scenario’s start, at the prices of before', () => {
    const place = dayAfter({ nowNs: CLOSE, sessionDate: '2026-01-05', midPx: { [KESTREL]: 1_010_000 } });
    expect(place.nowNs).toBeUndefined();
    const next = scenarioAt(scenario, place);
    expect(next.session).toEqual({ ...scenario.session, date: '2026-01-06' });
    expect(next.instruments[0]?.openPx).toBe(1_010_000);
    expect(reference(openMarket(next, { seed: 1, idPrefix: 'T' })).sessionDate).toBe('2026-01-06');
  });
});
