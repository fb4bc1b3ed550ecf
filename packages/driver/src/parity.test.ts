/**
 * One event log through both drivers. The live one is as the server assembles it: real sockets and the wire's
 * parser, a journal on disk, onnxruntime's answers when they come. The simulated one plays the same log on its
 * virtual clock. They must send the same orders, with the same ids, at the same times, and end in the same state.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyToLevelBook, bestBid, createLevelBook } from '@fairlead/book';
import {
  canonical,
  type InstrumentId,
  type MarketReference,
  NANOS_PER_SECOND,
  type NewsItem,
  nanos,
  ok,
  type ParentId,
  type ParentOrder,
  qty,
  runId,
} from '@fairlead/domain';
import {
  createEngine,
  type Input,
  type OrderInput,
  parentViews,
  stateHash,
  type UnstampedInput,
} from '@fairlead/engine';
import { connectMarket } from '@fairlead/gateway';
import { createPredictor, type Predictor, SHIPPED_MODELS } from '@fairlead/inference';
import { openMarket, reference as referenceOf, SETTLE_NS } from '@fairlead/sim';
import { openJournal, readJournal } from '@fairlead/store';
import { actorNamed, dayInTrading, parentOrder } from '@fairlead/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Entry,
  firstDifference,
  logMarket,
  outsideOf,
  type Played,
  type Sent,
} from '../test/event-log.ts';
import { startLogServer } from '../test/log-server.ts';
import { type ClientMarket, clientOf } from './client-market.ts';
import { createDriver } from './driver.ts';
import { type AskModels, askPredictor } from './models.ts';
import { firstActs, sessionOpened } from './opening.ts';
import { createSimulatedDriver, type SimulatedDriver } from './simulated.ts';
import { createVirtualClock } from './virtual-clock.ts';

const SECOND = NANOS_PER_SECOND;
const SEED = 42;
const RUN = runId('parity');
const DELAY_NS = 180_000;
const DAY = dayInTrading();
const START = DAY.session.startNs + SETTLE_NS;
const TRADED_NS = 22 * SECOND;

const folder = mkdtempSync(join(tmpdir(), 'parity-'));
let predictor: Predictor;
let reference: MarketReference;
let recorded: Played;
let log: readonly Entry[];

const failed = (error: unknown): never => {
  throw error;
};

beforeAll(async () => {
  const made = await createPredictor({ ...SHIPPED_MODELS, deadlineMs: 60_000, loadLimitMs: 60_000 });
  if (!made.ok) throw new Error(made.error.message);
  predictor = made.value;
  const market = openMarket(DAY, { seed: SEED, idPrefix: 'P' });
  reference = referenceOf(market);
  const events: Extract<Entry, { type: 'Event' }>[] = [];
  recorded = await work(
    clientOf(market),
    async (driver) => {
      for (const { afterNs, body } of commands()) {
        await driver.run(START + afterNs);
        driver.order(body(parentViews(driver.state()).map(({ parentId }) => parentId)));
      }
    },
    { onEvent: (entry) => void events.push(entry) },
  );
  // The log is what is on disk, not what was in memory.
  const dir = join(folder, 'recorded');
  const journal = openJournal(dir);
  journal.append(recorded.inputs);
  journal.close();
  log = outsideOf([...readJournal(dir)], events);
});

afterAll(async () => {
  await predictor.close();
  rmSync(folder, { recursive: true });
});

interface Scripted {
  readonly afterNs: number;
  /** @param parents in the order of submission */
  readonly body: (parents: readonly ParentId[]) => UnstampedInput;
}

