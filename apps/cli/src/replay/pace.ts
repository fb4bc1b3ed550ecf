/**
 * `--speed N`: a recording against the wall clock, N market seconds a second. Waits before each record until it is
 * due, and says once a second where it is. The thread sleeps: nothing else is to be done meanwhile.
 */
import type { FeedRecord, FeedScale } from '@fairlead/feeds';
import { formatTime } from '../tape/time.ts';
import { decimal } from './decimal.ts';
import type { Touch } from './markets.ts';

const LINE_EVERY_MS = 1_000;

export interface PaceOptions {
  /** Market seconds per wall second. */
  readonly speed: number;
  readonly scale: FeedScale;
  readonly touch: () => Touch | undefined;
  readonly say: (line: string) => void;
}

/** @returns what is called before each record, and returns when it is due */
export function createPace({ speed, scale, touch, say }: PaceOptions): (record: FeedRecord) => void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let firstTs: number | undefined;
  let latest = 0;
  let beganAt = 0;
  let lineAt = 0;
  let records = 0;
  let lagMs = 0;

  const line = (now: number): void => {
    const { instrument = '-', bidPx, askPx } = touch() ?? {};
    const text = (px: number | undefined): string => (px === undefined ? '-' : decimal(px, scale.pxDecimals));
    const rate = Math.round((records * 1_000) / (now - lineAt));
    say(
      [
        formatTime(latest),
        `${instrument} ${text(bidPx)} x ${text(askPx)}`,
        `${rate.toLocaleString('en-US')} records/s`,
        `lag ${Math.round(lagMs)} ms`,
      ].join('  '),
    );
    lineAt = now;
    records = 0;
  };

  return ({ tsRecv }) => {
    let now = performance.now();
    if (firstTs === undefined) {
      firstTs = tsRecv;
      beganAt = now;
      lineAt = now;
    }
    const due = beganAt + (tsRecv - firstTs) / 1e6 / speed;
    while (now < due) {
      Atomics.wait(sleeper, 0, 0, Math.max(Math.min(due, lineAt + LINE_EVERY_MS) - now, 0));
      now = performance.now();
      if (now >= lineAt + LINE_EVERY_MS) line(now);
    }
    if (now >= lineAt + LINE_EVERY_MS) line(now);
    lagMs = Math.max(now - due, 0);
    records += 1;
    latest = Math.max(latest, tsRecv);
  };
}
