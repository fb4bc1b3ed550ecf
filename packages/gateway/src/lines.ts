/** Newline-delimited JSON over a byte stream: `formatLine` writes one message, a line decoder finds them again. */

export const MAX_LINE_BYTES = 1 << 20;
const NEWLINE = 0x0a;

export const formatLine = (message: object): string => `${JSON.stringify(message)}\n`;

export interface LineHandlers {
  /** One line without its newline. Empty lines are not given. */
  readonly onLine: (line: string) => void;
  /** A line passed `MAX_LINE_BYTES`: it is dropped up to its newline, and the next one counts again. */
  readonly onTooLong: () => void;
}

/** @returns a function that takes the stream's chunks in order */
export function createLineDecoder(handlers: LineHandlers): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let skipping = false;

  const drop = (): void => {
    held = [];
    heldBytes = 0;
  };
  const finish = (tail: Buffer): void => {
    if (skipping) {
      skipping = false;
      return;
    }
    if (heldBytes + tail.length > MAX_LINE_BYTES) {
      drop();
      handlers.onTooLong();
      return;
    }
    const bytes = held.length === 0 ? tail : Buffer.concat([...held, tail]);
    drop();
    const line = bytes.toString('utf8').trimEnd();
    if (line !== '') handlers.onLine(line);
  };

  return (chunk) => {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      finish(chunk.subarray(start, at));
      start = at + 1;
    }
    if (start === chunk.length || skipping) return;
    const rest = chunk.subarray(start);
    if (heldBytes + rest.length > MAX_LINE_BYTES) {
      drop();
      skipping = true;
      handlers.onTooLong();
      return;
    }
    held.push(rest);
    heldBytes += rest.length;
  };
}
