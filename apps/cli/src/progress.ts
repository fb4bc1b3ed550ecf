/** How far a long command is, on one line of a terminal's stderr. Where there is no terminal, nothing. */
const EVERY_MS = 100;

export interface Progress {
  readonly at: (count: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** @param unit what is counted: `records` */
export function createProgress(unit: string): Progress {
  if (!process.stderr.isTTY) return { at: () => {}, end: () => {} };
  let shownAt = 0;
  let shown = false;
  return {
    at: (count) => {
      const now = performance.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      shown = true;
      process.stderr.write(`\r  ${count.toLocaleString('en-US')} ${unit}`);
    },
    end: () => {
      if (shown) process.stderr.write('\r\x1b[K');
    },
  };
}
