/** The HTTP thread's side of the engine's thread: commands out, outcomes and streams back. */
import { Worker } from 'node:worker_threads';
import type { BoardView, CommandOutcome, MarketClock, WatchRow } from '@fairlead/api';
import {
  isPaused,
  type MarketReference,
  type NewsStory,
  type Simulation,
  type UnixMs,
} from '@fairlead/domain';
import type { AuditRecord } from '@fairlead/engine';
import type {
  BoardAsk,
  ControlAsk,
  EngineHealth,
  EngineOptions,
  FromEngine,
  Query,
  QueryAnswers,
  ToEngine,
  UnstampedCommand,
} from './engine/protocol.ts';
import { createLatest, type Latest } from './latest.ts';

export interface EngineClient {
  /** Of the session that the market is in. */
  readonly reference: () => MarketReference;
  readonly clock: () => MarketClock;
  readonly command: (command: UnstampedCommand) => Promise<CommandOutcome>;
  /** Answers once the market has, and the engine has kept what came of it. */
  readonly control: (ask: ControlAsk) => Promise<CommandOutcome>;
  /** How the market runs, as it last said. */
  readonly simulation: () => Simulation;
  readonly watchSimulation: (signal: AbortSignal) => AsyncGenerator<Simulation>;
  /** When the market last said how it runs, as it does every second. */
  readonly marketHeardMs: () => UnixMs | undefined;
  /** To the market's own news, which the engine has been told. One listener; none comes before the client stands. */
  readonly listenToNews: (hear: (story: NewsStory) => void) => void;
  /** Tells the engine of a story that has just come. */
  readonly news: (story: NewsStory) => void;
  readonly query: <W extends Query['what']>(query: Extract<Query, { what: W }>) => Promise<QueryAnswers[W]>;
  /** The board for one ask, conflated: a slow reader sees the newest view, never a backlog. */
  readonly board: (ask: BoardAsk, signal: AbortSignal) => AsyncGenerator<BoardView>;
  readonly watch: (signal: AbortSignal) => AsyncGenerator<readonly WatchRow[]>;
  readonly health: () => EngineHealth | undefined;
  readonly stop: () => Promise<void>;
}

export interface EngineHandlers {
  readonly onAudit: (records: readonly AuditRecord[]) => void;
  /** The engine's thread is gone, or a rule of ours broke in it: the process must end. */
  readonly onFatal: (sentence: string) => void;
}

/** Starts the thread and waits until it has replayed its journal and met the market. */
export async function startEngine(options: EngineOptions, handlers: EngineHandlers): Promise<EngineClient> {
  const worker = new Worker(new URL('./engine/worker.ts', import.meta.url), { workerData: options });
  const send = (message: ToEngine): void => worker.postMessage(message);
  const waiting = new Map<number, (value: never) => void>();
  const boards = new Map<string, { readonly latest: Latest<BoardView>; readers: number }>();
  const watch = createLatest<readonly WatchRow[]>();
  let nextId = 1;
  let health: EngineHealth | undefined;
  let anchor: { readonly clock: MarketClock; readonly wall: number } | undefined;
  let reference: MarketReference | undefined;
  let simulation: Simulation | undefined;
  let heardMs: UnixMs | undefined;
  let hearStory = (_: NewsStory): void => undefined;
  const simulations = createLatest<Simulation>();
  let stopping = false;

  const settle = (id: number, value: unknown): void => {
    waiting.get(id)?.(value as never);
    waiting.delete(id);
  };
  const setClock = (clock: MarketClock): void => {
    anchor = { clock, wall: performance.now() };
  };

  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromEngine) => {
      switch (message.type) {
        case 'session':
          setClock(message.clock);
          reference = message.reference;
          return resolve();
        case 'simulation':
          simulation = message.simulation;
          heardMs = Date.now() as UnixMs;
          return simulations.put(simulation);
        case 'clock':
          return setClock(message.clock);
        case 'story':
          return hearStory(message.story);
        case 'audit':
          return handlers.onAudit(message.records);
        case 'outcome':
          return settle(message.id, message.outcome);
        case 'answer':
          return settle(message.id, message.answer);
        case 'board':
          return boards.get(message.key)?.latest.put(message.view);
        case 'watch':
          return watch.put(message.rows);
        case 'health':
          health = message.health;
          return setClock(message.health.clock);
        case 'fatal':
          reject(new Error(message.sentence));
          return handlers.onFatal(message.sentence);
        case 'stopped':
          return undefined;
      }
    });
    worker.on('error', (error) => {
      reject(error);
      handlers.onFatal(`the engine's thread failed: ${error.message}`);
    });
    worker.on('exit', (code) => {
      if (!stopping) handlers.onFatal(`the engine's thread ended with ${code}`);
    });
  });
  await ready;

  const ask = <T>(message: (id: number) => ToEngine): Promise<T> =>
    new Promise((resolve) => {
      const id = nextId++;
      waiting.set(id, resolve as (value: never) => void);
      send(message(id));
    });

  async function* board(boardAsk: BoardAsk, signal: AbortSignal): AsyncGenerator<BoardView> {
    const key = `${boardAsk.instrument}|${boardAsk.side}|${boardAsk.qty}|${boardAsk.horizonNs}`;
    let entry = boards.get(key);
    if (!entry) {
      entry = { latest: createLatest<BoardView>(), readers: 0 };
      boards.set(key, entry);
      send({ type: 'watchBoard', key, ask: boardAsk });
    }
    entry.readers++;
    try {
      yield* entry.latest.read(signal);
    } finally {
      entry.readers--;
      if (entry.readers === 0) {
        boards.delete(key);
        send({ type: 'unwatchBoard', key });
      }
    }
  }

  const clock = (): MarketClock => {
    const { clock, wall } = anchor as NonNullable<typeof anchor>;
    const running = clock.now + Math.round((performance.now() - wall) * 1e6 * clock.speed);
    const stands = isPaused(clock) ? clock.now : (clock.until ?? Number.POSITIVE_INFINITY);
    return { ...clock, now: Math.min(running, stands) as MarketClock['now'] };
  };

  return {
    reference: () => reference as NonNullable<typeof reference>,
    clock,
    command: (command) => ask((id) => ({ type: 'command', id, command })),
    control: (asked) => ask((id) => ({ type: 'control', id, ask: asked })),
    simulation: () => simulation as NonNullable<typeof simulation>,
    watchSimulation: (signal) => simulations.read(signal),
    marketHeardMs: () => heardMs,
    listenToNews: (hear) => {
      hearStory = hear;
    },
    news: (story) => send({ type: 'news', story }),
    query: (query) => ask((id) => ({ type: 'query', id, query })),
    board,
    watch: (signal) => watch.read(signal),
    health: () => health,
    stop: async () => {
      stopping = true;
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      send({ type: 'stop' });
      await exited;
    },
  };
}
