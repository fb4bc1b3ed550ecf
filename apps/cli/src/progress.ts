/** How far a long command is, on one line of a terminal's stderr. Where there is no terminal, nothing. */
const EVERY_MS = 100;

export interface Progress {
  readonly at: (count: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** @param unit what is counted: `records` */
export function createProgress(unit: string): Progress {
  const { say, end } = createProgressLine();
  return { at: (count) => say(() => `${count.toLocaleString('en-US')} ${unit}`), end };
}

interface ProgressLine {
  /** The words are asked for only when they are shown. */
  readonly say: (words: () => string) => void;
  readonly end: () => void;
}

export function createProgressLine(): ProgressLine {
  if (!process.stderr.isTTY) return { say: () => {}, end: () => {} };
  let shownAt = 0;
  let shown = false;
  return {
    say: (words) => {
      const now = performance.now();
      if (now - shownAt < EVERY_MS) return;
      shownAt = now;
      shown = true;
      process.stderr.write(`\r\x1b[K  ${words()}`);
    },
    end: () => {
      if (shown) process.stderr.write('\r\x1b[K');
    },
  };
}
