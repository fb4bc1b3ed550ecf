/** One of the house's processes: started, waited for until ready, watched, stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { env } from '../env.ts';
import { CliError } from '../failure.ts';

export interface ChildSpec {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** How long it may take to say `{"ready":true}`. */
  readonly readyWithinMs: number;
}

export interface RunningChild {
  readonly pid: number;
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<string>;
  readonly stop: () => Promise<void>;
}

const STOP_WITHIN_MS = 10_000;

/**
 * Starts the process and waits for its ready line on stdout.
 * @throws CliError with the last sentence that it wrote to stderr, when it ends before it is ready
 */
export async function startChild(spec: ChildSpec): Promise<RunningChild> {
  const log = createWriteStream(spec.logFile, { flags: 'a' });
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', spec.script, ...spec.args],
    {
      // stdin stays open while we live: a child that reads its end knows that we are gone, however we went.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...env.inherited, ...spec.env },
      // A terminal's interrupt is for us: we stop the children in their order.
      detached: process.platform !== 'win32',
    },
  );
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const lastWords = keepLog(child, log);
  const ready = await waitForReady(child, spec, ended, lastWords);
  return { pid: child.pid as number, ready, ended, stop: () => stop(child, ended) };
}

/** Copies both outputs to the log; returns a reader of the last line of stderr that is a sentence, not a log record. */
function keepLog(child: ChildProcess, log: WriteStream): () => string {
  let last = '';
  child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.write(`${line}\n`);
      if (line.trim() && !line.startsWith('{')) last = line.trim();
    });
  }
  child.once('close', () => log.end());
  return () => last;
}

function waitForReady(
  child: ChildProcess,
  spec: ChildSpec,
  ended: Promise<string>,
  lastWords: () => string,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        new CliError(
          `the ${spec.name} was not ready within ${spec.readyWithinMs / 1000} s; its log is ${spec.logFile}`,
        ),
      );
    }, spec.readyWithinMs);
    child.once('error', (cause) =>
      reject(new CliError(`the ${spec.name} can't be started: ${cause.message}`, { cause })),
    );
    void ended.then((how) => {
      clearTimeout(timer);
      reject(
        new CliError(
          lastWords() || `the ${spec.name} ended before it was ready (${how}); its log is ${spec.logFile}`,
        ),
      );
    });
    if (!child.stdout) return;
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (!line.startsWith('{"ready":')) return;
      clearTimeout(timer);
      resolve(JSON.parse(line) as Record<string, unknown>);
    });
  });
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
