import { expect, test } from 'vitest';
import { SHIPPED_SCENARIOS } from './scenarios.ts';
import { episodeMarket, isPlainDay } from './variety.ts';

const LENGTH_NS = 400e9;
const markets = Array.from({ length: 400 }, (_, seed) => ({ seed, market: episodeMarket(seed, LENGTH_NS) }));
const day = SHIPPED_SCENARIOS.get('day')!;

test('every second episode is the shipped day but for its beginning, at any time from the open on', () => {
  const plain = markets.filter(({ seed }) => isPlainDay(seed));
  expect(plain).toHaveLength(200);
  for (const { market } of plain) {
    const { session, fundamental } = day;
    const regimes = { ...market.fundamental.regimes, start: fundamental.regimes.start };
    expect({
      ...market,
      session: { ...market.session, startNs: session.startNs },
      fundamental: { ...market.fundamental, regimes },
    }).toEqual(day);
  }
  const starts = plain.map(({ market }) => market.session.startNs).sort((a, b) => a - b);
  const { openNs, closeNs, closingNs = 0 } = day.session;
  expect(starts[0]).toBeGreaterThanOrEqual(openNs);
  expect(starts.at(-1)).toBeLessThanOrEqual(closeNs - closingNs - LENGTH_NS);
  expect(Math.abs(starts[100]! / 1e9 - (openNs + closeNs) / 2e9)).toBeLessThan(1_800);
});

test('the regime at the beginning is calm about as often as the day is', () => {
  const calm = markets.filter(
    ({ seed, market }) => isPlainDay(seed) && market.fundamental.regimes.start === 0,
  );
  const [stay, other] = day.fundamental.regimes.states.map(({ stayS }) => stayS!);
  expect(Math.abs(calm.length / 200 - stay! / (stay! + other!))).toBeLessThan(0.1);
});

test('the others are of every shipped scenario, and half of them have another price than any shipped one', () => {
  const others = markets.filter(({ seed }) => !isPlainDay(seed));
  expect(new Set(others.map(({ market }) => market.name))).toEqual(new Set(SHIPPED_SCENARIOS.keys()));
  const prices = new Set(day.instruments.map(({ openPx }) => openPx));
  const stretched = others.filter(({ market }) => !prices.has(market.instruments[0]!.openPx));
  expect(stretched.length).toBeGreaterThan(80);
  expect(stretched.length).toBeLessThan(140);
});

test('where something is to happen at a given time, it happens during the episode', () => {
  const timed = markets.filter(({ market }) => market.news.stories.length + market.events.length > 0);
  expect(timed.length).toBeGreaterThan(20);
  for (const { market } of timed) {
    const { startNs } = market.session;
    const times = [...market.news.stories, ...market.events].map(({ atNs }) => atNs);
    expect(times.some((at) => at >= startNs && at <= startNs + LENGTH_NS)).toBe(true);
  }
});
