/**
 * An append-only file of lines, written through to the kernel before the append returns: what was appended
 * survives a SIGKILL of this process (a loss of power is out of scope). Line numbers count from 0; each line's
 * place is known, so that any tail can be sent again from the file itself.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { codeOf, MarketError } from './failure.ts';

export interface LineLog {
  readonly path: string;
  readonly fd: number;
  /** Where each line begins. */
  readonly starts: number[];
  size: number;
  /** Cut off the end when it was opened: a line that a kill in mid-write left without its newline. */
  readonly tornBytes: number;
}

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;

/**
 * Opens or creates the log and reads it once.
 * @param onLine each whole line in order; throw MarketError to refuse the file
 */
export function openLineLog(path: string, onLine: (line: string, n: number) => void): LineLog {
  let fd: number;
  try {
    fd = openSync(path, 'a+');
  } catch (cause) {
    throw new MarketError(`The log ${path} can't be opened (${codeOf(cause)}).`, { cause });
  }
  const starts: number[] = [];
  let size = 0;
  const length = fstatSync(fd).size;
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let held: Buffer[] = [];
  let read = 0;
  while (read < length) {
    const bytes = readSync(fd, chunk, 0, CHUNK_BYTES, read);
    if (bytes === 0) break;
    read += bytes;
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0 && at < bytes; at = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...held, chunk.subarray(start, at)]);
      held = [];
      onLine(line.toString('utf8'), starts.length);
      starts.push(size);
      size += line.length + 1;
      start = at + 1;
    }
    if (start < bytes) held.push(Buffer.from(chunk.subarray(start, bytes)));
  }
  if (length > size) ftruncateSync(fd, size);
  return { path, fd, starts, size, tornBytes: length - size };
}

export const lineCount = (log: LineLog): number => log.starts.length;

/** `line` ends with its newline. Throws MarketError where the disk refuses: nothing may go out unrecorded. */
export function appendLine(log: LineLog, line: string): void {
  const bytes = Buffer.from(line);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(log.fd, bytes, written);
  } catch (cause) {
    throw new MarketError(`The log ${log.path} can't be written (${codeOf(cause)}).`, { cause });
  }
  log.starts.push(log.size);
  log.size += bytes.length;
}

/** Whole lines from line `from`, at least one and about `maxBytes` of them. */
export function readLines(
  log: LineLog,
  from: number,
  maxBytes: number,
): { readonly bytes: Buffer; readonly lines: number } {
  const start = log.starts[from] ?? log.size;
  let to = from + 1;
  while (to < log.starts.length && (log.starts[to + 1] ?? log.size) - start <= maxBytes) to += 1;
  const bytes = Buffer.alloc((log.starts[to] ?? log.size) - start);
  let read = 0;
  while (read < bytes.length) {
    const got = readSync(log.fd, bytes, read, bytes.length - read, start + read);
    if (got === 0) throw new MarketError(`The log ${log.path} became shorter while it was in use.`);
    read += got;
  }
  return { bytes, lines: to - from };
}

export const closeLineLog = (log: LineLog): void => closeSync(log.fd);
