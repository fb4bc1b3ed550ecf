import { type FeedCause, type FeedHealth, NANOS_PER_SECOND as SECOND } from '@fairlead/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  confirmedAt,
  createFeedAges,
  type FeedAges,
  isFresh,
  judgeFeed,
  noteContact,
  noteData,
  restartData,
} from './feed-health.ts';

const OPEN = { obstacle: undefined, open: true } as const;
const LIT = 0;
const DARK = 1;
const feeds = (): FeedAges => createFeedAges([false, true]);

/** Data every `everyS` for `forS`, from 0. */
function chatty(everyS: number, forS: number): FeedAges {
  const ages = feeds();
  for (let nth = 0; nth <= Math.round(forS / everyS); nth++) {
    const ts = Math.round(nth * everyS * SECOND);
    noteContact(ages, LIT, ts);
    noteData(ages, LIT, ts);
  }
  return ages;
}

/** Heartbeats alone until `untilS`: what the feed is then. */
function beating(ages: FeedAges, untilS: number): [FeedHealth, FeedCause | undefined] {
  noteContact(ages, LIT, untilS * SECOND);
  const { health, cause } = judgeFeed(ages, LIT, untilS * SECOND, OPEN);
  return [health, cause];
}

describe('the health of a feed', () => {
  test('of one never heard from is DEAD; of one that only ever said "I am here" is STALE, never LIVE', () => {
    const ages = feeds();
    expect(judgeFeed(ages, LIT, 5, OPEN)).toEqual({ health: 'DEAD', cause: 'NeverHeard' });
    for (let beat = 1; beat < 400; beat++) {
      noteContact(ages, LIT, (beat * SECOND) / 4);
      expect(judgeFeed(ages, LIT, (beat * SECOND) / 4, OPEN)).toEqual({
        health: 'STALE',
        cause: 'NeverSpoke',
      });
    }
  });

  test.each([
    [0.75, 'LIVE', undefined],
    [0.75 + 1e-9, 'DEGRADED', 'NoContact'],
    [3, 'DEGRADED', 'NoContact'],
    [3 + 1e-9, 'STALE', 'NoContact'],
    [10, 'STALE', 'NoContact'],
    [10 + 1e-8, 'DEAD', 'NoContact'],
  ] as const)('%d s after the last message is %s', (seconds, health, cause) => {
    const ages = chatty(0.1, 10);
    const verdict = judgeFeed(ages, LIT, 10 * SECOND + Math.round(seconds * SECOND), OPEN);
    expect([verdict.health, verdict.cause]).toEqual([health, cause]);
  });

  test('of a busy feed that falls to heartbeats is DEGRADED after 5 s and STALE after 15', () => {
    expect(beating(chatty(0.1, 300), 305)).toEqual(['LIVE', undefined]);
    expect(beating(chatty(0.1, 300), 305.1)).toEqual(['DEGRADED', 'NoData']);
    expect(beating(chatty(0.1, 300), 315)).toEqual(['DEGRADED', 'NoData']);
    expect(beating(chatty(0.1, 300), 315.1)).toEqual(['STALE', 'NoData']);
  });

  test('of a calm feed is judged by its own silences, and excused for two minutes at most', () => {
    expect(beating(chatty(4, 300), 328)).toEqual(['LIVE', undefined]);
    expect(beating(chatty(4, 300), 336)).toEqual(['DEGRADED', 'NoData']);
    expect(beating(chatty(4, 300), 363)).toEqual(['DEGRADED', 'NoData']);
    expect(beating(chatty(4, 300), 365)).toEqual(['STALE', 'NoData']);
    expect(beating(chatty(100, 2_000), 2_119)).toEqual(['DEGRADED', 'NoData']);
    expect(beating(chatty(100, 2_000), 2_121)).toEqual(['STALE', 'NoData']);
  });

  test('is not fooled by bursts: a thousand messages at once leave the usual silence what it was', () => {
    const ages = feeds();
    for (let s = 0; s <= 300; s += 4) {
      noteContact(ages, LIT, s * SECOND);
      for (let i = 0; i < 1_000; i++) noteData(ages, LIT, s * SECOND + i);
    }
    expect(beating(ages, 328)).toEqual(['LIVE', undefined]);
  });

  test('expects nothing of a venue that is not open, and starts its clock anew when it opens', () => {
    const ages = chatty(0.1, 10);
    noteContact(ages, LIT, 600 * SECOND);
    expect(judgeFeed(ages, LIT, 600 * SECOND, { ...OPEN, open: false })).toEqual({ health: 'LIVE' });
    expect(judgeFeed(ages, LIT, 600 * SECOND, OPEN).health).toBe('STALE');
    restartData(ages, LIT, 600 * SECOND);
    expect(judgeFeed(ages, LIT, 600 * SECOND, OPEN)).toEqual({ health: 'LIVE' });
    expect(beating(ages, 615)).toEqual(['DEGRADED', 'NoData']);
    expect(beating(ages, 615.1)).toEqual(['STALE', 'NoData']);
  });

  test('of a book that nobody can vouch for is STALE at best, whatever comes in', () => {
    for (const obstacle of ['Gap', 'JumpHeld', 'CrossedOut'] as const) {
      const ages = chatty(0.1, 10);
      const at = (s: number) => judgeFeed(ages, LIT, s * SECOND, { obstacle, open: true });
      expect(at(10)).toEqual({ health: 'STALE', cause: obstacle });
      expect(at(21)).toEqual({ health: 'DEAD', cause: 'NoContact' });
    }
  });

  test('of a dark pool is its contact', () => {
    const ages = feeds();
    noteContact(ages, DARK, 600 * SECOND);
    expect(judgeFeed(ages, DARK, 600 * SECOND, OPEN)).toEqual({ health: 'LIVE' });
    noteData(ages, DARK, 600 * SECOND);
    noteContact(ages, DARK, 1_600 * SECOND);
    expect(judgeFeed(ages, DARK, 1_600 * SECOND, OPEN)).toEqual({ health: 'LIVE' });
    expect(judgeFeed(ages, DARK, 1_604 * SECOND, OPEN).health).toBe('STALE');
  });

  test('never improves by waiting, and freshness is never better than health', () => {
    const step = fc.record({
      waitNs: fc.oneof(fc.integer({ min: 0, max: 4e8 }), fc.integer({ min: 0, max: 200e9 })),
      says: fc.constantFrom('Heartbeat', 'Data', 'Restart'),
    });
    const LADDER: readonly FeedHealth[] = ['LIVE', 'DEGRADED', 'STALE', 'DEAD'];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ages = feeds();
        const told: { ts: number; data: boolean }[] = [];
        let ts = 0;
        let confirmed = 0;
        for (const { waitNs, says } of steps) {
          const before = judgeFeed(ages, LIT, ts, OPEN).health;
          ts += waitNs;
          const { health } = judgeFeed(ages, LIT, ts, OPEN);
          expect(LADDER.indexOf(health)).toBeGreaterThanOrEqual(LADDER.indexOf(before));
          if (told.some(({ data }) => data))
            expect(isFresh(ages, LIT, ts)).toBe(health === 'LIVE' || health === 'DEGRADED');
          noteContact(ages, LIT, ts);
          if (says === 'Data') noteData(ages, LIT, ts);
          if (says === 'Restart') restartData(ages, LIT, ts);
          told.push({ ts, data: says !== 'Heartbeat' });
          expect(confirmedAt(ages, LIT)).toBeGreaterThanOrEqual(confirmed);
          confirmed = confirmedAt(ages, LIT);
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  test("'s usual silence equals the whole history's", () => {
    const gap = fc.oneof(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 100e9 }));
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 80 }), (gaps) => {
        const ages = feeds();
        let ts = 0;
        noteContact(ages, LIT, 0);
        noteData(ages, LIT, 0);
        for (const each of gaps) {
          ts += each;
          noteContact(ages, LIT, ts);
          noteData(ages, LIT, ts);
        }
        // Each gap is worth what the later ones left of it: all of it, less its share of five minutes per gap.
        const weight = (nth: number) =>
          gaps.slice(nth + 1).reduce((kept, later) => kept * (1 - later / 300e9), 1);
        const sum = gaps.reduce((total, each, nth) => total + weight(nth) * each, 0);
        const squares = gaps.reduce((total, each, nth) => total + weight(nth) * each * each, 0);
        const allowed = Math.min(Math.max((16 * squares) / sum, 15e9), 120e9);
        const staleAfter = (health: FeedHealth, ns: number): boolean => {
          noteContact(ages, LIT, ts + ns);
          return judgeFeed(ages, LIT, ts + ns, OPEN).health === health;
        };
        expect(staleAfter('STALE', Math.floor(allowed) - 1_000)).toBe(false);
        expect(staleAfter('STALE', Math.ceil(allowed) + 1_000)).toBe(true);
      }),
      { seed: 42, numRuns: 300 },
    );
  });
});
