/**
 * Tapes the market as the engine sees it. On the engine's thread an event costs a few stores into columns; full or
 * old columns go to the tape's own thread in one transfer, and their memory comes back when they are on disk. A
 * disk that can't keep up costs whole events, counted, never the engine's time: the feed's own numbers show a
 * reader where. A disk that fails stops the tape, and trading goes on.
 */
import { Worker } from 'node:worker_threads';
import type { TapeReport } from '@fairlead/api';
import type { MarketEvent } from '@fairlead/domain';
import type { Welcome } from '@fairlead/gateway';
import {
  type Columns,
  createColumns,
  createColumnsWriter,
  createEventRecords,
  type Retention,
  type TapeSession,
} from '@fairlead/tape';
import type { Logger } from 'pino';
import type { FromTape, TapeWorkerOptions, ToTape } from './tape-worker.ts';

export interface Recorder {
  /** Records into this folder of the root, which is this session's, from now on. */
  readonly begin: (session: TapeSession, folder: string) => void;
  /** @param ts our clock at receipt */
  readonly add: (event: MarketEvent, ts: number) => void;
  readonly report: () => TapeReport;
  /** Hands over what is left; the tape is closed soon after, and its thread ends. */
  readonly stop: () => void;
}

export interface RecorderOptions {
  /** Each session has a folder of its own in it. */
  readonly root: string;
  readonly retention: Retention;
  readonly log: Logger;
  /** Records that go over at once. */
  readonly batchRecords?: number;
  /** Batches that may be on their way to disk: what the memory of a slow disk is bounded by. */
  readonly maxBatches?: number;
}

/**
 * Prices are in 1/10,000 everywhere; equities count whole shares on New York's clock, coins fractions on UTC. All
 * instruments of a market count in one unit: a live market has one, equities have shares.
 */
export const tapeSessionOf = ({
  environment,
  reference,
}: Pick<Welcome, 'environment' | 'reference'>): TapeSession => ({
  date: reference.sessionDate,
  zone: environment === 'LIVE-PAPER' ? 'UTC' : 'America/New_York',
  pxDecimals: 4,
  qtyDecimals: reference.instruments[0]?.qtyDecimals ?? 0,
});

/** A date may have several sessions: each has its own time, so its own tape. */
export const tapeFolderOf = ({ reference, simulation }: Pick<Welcome, 'reference' | 'simulation'>): string =>
  simulation.session === 1 ? reference.sessionDate : `${reference.sessionDate}.${simulation.session}`;

const BATCH_RECORDS = 4_096;
const MAX_BATCHES = 64;
/** Of wall time: records wait for their batch no longer. */
const HAND_OVER_MS = 200;

export function createRecorder(options: RecorderOptions): Recorder {
  const { root, retention, log, batchRecords = BATCH_RECORDS, maxBatches = MAX_BATCHES } = options;
  const workerData: TapeWorkerOptions = { root, retention, batchRecords };
  const worker = new Worker(new URL('./tape-worker.ts', import.meta.url), { workerData });
  const send = (message: ToTape, transfer: readonly ArrayBuffer[] = []): void =>
    worker.postMessage(message, transfer);
  const recordsOf = createEventRecords();
  const gather = createColumnsWriter();
  const spare: ArrayBuffer[] = [];
  let columns: Columns = createColumns(batchRecords);
  let away = 0;
  let begun = false;
  let stopping = false;
  let reason: string | undefined;
  let records = 0;
  let bytes = 0;
  let droppedEvents = 0;

  const fail = (why: string): void => {
    if (reason !== undefined) return;
    reason = why;
    clearInterval(timer);
    log.error({ reason }, 'the tape stopped; trading goes on');
  };
  worker.on('message', (message: FromTape) => {
    if (message.type === 'stopped') return fail(message.reason);
    away -= 1;
    spare.push(message.buffer);
    records = message.records;
    bytes = message.bytes;
  });
  worker.on('error', (error) => fail(`its thread failed: ${error.message}`));
  worker.on('exit', () => {
    if (!stopping) fail('its thread ended');
  });

  const handOver = (): void => {
    if (columns.count === 0) return;
    const { buffer, count, streams } = columns;
    send({ type: 'batch', buffer, count, streams: [...streams] }, [buffer]);
    away += 1;
    columns = createColumns(batchRecords, spare.pop());
    gather.clear(columns);
  };
  const timer = setInterval(() => {
    if (away < maxBatches) handOver();
  }, HAND_OVER_MS);
  const put = (record: Parameters<typeof gather.put>[1]): void => {
    if (columns.count === columns.capacity) handOver();
    gather.put(columns, record);
  };

  return {
    begin: (session, folder) => {
      handOver();
      begun = true;
      send({ type: 'begin', session, folder });
    },
    add: (event, ts) => {
      if (!begun || reason !== undefined || stopping) return;
      const needed = event.type === 'BookSnapshot' ? 1 + event.bids.length + event.asks.length : 1;
      if (needed > columns.capacity - columns.count + (maxBatches - away) * batchRecords) {
        droppedEvents += 1;
        return;
      }
      recordsOf(event, ts, put);
    },
    report: () => ({
      state: reason === undefined ? 'Recording' : 'Stopped',
      ...(reason === undefined ? {} : { reason }),
      records,
      bytes,
      droppedEvents,
    }),
    stop: () => {
      stopping = true;
      clearInterval(timer);
      if (reason !== undefined) return;
      handOver();
      send({ type: 'close' });
    },
  };
}
