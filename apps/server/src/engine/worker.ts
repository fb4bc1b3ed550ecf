/**
 * The engine's thread: recovers the state from the journal, meets the market, and from then on turns what arrives
 * into inputs and what the engine wants into messages. The only place where the engine's effects become real.
 */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { CommandOutcome, WatchRow } from '@fairlead/api';
import {
  type Actor,
  digestOf,
  type Hash,
  type InstrumentId,
  isPaused,
  type MarketReference,
  type ModelsUsed,
  midPx,
  nanos,
  type RunId,
  runId,
  type Simulation,
  type SimulationState,
  type VenueId,
} from '@fairlead/domain';
import { askPredictor, createDriver, firstActs, HOUSE, limitsOfNew, sessionOpened } from '@fairlead/driver';
import {
  type AuditRecord,
  createEngine,
  type EngineState,
  limitsOf,
  marketHealth,
  parentByClOrdId,
  parentViewOf,
  parentViews,
  riskOf,
  stampFor,
  step,
  venueHealth,
} from '@fairlead/engine';
import { connectControl, connectMarket, type MarketLink, type Welcome } from '@fairlead/gateway';
import { SHIPPED_MODELS } from '@fairlead/inference';
import { openJournal } from '@fairlead/store';
import { TapeError } from '@fairlead/tape';
import pino from 'pino';
import { addBarsOfTape, type Bars, createBars } from './bars.ts';
import { createBoards } from './boards.ts';
import { createMarketTime, type MarketTime } from './clock.ts';
import { createDecisionCounts } from './decision-counts.ts';
import { marketStory } from './market-story.ts';
import { createModelRegistry } from './models.ts';
import { createNewsLog } from './news-log.ts';
import { outcomeOf, outcomeOfRepeat } from './outcome.ts';
import type {
  ControlAsk,
  EngineOptions,
  FromEngine,
  Query,
  QueryAnswers,
  ToEngine,
  UnstampedCommand,
} from './protocol.ts';
import { createRecorder, tapeFolderOf, tapeSessionOf } from './recorder.ts';

const options = workerData as EngineOptions;
const log = pino({ name: 'engine', level: options.logLevel }, pino.destination(2));
const port = parentPort as NonNullable<typeof parentPort>;
const say = (message: FromEngine): void => port.postMessage(message);

const HEALTH_EVERY_MS = 500;
const WATCH_EVERY_MS = 250;

interface Recovered {
  readonly state: EngineState;
  readonly lastTs: number;
  readonly reference: Hash | undefined;
  /** The market's number of the last session; absent before the first. */
  readonly session: number | undefined;
  readonly runId: RunId | undefined;
  readonly models: ModelsUsed | undefined;
  readonly audit: readonly AuditRecord[];
  /** Highest report number of each venue that the journal holds. */
  readonly venueSeqs: Map<VenueId, number>;
}

