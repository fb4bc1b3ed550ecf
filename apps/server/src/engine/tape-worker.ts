/** The tape's own thread: takes batches of records, writes them, keeps the disk within what it may use. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createRecord } from '@fairlead/feeds';
import {
  createColumns,
  pruneTapes,
  type Retention,
  readColumns,
  type Stream,
  type TapeSession,
  type TapeWriter,
  writeTape,
} from '@fairlead/tape';

export interface TapeWorkerOptions {
  readonly root: string;
  readonly retention: Retention;
  readonly batchRecords: number;
}

export type ToTape =
  /** Batches from now on belong to this session. */
  | { readonly type: 'begin'; readonly session: TapeSession; readonly folder: string }
  | {
      readonly type: 'batch';
      readonly buffer: ArrayBuffer;
      readonly count: number;
      readonly streams: readonly Stream[];
    }
  | { readonly type: 'close' };

export type FromTape =
  /** The batch was taken: its memory comes back, with the totals since the start. */
  | {
      readonly type: 'taken';
      readonly buffer: ArrayBuffer;
      readonly records: number;
      readonly bytes: number;
    }
  | { readonly type: 'stopped'; readonly reason: string };

/** Records wait no longer than this for their block: what a crash may cost. */
const FLUSH_MS = 2_000;

const options = workerData as TapeWorkerOptions;
const port = parentPort as NonNullable<typeof parentPort>;
const say = (message: FromTape, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

let writing: string | undefined;
let tape: TapeWriter | undefined;
let segment: string | undefined;
let records = 0;
let closedBytes = 0;
const record = createRecord('', '');

const begin = (session: TapeSession, folder: string): void => {
  const next = JSON.stringify([session, folder]);
  if (writing === next) return;
  close();
  tape = writeTape(join(options.root, folder), session);
  writing = next;
};
const close = (): void => {
  tape?.close();
  closedBytes += tape?.bytes() ?? 0;
  tape = undefined;
};
const prune = (): void => {
  if (tape?.segment() === segment) return;
  segment = tape?.segment();
  pruneTapes(options.root, options.retention, { writing: segment, nowMs: Date.now() });
};
/** A failure of the disk ends the thread in one sentence. */
const guarded = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    say({ type: 'stopped', reason: error instanceof Error ? error.message : String(error) });
    clearInterval(timer);
    port.close();
  }
};

const timer = setInterval(
  () =>
    guarded(() => {
      tape?.flush();
      prune();
    }),
  FLUSH_MS,
);

port.on('message', (message: ToTape) =>
  guarded(() => {
    switch (message.type) {
      case 'begin':
        return begin(message.session, message.folder);
      case 'batch': {
        const columns = createColumns(options.batchRecords, message.buffer);
        columns.count = message.count;
        columns.streams.push(...message.streams);
        for (let at = 0; at < columns.count; at++) {
          readColumns(columns, at, record);
          tape?.append(record);
        }
        records += message.count;
        const bytes = closedBytes + (tape?.bytes() ?? 0);
        return say({ type: 'taken', buffer: message.buffer, records, bytes }, [message.buffer]);
      }
      case 'close':
        close();
        clearInterval(timer);
        return port.close();
    }
  }),
);
