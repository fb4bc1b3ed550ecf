/**
 * The market as it runs: market time that follows wall time, one session after another, and what a person may ask of
 * both. Clients are told at each change; a session that ends gives each open order its report before its clients are
 * let go, and they meet the next one by connecting again.
 */
import { join } from 'node:path';
import {
  err,
  isPaused,
  type MarketEvent,
  type NewsItem,
  nanos,
  ok,
  type Result,
  type Simulation,
  type SimulationControl,
} from '@fairlead/domain';
import { nextNs } from '@fairlead/sim';
import type { Logger } from 'pino';
import type { Chosen } from './choice.ts';
import { changeSpeed, marketTime, runFor, type SavedSession, slipClock, startClock } from './clock.ts';
import { drive } from './driver.ts';
import { advanceExchange, createExchange, type Exchange } from './exchange.ts';
import { lineCount } from './line-log.ts';
import { flushEvents, queueEvent, queueStory } from './market-clients.ts';
import type { MarketOptions } from './options.ts';
import { sendFromLog, sendReport } from './order-client.ts';
import { createRealismDesk } from './realism/desk.ts';
import { listen, type MarketServer } from './server.ts';
import {
  endOrders,
  firstSession,
  keepSession,
  nextDay,
  nextSession,
  openRecords,
  type Session,
} from './session.ts';
import { closeVenueRecord, type VenueRecord } from './venue-record.ts';

export interface RunningMarket {
  readonly port: number;
  /** Ends sessions and saves the session's time. Orders that are open stay in the record, for the next start. */
  readonly close: () => Promise<void>;
}

/**
 * The saved time is ahead of the market's by up to this much wall time, so that a killed market never goes on
 * at a time that it had passed.
 */
const LEASE_MS = 2000;
const MEASURE_MS = 1000;
/** Market time after which a step to the next change stops looking for one: a closed market has none. */
const STEP_SEARCH_NS = 60e9;

