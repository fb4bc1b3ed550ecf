/**
 * What a command writes line by line: to stdout, or to a file that is there whole or not at all (its name is taken
 * only once everything is on disk).
 */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { CliError } from './failure.ts';

export interface Output {
  /** @throws CliError where it can't be written */
  readonly line: (text: string) => void;
  /** Everything is written: the file takes its name. @throws CliError */
  readonly finish: () => void;
  /** It will not be finished: takes away what was written of a file. Harmless after `finish`. */
  readonly discard: () => void;
}

const BATCH_CHARS = 1 << 16;
const STDOUT = 1;

/**
 * @param path absent: stdout
 * @throws CliError where the file can't be made
 */
export function createOutput(path?: string): Output {
  const name = path ?? 'stdout';
  const draft = `${path}.partial`;
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new CliError(`${name} can't be written: ${(cause as Error).message}`, { cause });
    }
  };
  const fd = path === undefined ? STDOUT : guard(() => openSync(draft, 'w'));
  let batch = '';
  let done = false;
  const flush = (): void => {
    const bytes = Buffer.from(batch);
    batch = '';
    for (let at = 0; at < bytes.length; ) at += guard(() => writeSome(fd, bytes, at));
  };
  return {
    line: (text) => {
      batch += `${text}\n`;
      if (batch.length >= BATCH_CHARS) flush();
    },
    finish: () => {
      flush();
      done = true;
      if (path === undefined) return;
      guard(() => {
        closeSync(fd);
        renameSync(draft, path);
      });
    },
    discard: () => {
      if (done || path === undefined) return;
      closeSync(fd);
      rmSync(draft, { force: true });
    },
  };
}

/** A pipe that is full for now is waited for. */
function writeSome(fd: number, bytes: Uint8Array, at: number): number {
  try {
    return writeSync(fd, bytes, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return 0;
  }
}