/** Parents of every kind, overlapping, one canceled and one paused on its way. */
function commands(): readonly Scripted[] {
  const actor = actorNamed('tara');
  const at = (atS: number, body: Scripted['body']): Scripted => ({ afterNs: atS * SECOND, body });
  const submit = (atS: number, lastsS: number, over: Partial<ParentOrder>): Scripted => {
    const startTime = nanos(START + atS * SECOND);
    const endTime = nanos(startTime + lastsS * SECOND);
    const parent = parentOrder({ clOrdId: `at ${atS}`, startTime, endTime, ...over });
    return at(atS, () => ({ type: 'SubmitParent', actor, parent }));
  };
  const [kestrel, merlin, osprey] = reference.instruments.map(({ id }) => id) as [
    InstrumentId,
    InstrumentId,
    InstrumentId,
  ];
  return [
    submit(2, 16, { instrument: kestrel, orderQty: qty(9_000) }),
    submit(3, 12, { instrument: merlin, orderQty: qty(6_000), side: 'Sell', strategy: 'SEEK' }),
    submit(4, 15, { instrument: osprey, orderQty: qty(2_000), router: 'Rules' }),
    submit(5, 16, { instrument: kestrel, orderQty: qty(4_000), side: 'Sell' }),
    at(8, ([, , , fourth]) => ({ type: 'PauseParent', actor, parentId: fourth! })),
    at(10, ([, , third]) => ({ type: 'CancelParent', actor, parentId: third!, reason: 'enough' })),
    at(13, ([, , , fourth]) => ({ type: 'ResumeParent', actor, parentId: fourth! })),
  ];
}

/** The simulated driver at work on a market. */
async function work(
  market: ClientMarket,
  drive: (driver: SimulatedDriver) => Promise<void>,
  over: {
    readonly onEvent?: (entry: Extract<Entry, { type: 'Event' }>) => void;
    readonly delayNs?: number;
  } = {},
): Promise<Played> {
  const sent: Sent[] = [];
  const inputs: Input<OrderInput>[] = [];
  const driver = createSimulatedDriver({
    market,
    runId: RUN,
    models: {
      ask: askPredictor(() => ok(predictor), failed),
      used: predictor.models,
      delayNs: over.delayNs ?? DELAY_NS,
    },
    onInput: (input) => void inputs.push(input),
    onSent: (venue, message, ts) => void sent.push({ ts, venue, message }),
    onEvent: (event, at) => over.onEvent?.({ ...at, type: 'Event', event }),
  });
  await drive(driver);
  await driver.run(START + TRADED_NS);
  return { sent, inputs, stateHash: stateHash(driver.state()) };
}

/** Where the log first tells, after `ns`, how much is at the best bid of the first venue and instrument. */
function firstAtTouch(ns: number): number {
  const [venue, instrument] = [reference.venues[0]!.id, reference.instruments[0]!.id];
  const book = createLevelBook();
  return log.findIndex(({ ts, ...entry }) => {
    if (entry.type !== 'Event') return false;
    const { event } = entry;
    if (event.venue !== venue || event.instrument !== instrument) return false;
    applyToLevelBook(book, event);
    const best = bestBid(book);
    return ts > ns && event.type === 'LevelChanged' && event.px === best?.px && event.qty === best.qty;
  });
}

/** By a person: a run's first inputs are the driver's own. */
const isCommand = (e: Entry): e is Extract<Entry, { type: 'Command' }> =>
  e.type === 'Command' && e.ts > START;

const simulated = (played: readonly Entry[], delayNs = DELAY_NS): Promise<Played> =>
  work(
    logMarket(played, { reference, startNs: START }),
    async (driver) => {
      for (const { ts, body } of played.filter(isCommand)) {
        await driver.run(ts);
        driver.order(body);
      }
    },
    { delayNs },
  );

