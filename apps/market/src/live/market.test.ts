import { paperReference, reference } from '@fairlead/sim';
import { describe, expect, test } from 'vitest';
import { createLiveMarket } from './market.ts';

const named = paperReference(['kraken'], 'BTC-USD');
if (!named.ok) throw new Error(named.error);
const at = { idPrefix: 'T', seed: 1 };
const today = new Date().toISOString().slice(0, 10);
const DAY_NS = 86_400 * 1e9;

describe('the session of a live market', () => {
  test('counts from the UTC midnight of its first day', () => {
    const market = createLiveMarket(named.value, { ...at, place: {} });
    expect(reference(market).sessionDate >= today).toBe(true);
    expect(market.now).toBeLessThan(DAY_NS + 60e9);
  });

  test('goes on from that day after a restart, and never behind where it stood', () => {
    const midnight = Date.parse(today) - 3 * 86_400_000;
    const sessionDate = new Date(midnight).toISOString().slice(0, 10);
    const place = { nowNs: 1, sessionDate };
    const market = createLiveMarket(named.value, { ...at, place });
    expect(reference(market).sessionDate).toBe(sessionDate);
    expect(market.now).toBeGreaterThanOrEqual(3 * DAY_NS);
    const ahead = createLiveMarket(named.value, { ...at, place: { ...place, nowNs: 9 * DAY_NS } });
    expect(ahead.now).toBe(9 * DAY_NS);
  });

  test('that has run for more than a hundred days is refused, before its times stop being exact', () => {
    const place = { nowNs: 1, sessionDate: '2020-01-01' };
    expect(() => createLiveMarket(named.value, { ...at, place })).toThrow(
      'The live session of this state folder began on 2020-01-01, more than 100 days ago: start another with --state.',
    );
  });
});