export async function run(
  folder: string,
  {
    chosen,
    last,
    options,
    log,
  }: {
    readonly chosen: Chosen;
    /** The session that the folder stands in. */
    readonly last: SavedSession | undefined;
    readonly options: MarketOptions;
    readonly log: Logger;
  },
): Promise<RunningMarket> {
  const records = openRecords(folder, log);
  const opening = { folder, chosen, records, log };
  let session = firstSession(opening, last, options.seed);
  let exchange = exchangeOf(session);
  let server: MarketServer | undefined;
  let switchingTo: string | undefined;
  let leasedNs = 0;
  const same = last?.session === chosen.session ? last : undefined;
  const clock = startClock(session.market.now, options.speed ?? same?.speed ?? 1, performance.now());
  if (same?.paused) clock.untilNs = session.market.now;
  const measured = { changes: 0, eventsPerSecond: 0, reachedSpeed: 0 };

  function exchangeOf({ market }: Session): Exchange {
    return createExchange(market, records, { onEvent, onStory, onReport });
  }
  function onEvent(event: MarketEvent): void {
    if (event.type !== 'FeedHeartbeat') measured.changes += 1;
    if (server !== undefined) queueEvent(server.marketClients, event);
  }
  function onStory(item: NewsItem): void {
    if (server !== undefined) queueStory(server.marketClients, item);
  }
  function onReport(record: VenueRecord, line: string): void {
    const client = server?.orderClients.get(record.venue);
    if (client !== undefined) sendReport(client, line);
  }

  const lease = (untilNs: number): void => {
    leasedNs = Math.ceil(untilNs);
    const { speed } = clock;
    keepSession(folder, { chosen, session, nowNs: leasedNs, speed, paused: isToStandStill() });
  };
  const isToStandStill = (): boolean => Number.isFinite(clock.untilNs);
  const advanceTo = (untilNs: number): void => {
    const nextDayNs = session.close?.nextDayAt ?? Number.POSITIVE_INFINITY;
    if (untilNs >= leasedNs) lease(untilNs + LEASE_MS * 1e6 * clock.speed);
    advanceExchange(exchange, Math.min(untilNs, nextDayNs));
    if (session.market.now >= nextDayNs && switchingTo === undefined) void openNextDay();
  };
  const now = (): ReturnType<typeof nanos> =>
    nanos(Math.max(session.market.now, Math.min(leasedNs, marketTime(clock, performance.now()))));
  const simulation = (): Simulation => {
    const { number, scenario, seed, close } = session;
    return {
      session: number,
      ...(scenario === undefined ? {} : { scenario }),
      seed,
      now: nanos(session.market.now),
      speed: clock.speed,
      ...(Number.isFinite(clock.untilNs) ? { until: nanos(clock.untilNs) } : {}),
      scenarios: chosen.scenarios.map(({ name, about }) => ({ name, about })),
      refuses: REFUSES[chosen.environment],
      ...(close === undefined ? {} : { close }),
      ...(switchingTo === undefined ? {} : { switchingTo }),
      eventsPerSecond: measured.eventsPerSecond,
      reachedSpeed: measured.reachedSpeed,
    };
  };

  /** Events first: what they say happened before this. */
  const tell = (): Simulation => {
    const told = simulation();
    if (server === undefined) return told;
    flushEvents(server.marketClients);
    server.tell(told);
    return told;
  };

  const stepToChange = (): Simulation => {
    const before = measured.changes;
    const lastNs = session.market.now + STEP_SEARCH_NS;
    while (measured.changes === before && switchingTo === undefined && nextNs(session.market) <= lastNs)
      advanceTo(nextNs(session.market));
    if (measured.changes === before && switchingTo === undefined) advanceTo(lastNs);
    slipClock(clock, session.market.now, performance.now());
    clock.untilNs = session.market.now;
    return tell();
  };

  const switchTo = async (scenario: string, seed: number): Promise<Result<Simulation, string>> => {
    if (!chosen.scenarios.some(({ name }) => name === scenario)) {
      const names = chosen.scenarios.map(({ name }) => name).join(', ');
      return err(`there is no scenario "${scenario}"; these are: ${names}`);
    }
    return ok(
      await turn(scenario, `the market turns to ${scenario}`, () =>
        nextSession(opening, session, { scenario, seed }),
      ),
    );
  };

  const openNextDay = (): Promise<Simulation> =>
    turn(session.scenario ?? '', 'the next day opens', () => nextDay(opening, session));

  /** From one session to the next. A market that stands still, or is to, stands still at its beginning. */
  const turn = async (to: string, why: string, next: () => Session): Promise<Simulation> => {
    switchingTo = to;
    driver.stop();
    tell();
    const ended = endOrders(records, session.market.now, `session ended: ${why}`);
    for (const client of server?.orderClients.values() ?? []) sendFromLog(client);
    await server?.endSessions();
    const before = { session: session.number, nowNs: session.market.now, ended };
    session = next();
    exchange = exchangeOf(session);
    slipClock(clock, session.market.now, performance.now());
    if (isToStandStill()) clock.untilNs = session.market.now;
    lease(session.market.now);
    switchingTo = undefined;
    driver.start();
    const { number, scenario, seed } = session;
    log.info({ before, session: number, scenario, seed, why }, 'another session');
    return tell();
  };

  const control = async (asked: SimulationControl): Promise<Result<Simulation, string>> => {
    const never = REFUSES[chosen.environment][asked.type];
    if (never !== undefined) return err(never);
    if (switchingTo !== undefined) return err(`the market is turning to ${switchingTo}`);
    const wallMs = driver.settle();
    if (switchingTo !== undefined) return err(`the market is turning to ${switchingTo}`);
    const paused = isPaused({ now: session.market.now, until: clock.untilNs });
    log.info(asked, 'asked of the market');
    switch (asked.type) {
      case 'SetSpeed':
        changeSpeed(clock, asked.speed, wallMs);
        lease(leasedNs);
        return ok(tell());
      case 'Pause':
        runFor(clock, 0, wallMs);
        return ok(tell());
      case 'Resume':
        runFor(clock, Number.POSITIVE_INFINITY, wallMs);
        return ok(tell());
      case 'Step':
        if (!paused) return err('the market runs: pause it first');
        if (asked.forNs === undefined) return ok(stepToChange());
        runFor(clock, asked.forNs, wallMs);
        return ok(tell());
      case 'SwitchScenario':
        return switchTo(asked.scenario, asked.seed ?? session.seed);
    }
  };

  const realism = createRealismDesk({
    folder: join(folder, 'realism'),
    scenarios: chosen.scenarios,
    ...(chosen.environment === 'SIM' ? {} : { refuses: 'only a simulated market is measured' }),
    log,
    onChange: () => server?.tellRealism(),
  });
  lease(session.market.now);
  const about = { environment: chosen.environment, market: chosen.name };
  const opened = await listen(
    {
      exchange: () => exchange,
      switching: () => switchingTo !== undefined,
      about,
      simulation,
      control,
      realism,
      now,
      log,
    },
    options.port,
  );
  server = opened;
  slipClock(clock, session.market.now, performance.now());
  const driver = drive(clock, {
    log,
    nowNs: () => session.market.now,
    step: advanceTo,
    flush: () => flushEvents(opened.marketClients),
    stoodStill: () => {
      lease(session.market.now);
      tell();
    },
  });
  const measuring = setInterval(measure, MEASURE_MS);
  let mark = { atMs: performance.now(), ns: session.market.now, session: session.number, changes: 0 };
  function measure(): void {
    const atMs = performance.now();
    const seconds = (atMs - mark.atMs) / 1e3;
    const same = mark.session === session.number;
    measured.eventsPerSecond = Math.round((measured.changes - mark.changes) / seconds);
    measured.reachedSpeed = same ? Math.max(0, session.market.now - mark.ns) / 1e9 / seconds : 0;
    mark = { atMs, ns: session.market.now, session: session.number, changes: measured.changes };
    opened.tellMeasured(simulation());
  }
  const heard = chosen.listen?.({ market: session.market, now, log });
  const reports = [...records.values()].reduce((sum, record) => sum + lineCount(record.reports), 0);
  log.info(
    { port: opened.port, ...about, session: session.number, nowNs: session.market.now, reports },
    'market open',
  );
  return {
    port: opened.port,
    close: async () => {
      await heard?.close();
      await realism.close();
      clearInterval(measuring);
      driver.stop();
      await opened.close();
      lease(session.market.now);
      for (const record of records.values()) closeVenueRecord(record);
      log.info({ nowNs: session.market.now }, 'market closed');
    },
  };
}

const REAL_TIME = 'real venues go on in real time';

/** What each kind of market never takes, and why. */
const REFUSES: Readonly<Record<Chosen['environment'], Simulation['refuses']>> = {
  SIM: {},
  REPLAY: { SwitchScenario: 'a recorded day has no scenarios: start another market with --market' },
  'LIVE-PAPER': {
    SetSpeed: REAL_TIME,
    Pause: REAL_TIME,
    Resume: REAL_TIME,
    Step: REAL_TIME,
    SwitchScenario: 'real venues have no scenarios',
  },
};