/** The live driver: the worker's assembly, with a market server that says the log. */
async function live(played: readonly Entry[], name: string, lateNs = 0): Promise<Played> {
  const sent: Sent[] = [];
  const journal = openJournal(join(folder, name));
  const server = await startLogServer(reference, nanos(START));
  const virtual = createVirtualClock(START);
  let waiting = 0;
  let computing = 0;
  let heard = 0;
  const clock = {
    ...virtual,
    at: (at: number, call: () => void) => virtual.at(at + lateNs, call),
    soon: (call: () => void) => {
      waiting += 1;
      setImmediate(() => {
        waiting -= 1;
        call();
      });
    },
  };
  const askLive = askPredictor(() => ok(predictor), failed);
  const models: AskModels = (question, answered) => {
    const at = virtual.now() + DELAY_NS;
    computing += 1;
    askLive(question, (answer) => {
      computing -= 1;
      if (!answer.ok) throw new Error(`the models gave no answer: ${answer.error}`);
      virtual.at(at, () => answered({ ok: true, value: { ...answer.value, elapsedNs: DELAY_NS } }));
    });
  };
  const driver = createDriver({
    journal,
    clock,
    state: createEngine(),
    lastSeq: 0,
    models,
    told: { fatal: failed },
    link: () => ({
      send: (venue, message) => {
        sent.push({ ts: virtual.now(), venue, message });
        return link.send(venue, message);
      },
      requestSnapshot: link.requestSnapshot,
    }),
  });
  const { hear, sequencer } = driver;
  const counted =
    <T extends readonly unknown[]>(take: (...what: T) => void) =>
    (...what: T): void => {
      heard += 1;
      take(...what);
    };
  const link = connectMarket({
    host: '127.0.0.1',
    port: server.port,
    lastVenueSeq: () => 0,
    onWelcome: counted((welcome) => {
      sequencer.order(sessionOpened(RUN, welcome.reference));
      for (const act of firstActs(welcome.reference, { models: predictor.models })) sequencer.order(act);
    }),
    onSession: (change) => {
      if (change.session === 'orders') counted(hear.session)(change.venue, change.up);
    },
    onSimulation: ({ session }) => failed(new Error(`the log says nothing of its session ${session}`)),
    onEvent: counted(hear.event),
    onStory: counted(hear.story),
    onReport: counted(hear.report),
    onCancelReject: counted(hear.cancelReject),
    onRefused: ({ reason }) => failed(new Error(reason)),
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await turn();
  };
  const quiet = (): Promise<void> => until(() => waiting === 0 && computing === 0);
  /** Timers and answers that are due, first. */
  const passTo = async (ns: number, isDue: (at: number) => boolean): Promise<void> => {
    for (; isDue(virtual.dueNs()); await quiet()) {
      virtual.moveTo(virtual.dueNs());
      virtual.ring();
    }
    virtual.moveTo(ns);
  };
  const say = async (what: () => void): Promise<void> => {
    const before = heard;
    what();
    await until(() => heard > before);
    await quiet();
  };

  await until(() => server.met('market'));
  await say(server.welcomeMarket);
  for (const { id } of reference.venues) await until(() => server.met(id));
  for (const entry of played) {
    // What the market says at an instant comes before what is due then; a person's command after it.
    const { ts } = entry;
    await passTo(ts, (at) => at < ts || (at === ts && isCommand(entry)));
    if (entry.type === 'Event' || entry.type === 'Story') await say(() => server.say('market', entry));
    else if (entry.type === 'Report') await say(() => server.say(entry.report.venue, entry));
    else if (entry.type === 'CancelReject') await say(() => server.say(entry.reject.venue, entry));
    else if (entry.type === 'Session') await say(() => server.welcome(entry.venue));
    else if (isCommand(entry)) {
      sequencer.order(entry.body);
      await quiet();
    }
  }
  await passTo(START + TRADED_NS, (at) => at <= START + TRADED_NS);
  await until(() => [...server.received.values()].flat().length >= sent.length);
  driver.stop();
  link.close();
  await server.close();
  journal.close();
  for (const [venue, messages] of server.received) {
    expect(messages).toEqual(sent.filter((each) => each.venue === venue).map(({ message }) => message));
  }
  return { sent, inputs: [...readJournal(join(folder, name))], stateHash: stateHash(sequencer.state()) };
}

/** Where two plays of a log part: orders first, because that is what a venue would see. */
const partsAt = (left: Played, right: Played) => ({
  sent: firstDifference(left.sent, right.sent),
  inputs: firstDifference(left.inputs, right.inputs),
  sameState: left.stateHash === right.stateHash,
});
const EQUAL = { sent: undefined, inputs: undefined, sameState: true };

test('the log holds what parity is about: children of four parents at every venue, cancels, fills, both routers', () => {
  const orders = recorded.sent.flatMap(({ venue, message }) =>
    message.type === 'NewOrder' ? [{ venue, instrument: message.instrument }] : [],
  );
  expect(new Set(orders.map(({ venue }) => venue)).size).toBe(reference.venues.length);
  expect(new Set(orders.map(({ instrument }) => instrument)).size).toBe(3);
  expect(orders.length).toBeGreaterThan(100);
  const types = new Set<string>(recorded.inputs.map(({ type }) => type));
  for (const type of ['TimerFired', 'PredictionReceived', 'PredictionLate', 'ReportReceived', 'CancelParent'])
    expect(types).toContain(type);
  expect(recorded.sent.filter(({ message }) => message.type === 'CancelOrder').length).toBeGreaterThan(10);
});

test('the live driver and the simulated driver make the same orders of one log, at the same times, to the last id', async () => {
  const [inSimulation, inProduction] = [await simulated(log), await live(log, 'live')];
  expect(partsAt(inProduction, inSimulation)).toEqual(EQUAL);
  expect(partsAt(inSimulation, recorded)).toEqual(EQUAL);
});

test('a live driver whose timers ring a microsecond late is caught, at the first order that it sends', async () => {
  const early = log.filter(({ ts }) => ts < START + 3 * SECOND);
  const late = await live(early, 'late', 1_000);
  const { sent, sameState } = partsAt(late, recorded);
  expect(sameState).toBe(false);
  expect(sent?.at).toBe(0);
  expect(sent?.left?.ts).toBe(sent!.right!.ts + 1_000);
});

test('a nanosecond of inference, one level told wrong and a fill that is not told are each caught', async () => {
  const slower = partsAt(await simulated(log, DELAY_NS + 1), recorded);
  expect(slower.sent).toBeDefined();

  const level = firstAtTouch(START + 4 * SECOND);
  const otherLevel = log.with(level, {
    ...log[level]!,
    event: { ...(log[level] as { event: { qty: number } }).event, qty: 1 },
  } as never);
  expect(partsAt(await simulated(otherLevel), recorded).inputs).toBeDefined();

  const fill = log.findIndex((e) => e.type === 'Report' && e.report.execType === 'Trade');
  const untold = partsAt(await simulated(log.toSpliced(fill, 1)), recorded);
  expect(untold.sent).toBeDefined();
  expect(untold.sameState).toBe(false);
});

test('a story that the market tells colours the same decisions in both, and is missed where it is not told', async () => {
  const early = log.filter(({ ts }) => ts < START + 6 * SECOND);
  const at = early.findIndex(({ ts }) => ts > START + 3 * SECOND);
  const { ts } = early[at]!;
  const item: NewsItem = {
    id: 'day-1',
    source: 'Simulated news',
    headline: 'told',
    instruments: [reference.instruments[0]!.id],
    sentimentScore: 0.7,
    tsPublished: nanos(ts),
  };
  // What a driver numbers by itself goes up by one from there on, as it would have.
  const told: Entry[] = early.toSpliced(at, 0, { type: 'Story', item, seq: early[at]!.seq, ts });
  const [inSimulation, inProduction] = [await simulated(told), await live(told, 'told')];
  expect(partsAt(inProduction, inSimulation)).toEqual(EQUAL);
  const features = (played: Played): string[] =>
    played.inputs.flatMap((input) =>
      input.type === 'PredictionReceived' ? [canonical(input.snapshot)] : [],
    );
  const without = features(await simulated(early));
  expect(features(inProduction).length).toBeGreaterThan(3);
  expect(firstDifference(features(inProduction), without)).toBeDefined();
});
