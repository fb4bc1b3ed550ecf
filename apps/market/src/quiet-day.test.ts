/** A recorded day has silences of half a minute: nobody may be blamed for calm, nor excused for having gone. */
import { applyToConsolidated, createConsolidated, dataAt, snapshotDue, verdictOn } from '@fairlead/book';
import { nanos } from '@fairlead/domain';
import { advance, bookSnapshot, createReplayMarket, reference } from '@fairlead/sim';
import { recorded } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { loadDay } from './recording.ts';

test('an hour of GOOG: every venue LIVE at every quarter second, no jump held, no snapshot asked for', async () => {
  const path = recorded('lobster/LOBSTER_SampleFile_GOOG_2012-06-21_1.zip');
  if (path === undefined) return;
  const { day, recording } = await loadDay(path);
  const noon = nanos(11 * 3600e9);
  const market = createReplayMarket({ ...day, startNs: noon, idPrefix: 'q' }, recording, 7);
  const { instruments, venues } = reference(market);
  const instrument = instruments[0]!.id;
  const dark = venues.filter(({ kind }) => kind === 'DarkMidpoint').map(({ id }) => id);
  const consolidated = createConsolidated(
    venues.map(({ id }) => id),
    { dark: new Set(dark) },
  );
  for (const { id } of venues) {
    applyToConsolidated(consolidated, bookSnapshot(market, id, instrument), nanos(market.now));
  }
  const verdicts = new Map<string, number>();
  let longest = 0;
  let asked = 0;
  const sink = {
    event: (event: Parameters<typeof applyToConsolidated>[1]) => {
      applyToConsolidated(consolidated, event, event.tsEvent);
      if (snapshotDue(consolidated, event.venue, event.tsEvent)) asked += 1;
    },
    report: () => undefined,
    cancelReject: () => undefined,
  };
  for (let beat = 0; beat < 4 * 3600; beat++) {
    advance(market, market.now + 250e6, sink);
    venues.forEach((_, venue) => {
      const { health, cause } = verdictOn(consolidated, venue, nanos(market.now));
      const said = `${health} ${cause ?? ''}`;
      verdicts.set(said, (verdicts.get(said) ?? 0) + 1);
    });
    const recordedAt = venues.findIndex(({ origin }) => origin === 'Recorded');
    longest = Math.max(longest, market.now - dataAt(consolidated.watch.ages, recordedAt));
  }
  expect(Object.fromEntries(verdicts)).toEqual({ 'LIVE ': 4 * 3600 * venues.length });
  expect(asked).toBe(0);
  expect(longest).toBeGreaterThan(15e9);
});
