/**
 * The engine's thread: recovers the state from the journal, meets the market, and from then on turns what arrives
 * into inputs and what the engine wants into messages. The only place where the engine's effects become real: its
 * parts (recovery, session, watchlist, boards, models) are put together here.
 */
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { CommandOutcome } from '@fairlead/api';
import { nanos, type Simulation, type SimulationState, type UserId } from '@fairlead/domain';
import { askPredictor, createDriver } from '@fairlead/driver';
import { marketHealth, parentByClOrdId, parentViewOf, riskOf, venueHealth } from '@fairlead/engine';
import { connectControl, connectMarket, type MarketLink } from '@fairlead/gateway';
import { SHIPPED_MODELS } from '@fairlead/inference';
import pino from 'pino';
import { createBars } from './bars.ts';
import { createBoards } from './boards.ts';
import { createMarketTime } from './clock.ts';
import { createDecisionCounts } from './decision-counts.ts';
import { createMarketSession } from './market-session.ts';
import { marketStory } from './market-story.ts';
import { createModelRegistry } from './models.ts';
import { createNewsLog } from './news-log.ts';
import { outcomeOf, outcomeOfRepeat, outcomeOfSubmit } from './outcome.ts';
import type {
  ControlAsk,
  EngineOptions,
  FromEngine,
  Query,
  QueryAnswers,
  ToEngine,
  UnstampedCommand,
} from './protocol.ts';
import { createRecorder } from './recorder.ts';
import { recover } from './recovery.ts';
import { createWatch } from './watch.ts';

const options = workerData as EngineOptions;
const log = pino({ name: 'engine', level: options.logLevel }, pino.destination(2));
const port = parentPort as NonNullable<typeof parentPort>;
const say = (message: FromEngine): void => port.postMessage(message);

const HEALTH_EVERY_MS = 500;
const WATCH_EVERY_MS = 250;

async function main(): Promise<void> {
  const { journal, recovered } = recover(options, log);
  const models = await createModelRegistry(
    { shipped: dirname(SHIPPED_MODELS.fillPath), trained: options.modelsDir },
    log,
  );
  const time = createMarketTime(nanos(recovered.lastTs));
  const bars = createBars();
  const watch = createWatch(bars);
  const tapeRoot = join(options.runDir, 'tape');
  const recorder = options.tape && createRecorder({ root: tapeRoot, retention: options.tape, log });
  const newsLog = options.tape && createNewsLog(join(options.runDir, 'news.jsonl'), log);
  const venueSeqs = recovered.venueSeqs;
  let link: MarketLink | undefined;
  let marketEvents = 0;

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
        const story = marketStory(item, { session: session.number(), nowMs: Date.now() });
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
  const session = createMarketSession({
    recovered,
    isFirstStart: () => journal.head().inputs === 0,
    sequencer,
    time,
    models,
    bars,
    watch,
    tapeRoot,
    recorder,
    say,
    log,
  });
  const boards = createBoards({
    sequencer,
    time,
    models,
    show: (key, view) => say({ type: 'board', key, view }),
  });

  if (recovered.audit.length > 0) say({ type: 'audit', records: recovered.audit });
  if (recovered.models) await models.serve(recovered.models);
  driver.rearm();

  link = connectMarket({
    host: '127.0.0.1',
    port: options.marketPort,
    lastVenueSeq: (venue) => venueSeqs.get(venue) ?? 0,
    onWelcome: session.onWelcome,
    onSimulation: session.onSimulation,
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

  const controls = connectControl({ host: '127.0.0.1', port: options.marketPort }, session);
  const control = async (id: number, { actor, control: asked }: ControlAsk): Promise<void> => {
    const answer = (outcome: CommandOutcome): void => say({ type: 'outcome', id, outcome });
    const welcome = session.welcome();
    if (!welcome) return answer({ accepted: false, refusals: [], cause: 'the market is not connected' });
    const before = stateOf(welcome.simulation);
    const { scenarios, refuses } = welcome.simulation;
    // What is open ends by the will of whoever turns the market, not by its closing.
    if (asked.type === 'SwitchScenario' && refuses.SwitchScenario === undefined) {
      if (scenarios.some(({ name }) => name === asked.scenario))
        session.cancelParents(actor, `the market turns to ${asked.scenario}`);
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

  const knownAs = ({ trader, clOrdId }: { readonly trader: UserId; readonly clOrdId: string }) => {
    const parentId = parentByClOrdId(sequencer.state(), trader, clOrdId);
    return parentId && parentViewOf(sequencer.state(), parentId);
  };

  const command = (id: number, body: UnstampedCommand): void => {
    const answer = (outcome: CommandOutcome): void => say({ type: 'outcome', id, outcome });
    if (body.type === 'SubmitParent') {
      const { parent } = body;
      const known = knownAs(parent);
      if (known) return answer(outcomeOfRepeat(known, parent, sequencer.lastSeq()));
      return sequencer.order(body, (records, at) =>
        answer(outcomeOfSubmit({ records, at }, parent, knownAs(parent))),
      );
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
      answer = knownAs(asked)?.submittedAt;
    } else answer = bars.since(asked.instrument, asked.fromT);
    say({ type: 'answer', id, answer });
  };

  const showWatch = (): void => {
    const welcome = session.welcome();
    if (!welcome) return;
    const instruments = welcome.reference.instruments.map(({ id }) => id);
    say({ type: 'watch', rows: watch.rows(sequencer.state(), time.now(), instruments) });
  };

  let healthAt = performance.now();
  const health = (): void => {
    const welcome = session.welcome();
    if (!welcome) return;
    const now = performance.now();
    const ts = time.now();
    const perSecond = (marketEvents * 1_000) / (now - healthAt);
    marketEvents = 0;
    healthAt = now;
    say({
      type: 'health',
      health: {
        clock: session.clockOf(welcome),
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
    setInterval(showWatch, WATCH_EVERY_MS),
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

/** What the audit keeps of how the market runs. */
const stateOf = ({ session, scenario, seed, now, speed, until }: Simulation): SimulationState => ({
  session,
  ...(scenario === undefined ? {} : { scenario }),
  seed,
  now,
  speed,
  ...(until === undefined ? {} : { until }),
});

main().catch((error: unknown) => {
  log.fatal({ err: error }, 'the engine could not start');
  say({ type: 'fatal', sentence: error instanceof Error ? error.message : String(error) });
});
