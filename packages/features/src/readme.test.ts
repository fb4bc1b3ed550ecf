import { readFileSync } from 'node:fs';
import { nanos } from '@fairlead/domain';
import { bookSnapshot, KESTREL, REFERENCE } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import {
  createFeatureState,
  FEATURE_COUNT,
  marketStamp,
  observe,
  observeOwn,
  venueIndex,
  writeRow,
} from './index.ts';

const instrument = KESTREL;
const { venues } = REFERENCE;
const venue = venues[0]!.id;
const event = bookSnapshot({ venue, feedSeq: 1, tsEvent: 1_000 }, [[999_900, 300]], [[1_000_100, 100]]);
const ts = nanos(1_500);

test("the README's example runs", () => {
  const requestSnapshot = (): never => {
    throw new Error('no gap here');
  };
  // README
  const state = createFeatureState(instrument, venues);
  if (observe(state, event, ts) === 'Gap') requestSnapshot();
  const fill = {
    type: 'Fill',
    venue: venueIndex(state, venue),
    side: 'Buy',
    qty: 200,
    px: 1_000_100,
  } as const;
  observeOwn(state, { ...fill, passive: false }, ts);

  const row = new Float32Array(FEATURE_COUNT);
  const candidate = {
    venueIndex: 0,
    tactic: 'PostTouch',
    side: 'Buy',
    qty: 1_000,
    horizonNs: 10e9,
    ts,
  } as const;
  writeRow(state, candidate, row, 0);
  const stamp = marketStamp(state, ts);
  // README end

  expect(stamp).toEqual({ bidPx: 999_900, askPx: 1_000_100, ageNs: 500 });
  expect(row.some((value) => value !== 0)).toBe(true);
});

test("the README's example is the one that runs", () => {
  const source = readFileSync(new URL(import.meta.url), 'utf8');
  const shown = source.slice(source.indexOf('// README\n') + 10, source.indexOf('  // README end'));
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(shown.replace(/^ {2}/gm, '').trim());
});
