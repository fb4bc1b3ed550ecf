/**
 * The lines of recorded sessions. Two ways of writing:
 * - Binance's: `<receive time, UNIX ns> <json>`;
 * - the others': what arrived, `<receive time, UNIX seconds>: <json>`; what was sent, `<url> <- <time>: <json>`;
 *   what was fetched, `<url> -> <time>: <json>`; and `<url> <-> <time>` where the connection was opened.
 */

/** One line, taken apart. */
export interface Line {
  readonly unixMs: number;
  /** Beyond the milliseconds. */
  readonly ns: number;
  /** Absent where the line is not about a message of the venue's. */
  readonly json?: string;
  /** Of a line that tells of a fetched page: its address. */
  readonly url?: string;
}

export function parseNsLine(line: string): Line | undefined {
  if (!/^\d{19} /.test(line)) return undefined;
  return { unixMs: Number(line.slice(0, 13)), ns: Number(line.slice(13, 19)), json: line.slice(20) };
}

const RECEIVED = /^(\d{10})\.?(\d{0,9}): /;
const ABOUT = /^((?:https|wss):\/\/\S{1,300}) (<->|<-|->) (\d{10})\.?(\d{0,9})(?:: |$)/;

export function parseSecondsLine(line: string): Line | undefined {
  const received = RECEIVED.exec(line);
  if (received !== null) return { ...timeOf(received[1], received[2]), json: line.slice(received[0].length) };
  const about = ABOUT.exec(line);
  if (about === null) return undefined;
  const [whole, url = '', arrow, seconds, fraction] = about;
  const time = timeOf(seconds, fraction);
  // Only books are fetched for a machine; the rest of what was fetched is about products.
  return arrow === '->' ? { ...time, url, json: line.slice(whole.length) } : time;
}

function timeOf(seconds = '', fraction = ''): Pick<Line, 'unixMs' | 'ns'> {
  const ns = fraction.padEnd(9, '0');
  return { unixMs: Number(seconds) * 1000 + Number(ns.slice(0, 3)), ns: Number(ns.slice(3)) };
}
