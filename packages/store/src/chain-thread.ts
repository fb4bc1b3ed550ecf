/** Checks the chain on a second thread, while the caller reads the same files: SHA-256 is half of recovery. */
import {
  isMainThread,
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads';
import { type JournalCheck, verifyJournal } from './chain.ts';

interface Task {
  readonly type: 'verify journal';
  readonly dir: string;
  readonly port: MessagePort;
  readonly done: SharedArrayBuffer;
}

const PATIENCE_MS = 600_000;

/** Begins at once. @returns waits for the answer, without turning the event loop */
export function verifyElsewhere(dir: string): () => JournalCheck {
  const { port1, port2 } = new MessageChannel();
  const done = new SharedArrayBuffer(4);
  const task: Task = { type: 'verify journal', dir, port: port2, done };
  const worker = new Worker(new URL(import.meta.url), {
    workerData: task,
    transferList: [port2],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  worker.unref();
  // A thread that can't start leaves no answer: the wait below then checks here.
  worker.on('error', () => {});
  return () => {
    Atomics.wait(new Int32Array(done), 0, 0, PATIENCE_MS);
    const answer = receiveMessageOnPort(port1) as { message: JournalCheck } | undefined;
    port1.close();
    return answer?.message ?? verifyJournal(dir);
  };
}

const isTask = (data: unknown): data is Task =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'verify journal';

if (!isMainThread && isTask(workerData)) {
  const { dir, port, done } = workerData;
  try {
    port.postMessage(verifyJournal(dir));
  } finally {
    const flag = new Int32Array(done);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  }
}