async function main(): Promise<void> {
  const { journal, recovered } = recover();
  const models = await createModelRegistry(
    { shipped: dirname(SHIPPED_MODELS.fillPath), trained: options.modelsDir },
    log,
  );
  const time = createMarketTime(nanos(recovered.lastTs));
  const bars = createBars();
  const firstMids = new Map<InstrumentId, number>();
  const tapeRoot = join(options.runDir, 'tape');
  const recorder = options.tape && createRecorder({ root: tapeRoot, retention: options.tape, log });
  const newsLog = options.tape && createNewsLog(join(options.runDir, 'news.jsonl'), log);
  const venueSeqs = recovered.venueSeqs;
  let welcome: Welcome | undefined;
  let link: MarketLink | undefined;
  let marketEvents = 0;
  let reference = recovered.reference;
  let session = recovered.session;
  /** One over all sessions of the market: the journal and the database are of it. */
  const run = recovered.runId ?? newRunId();

  const fatal = (error: unknown): void => {
    log.fatal({ err: error }, 'the engine halts');
    say({
      type: 'fatal',
      sentence: `the engine halts: ${error instanceof Error ? error.message : String(error)}`,
    });
  };

  const decisions = createDecisionCounts();
  const driver = createDriver({
    journal,
    state: recovered.state,
    lastSeq: journal.head().seq,
    clock: time,
    link: () => link,
    models: askPredictor(models.serving, (error) => log.error({ err: error }, 'inference failed')),
    decided: decisions.add,
    unsent: (venue, { clOrdId }) => log.warn({ venue, clOrdId }, 'not sent: the session is down'),
    told: {
      record: (event, { ts }) => recorder?.add(event, ts),
      recordNews: (story, ts) => newsLog?.add(story, ts),
      recordItem: (item, ts) => {
        const story = marketStory(item, { session, nowMs: Date.now() });
        newsLog?.add(story, ts);
        say({ type: 'story', story });
      },
      publish: (records) => {
        say({ type: 'audit', records });
        for (const { body } of records) if (body.type === 'ModelPromoted') void models.serve(body.models);
      },
      fatal,
    },
  });
  const { hear, sequencer } = driver;
  const boards = createBoards({
    sequencer,
    time,
    models,
    show: (key, view) => say({ type: 'board', key, view }),
  });

  if (recovered.audit.length > 0) say({ type: 'audit', records: recovered.audit });
  if (recovered.models) await models.serve(recovered.models);
  driver.rearm();

  const onWelcome = (message: Welcome): void => {
    const first = welcome === undefined;
    const { simulation } = message;
    const another = simulation.session !== session;
    welcome = message;
    if (another && session !== undefined) endSession(simulation);
    session = simulation.session;
    if (another) time.begin(simulation);
    else time.follow(simulation);
    const known = digestOf(message.reference);
    if (another || known !== reference) {
      reference = known;
      openSession(message.reference, simulation.session);
    }
    if (first && !another) fillBars(bars, join(tapeRoot, tapeFolderOf(message)));
    recorder?.begin(tapeSessionOf(message), tapeFolderOf(message));
    say({ type: 'simulation', simulation });
    if (first || another) say({ type: 'session', reference: message.reference, clock: clockOf(message) });
    else say({ type: 'clock', clock: clockOf(message) });
  };

  /** The market closed while we looked away, or was turned to another scenario: nothing of before goes on. */
  const endSession = (next: Simulation): void => {
    sequencer.flush();
    cancelParents(HOUSE, `the market opened its session ${next.session}`);
    bars.clear();
    firstMids.clear();
  };

  const cancelParents = (actor: Actor, reason: string): void => {
    for (const { parentId, closedAt } of parentViews(sequencer.state())) {
      if (closedAt === undefined) sequencer.order({ type: 'CancelParent', actor, parentId, reason });
    }
    sequencer.flush();
  };

  const onSimulation = (simulation: Simulation): void => {
    say({ type: 'simulation', simulation });
    // The next session's time begins with its welcome.
    if (!welcome || simulation.session !== session) return;
    const same = simulation.speed === time.speed() && simulation.until === time.until();
    welcome = { ...welcome, simulation };
    if (same && !isPaused(simulation)) return;
    time.follow(simulation);
    say({ type: 'clock', clock: clockOf(welcome) });
  };

  const openSession = (marketReference: MarketReference, number: number): void => {
    const firstStart = journal.head().inputs === 0;
    sequencer.order(sessionOpened(run, marketReference, number));
    sequencer.flush();
    const acts = firstStart
      ? firstActs(marketReference, models.shipped())
      : limitsOfNew(limitsOf(sequencer.state()), marketReference);
    for (const act of acts) sequencer.order(act);
    sequencer.flush();
  };

  const clockOf = (message: Welcome) => ({
    environment: message.environment,
    market: message.market,
    ...(message.simulation.scenario === undefined ? {} : { scenario: message.simulation.scenario }),
    session: message.simulation.session,
    sessionDate: message.reference.sessionDate,
    now: time.now(),
    ...runningOf(time),
  });

  link = connectMarket({
    host: '127.0.0.1',
    port: options.marketPort,
    lastVenueSeq: (venue) => venueSeqs.get(venue) ?? 0,
    onWelcome,
    onSimulation,
    onSession: (change) => {
      if (change.session === 'market') return log.info(change, 'market data session');
      hear.session(change.venue, change.up);
    },
    onEvent: (event) => {
      marketEvents++;
      time.heard(event.tsEvent);
      if (event.type === 'TradePrinted') bars.add(event);
      hear.event(event);
    },
    onStory: hear.story,
    onReport: (report) => {
      venueSeqs.set(report.venue, report.venueSeq);
      hear.report(report);
    },
    onCancelReject: (reject) => {
      venueSeqs.set(reject.venue, reject.venueSeq);
      hear.cancelReject(reject);
    },
    onRefused: (refusal) => log.error(refusal, 'the market refused a line of ours'),
  });

  const controls = connectControl({ host: '127.0.0.1', port: options.marketPort }, { onSimulation });
  const control = async (id: number, { actor, control: asked }: ControlAsk): Promise<void> => {
    const answer = (outcome: CommandOutcome): void => say({ type: 'outcome', id, outcome });
    if (!welcome) return answer({ accepted: false, refusals: [], cause: 'the market is not connected' });
    const before = stateOf(welcome.simulation);
    const { scenarios, refuses } = welcome.simulation;
    // What is open ends by the will of whoever turns the market, not by its closing.
    if (asked.type === 'SwitchScenario' && refuses.SwitchScenario === undefined) {
      if (scenarios.some(({ name }) => name === asked.scenario))
        cancelParents(actor, `the market turns to ${asked.scenario}`);
    }
    const told = await controls.control(asked);
    sequencer.order(
      {
        type: 'ControlSimulation',
        actor,
        control: asked,
        before,
        answer: told.ok ? { done: true, after: stateOf(told.value) } : { done: false, reason: told.error },
      },
      (records, at) => answer(outcomeOf(records, at)),
    );
  };

  const command = (id: number, body: UnstampedCommand): void => {
    const answer = (outcome: CommandOutcome): void => say({ type: 'outcome', id, outcome });
    if (body.type === 'SubmitParent') {
      const parentId = parentByClOrdId(sequencer.state(), body.parent.trader, body.parent.clOrdId);
      const known = parentId && parentViewOf(sequencer.state(), parentId);
      if (known) return answer(outcomeOfRepeat(known, body.parent, sequencer.lastSeq()));
    }
    const order = (judged: UnstampedCommand): void =>
      sequencer.order(judged, (records, at) => answer(outcomeOf(records, at)));
    if (body.type !== 'PromoteModel') return order(body);
    void models.objection(body.models).then((objection) => {
      order({ ...body, ...(objection === undefined ? {} : { objection }) });
    });
  };

  const query = async (id: number, asked: Query): Promise<void> => {
    let answer: QueryAnswers[Query['what']];
    if (asked.what === 'risk') answer = riskOf(sequencer.state());
    else if (asked.what === 'models') answer = await models.rows();
    else if (asked.what === 'submittedAt') {
      const parentId = parentByClOrdId(sequencer.state(), asked.trader, asked.clOrdId);
      answer = parentId && parentViewOf(sequencer.state(), parentId)?.submittedAt;
    } else answer = bars.since(asked.instrument, asked.fromT);
    say({ type: 'answer', id, answer });
  };

  const watch = (): void => {
    if (!welcome) return;
    const ts = time.now();
    const rows = welcome.reference.instruments.map(({ id: instrument }): WatchRow => {
      const stamp = stampFor(sequencer.state(), instrument, ts);
      const lastPx = bars.lastPx(instrument);
      const mid = midPx(stamp);
      const first = firstMids.get(instrument);
      if (mid !== undefined && first === undefined) firstMids.set(instrument, mid);
      return {
        instrument,
        stamp,
        ...(lastPx === undefined ? {} : { lastPx }),
        ...(mid === undefined || first === undefined ? {} : { changeBps: (10_000 * (mid - first)) / first }),
      };
    });
    say({ type: 'watch', rows });
  };

  let healthAt = performance.now();
  const health = (): void => {
    if (!welcome) return;
    const now = performance.now();
    const ts = time.now();
    const perSecond = (marketEvents * 1_000) / (now - healthAt);
    marketEvents = 0;
    healthAt = now;
    say({
      type: 'health',
      health: {
        clock: clockOf(welcome),
        engineSeq: sequencer.lastSeq(),
        journalInputs: journal.head().inputs,
        fsyncNs: sequencer.fsyncNs(),
        marketEventsPerSecond: Math.round(perSecond),
        tape: recorder?.report() ?? { state: 'Off', records: 0, bytes: 0, droppedEvents: 0 },
        decision: decisions.read(),
        venues: venueHealth(sequencer.state(), ts),
        markets: marketHealth(sequencer.state(), ts),
      },
    });
  };

  const intervals = [
    setInterval(boards.draw, 100),
    setInterval(watch, WATCH_EVERY_MS),
    setInterval(health, HEALTH_EVERY_MS),
  ];

  port.on('message', (message: ToEngine) => {
    switch (message.type) {
      case 'command':
        return command(message.id, message.command);
      case 'control':
        return void control(message.id, message.ask);
      case 'query':
        return void query(message.id, message.query);
      case 'news':
        return sequencer.news(message.story);
      case 'watchBoard':
        return boards.watch(message.key, message.ask);
      case 'unwatchBoard':
        return boards.unwatch(message.key);
      case 'stop':
        for (const interval of intervals) clearInterval(interval);
        driver.stop();
        link?.close();
        controls.close();
        sequencer.flush();
        recorder?.stop();
        newsLog?.stop();
        journal.close();
        say({ type: 'stopped' });
        return port.close();
    }
  });
}

