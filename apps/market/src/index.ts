/**
 * The marketplace: simulated, replayed or paper venues in real time, over the wire of gateway/WIRE.md, with a durable
 * record of everything that it told us (README.md).
 */
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { midPx, nanos, px, type VenueId } from '@fairlead/domain';
import { bookSnapshot, reference, type SimMarket } from '@fairlead/sim';
import { type Logger, pino } from 'pino';
import { type Chosen, choose } from './choice.ts';
import { marketTime, readSession, type SavedSession, saveSession, slipClock, startClock } from './clock.ts';
import { drive } from './driver.ts';
import { advanceExchange, createExchange, type Exchange } from './exchange.ts';
import { codeOf, MarketError } from './failure.ts';
import { lineCount } from './line-log.ts';
import { flushEvents, queueEvent } from './market-clients.ts';
import type { MarketOptions } from './options.ts';
import { sendReport } from './order-client.ts';
import { listen, type MarketServer } from './server.ts';
import { lockState } from './state-lock.ts';
import {
  cancelEarlierOrders,
  closeVenueRecord,
  openVenueRecord,
  repairRecords,
  type VenueRecord,
} from './venue-record.ts';

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

/**
 * Opens the market and serves it.
 * @throws MarketError or FeedError, whose message is one sentence for the person who started it
 */
export async function startMarket(
  options: MarketOptions & { readonly log?: Logger },
): Promise<RunningMarket> {
  const log = options.log ?? pino({ level: 'silent' });
  const chosen = await choose(options, log);
  const folder = openFolder(join(options.state, 'market'));
  const lock = await lockState(folder);
  try {
    const exchange = openExchange(folder, { chosen, seed: options.seed, log });
    return await serve(exchange, { folder, chosen, options, log, release: lock.release });
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

function openFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return realpathSync(path);
  } catch (cause) {
    throw new MarketError(`The state folder ${path} can't be made (${codeOf(cause)}).`, { cause });
  }
}

interface Opened {
  readonly market: SimMarket;
  readonly records: ReadonlyMap<VenueId, VenueRecord>;
}

function openExchange(
  folder: string,
  { chosen, seed, log }: { readonly chosen: Chosen; readonly seed: number; readonly log: Logger },
): Opened {
  const { reports, torn } = repairRecords(folder);
  for (const file of torn)
    log.warn({ file }, 'a line torn by a kill in mid-write was cut off the end of a log');
  const last = readSession(folder);
  const saved = last?.session === chosen.session ? last : undefined;
  if (last !== undefined && saved === undefined) {
    log.warn(
      { before: last.session, now: chosen.session },
      'another market than last time: its session starts anew',
    );
  }
  // Ids must never repeat over the life of the folder: a run whose ids were seen has left reports behind.
  const idPrefix = `E${reports.toString(36)}`;
  const market = chosen.create({
    saved,
    idPrefix,
    seed: saved === undefined ? seed : resumeSeed(seed, saved),
  });
  const records = new Map<VenueId, VenueRecord>();
  for (const { id } of reference(market).venues) {
    const record = openVenueRecord(folder, id);
    const canceled = cancelEarlierOrders(record, nanos(market.now));
    if (canceled > 0) log.warn({ venue: id, canceled }, 'orders open at the last end were canceled');
    records.set(id, record);
  }
  return { market, records };
}

/** The same seed would repeat the session's opening. */
const resumeSeed = (seed: number, { nowNs }: SavedSession): number =>
  (seed + Math.floor(nowNs / 1e6)) % 0x1_0000_0000;

interface Serving {
  readonly folder: string;
  readonly chosen: Chosen;
  readonly options: MarketOptions;
  readonly log: Logger;
  readonly release: () => void;
}

async function serve({ market, records }: Opened, serving: Serving): Promise<RunningMarket> {
  const { folder, chosen, options, log } = serving;
  const clock = startClock(market.now, options.speed, performance.now());
  let leasedNs = 0;
  const lease = (untilNs: number): void => {
    leasedNs = Math.ceil(untilNs);
    const { sessionDate } = exchange.reference;
    saveSession(folder, { session: chosen.session, nowNs: leasedNs, sessionDate, midPx: midsOf(exchange) });
  };
  let server: MarketServer | undefined;
  const exchange = createExchange(market, records, {
    onEvent: (event) => {
      if (server !== undefined) queueEvent(server.marketClients, event);
    },
    onReport: (record, line) => {
      const client = server?.orderClients.get(record.venue);
      if (client !== undefined) sendReport(client, line);
    },
  });
  lease(market.now);
  const about = { environment: chosen.environment, market: chosen.name, speed: options.speed };
  const now = (): ReturnType<typeof nanos> =>
    nanos(Math.max(market.now, Math.min(leasedNs, marketTime(clock, performance.now()))));
  const opened = await listen({ exchange, about, now, log }, options.port);
  server = opened;
  slipClock(clock, market.now, performance.now());
  const driver = drive(clock, {
    log,
    nowNs: () => market.now,
    step: (untilNs) => {
      if (untilNs >= leasedNs) lease(untilNs + LEASE_MS * 1e6 * options.speed);
      advanceExchange(exchange, untilNs);
    },
    flush: () => flushEvents(opened.marketClients),
  });
  const heard = chosen.listen?.({ market, now, log });
  const reports = [...records.values()].reduce((sum, record) => sum + lineCount(record.reports), 0);
  log.info({ port: opened.port, session: chosen.session, nowNs: market.now, reports }, 'market open');
  return {
    port: opened.port,
    close: async () => {
      await heard?.close();
      driver.stop();
      await opened.close();
      lease(market.now);
      for (const record of records.values()) closeVenueRecord(record);
      serving.release();
      log.info({ nowNs: market.now }, 'market closed');
    },
  };
}

/** Mean of the best bid and offer over the venues that show any. */
function midsOf({ market, reference: { instruments, venues } }: Exchange): Record<string, number> {
  const mids: Record<string, number> = {};
  for (const { id } of instruments) {
    const books = venues.map((venue) => bookSnapshot(market, venue.id, id));
    const bids = books.flatMap((book) => book.bids[0]?.px ?? []);
    const asks = books.flatMap((book) => book.asks[0]?.px ?? []);
    if (bids.length === 0 || asks.length === 0) continue;
    const mid = midPx({ bidPx: px(Math.max(...bids)), askPx: px(Math.min(...asks)) });
    if (mid !== undefined) mids[id] = mid;
  }
  return mids;
}