const runningOf = (time: MarketTime) => {
  const until = time.until();
  return { speed: time.speed(), ...(until === undefined ? {} : { until }) };
};

/** What the audit keeps of how the market runs. */
const stateOf = ({ session, scenario, seed, now, speed, until }: Simulation): SimulationState => ({
  session,
  ...(scenario === undefined ? {} : { scenario }),
  seed,
  now,
  speed,
  ...(until === undefined ? {} : { until }),
});

/** The chart goes on where it stood; a tape that can't be read costs the chart, nothing else. */
function fillBars(bars: Bars, dir: string): void {
  const began = performance.now();
  try {
    const prints = addBarsOfTape(bars, dir);
    if (prints > 0)
      log.info(`candles of ${prints} prints in ${((performance.now() - began) / 1_000).toFixed(2)} s`);
  } catch (error) {
    if (!(error instanceof TapeError)) throw error;
    log.warn(`no candles from before: ${error.message}`);
  }
}

/** Part of every id that a venue sees, so that no two state folders ever use the same. */
const newRunId = (): RunId => runId(randomBytes(4).toString('hex'));

/** Folds the journal; what it made after the projection's cursor is told again. */
function recover(): { readonly journal: ReturnType<typeof openJournal>; readonly recovered: Recovered } {
  let state = createEngine();
  let lastTs = 0;
  let reference: Hash | undefined;
  let session: number | undefined;
  let run: RunId | undefined;
  let models: ModelsUsed | undefined;
  const audit: AuditRecord[] = [];
  const venueSeqs = new Map<VenueId, number>();
  const { projected } = options;
  const unprojected = (record: AuditRecord): boolean =>
    record.seq > projected.seq || (record.seq === projected.seq && record.nth > projected.nth);
  const began = performance.now();
  const journal = openJournal(join(options.runDir, 'journal'), {
    onInput: (input) => {
      const result = step(state, input);
      state = result.state;
      lastTs = input.ts;
      if (input.type === 'SessionOpened') {
        reference = digestOf(input.reference);
        session = input.session ?? 1;
        run = input.runId;
      }
      if (input.type === 'ReportReceived') venueSeqs.set(input.report.venue, input.report.venueSeq);
      if (input.type === 'CancelRejectReceived') venueSeqs.set(input.reject.venue, input.reject.venueSeq);
      for (const record of result.audit) {
        if (record.body.type === 'ModelPromoted') models = record.body.models;
        if (unprojected(record)) audit.push(record);
      }
    },
  });
  const { seq: head } = journal.head();
  if (projected.seq > head) {
    throw new Error(
      `the database knows input ${projected.seq} and the journal ends at ${head}: its end is missing, or the two are not of one run`,
    );
  }
  if (journal.recovered) log.warn(journal.recovered, 'an unfinished last record was cut off');
  const seconds = ((performance.now() - began) / 1_000).toFixed(2);
  log.info(`recovered ${journal.head().inputs} inputs in ${seconds} s`);
  return { journal, recovered: { state, lastTs, reference, session, runId: run, models, audit, venueSeqs } };
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the engine could not start');
  say({ type: 'fatal', sentence: error instanceof Error ? error.message : String(error) });
});
