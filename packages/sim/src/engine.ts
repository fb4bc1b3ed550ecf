/**
 * The clock of a market: the earliest of what is due happens, then whatever it touched is settled, and so on to
 * the given time. Messages in flight come before background acts of the same instant; earlier actors before
 * later ones. Nothing depends on anything but the state.
 */
import { crossAtMidpoint } from '@fairlead/book';
import { actDark, drawArrival, scheduleDark } from './dark-flow.ts';
import { emitHeartbeatIfDue, setWake } from './feed.ts';
import { actLit, keepDepth } from './lit-flow.ts';
import { scheduleLit } from './lit-rates.ts';
import type { MarketSink } from './orders.ts';
import { expireAll, receiveRequest } from './own-orders.ts';
import { nextStepNs, stepPrice } from './price.ts';
import { arrive, nextArrival } from './schedule.ts';
import type { Feed, InstrumentState, Market } from './state.ts';
import { midpointPx } from './touch.ts';
import { changeStatus } from './trading-status.ts';

/** Runs everything due at or before `untilNs`. */
export function runUntil(market: Market, untilNs: number, sink: MarketSink): void {
  market.sink = sink;
  const closeNs = market.config.closeNs ?? Number.POSITIVE_INFINITY;
  for (;;) {
    const actor = earliest(market.wakes);
    const wakeNs = market.wakes[actor] ?? Number.POSITIVE_INFINITY;
    const arrivesNs = nextArrival(market.flight);
    const next = Math.min(wakeNs, arrivesNs);
    if (!market.closed && closeNs <= next && closeNs <= untilNs) {
      market.now = closeNs;
      close(market);
      continue;
    }
    if (next > untilNs) break;
    market.now = Math.max(market.now, next);
    if (arrivesNs <= wakeNs) deliver(market);
    else act(market, actor);
  }
  market.now = Math.max(market.now, untilNs);
}

/** When something happens next: never before `market.now`. */
export function nextTime(market: Market): number {
  const wakeNs = market.wakes[earliest(market.wakes)] ?? Number.POSITIVE_INFINITY;
  const closeNs = market.closed
    ? Number.POSITIVE_INFINITY
    : (market.config.closeNs ?? Number.POSITIVE_INFINITY);
  return Math.max(market.now, Math.min(wakeNs, nextArrival(market.flight), closeNs));
}

function earliest(wakes: Float64Array): number {
  let best = 0;
  let at = wakes[0] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i < wakes.length; i += 1) {
    const wake = wakes[i] as number;
    if (wake < at) {
      at = wake;
      best = i;
    }
  }
  return best;
}

function deliver(market: Market): void {
  const arrived = arrive(market.flight);
  if (arrived === undefined) return;
  const { message, atNs } = arrived;
  if (message.type === 'Report') {
    market.sink.report(message.report, atNs);
  } else if (message.type === 'CancelReject') {
    market.sink.cancelReject(message.reject, atNs);
  } else {
    // A market's own venues have its own feeds.
    const feed = receiveRequest(market, message.venue, message.request) as Feed | undefined;
    if (feed === undefined) return;
    if (feed.type === 'Pool') setWake(market, feed);
    settle(market, feed.of);
  }
}

function act(market: Market, actor: number): void {
  const of = market.instruments[actor];
  if (of !== undefined) {
    actPrice(market, of);
    settle(market, of);
    return;
  }
  const feed = market.feeds[actor - market.instruments.length];
  if (feed === undefined) return;
  if (feed.actsNs <= market.now) actFeed(market, feed);
  if (!market.closed) emitHeartbeatIfDue(market, feed);
  settle(market, feed.of);
  setWake(market, feed);
  if (market.closed) market.wakes[feed.actor] = Number.POSITIVE_INFINITY;
}

function actFeed(market: Market, feed: Feed): void {
  if (feed.type === 'Pool') {
    actDark(market, feed);
    scheduleDark(market, feed);
  } else {
    actLit(market, feed);
    feed.dirtyBids = true;
  }
}

function actPrice(market: Market, of: InstrumentState): void {
  const switched = stepPrice(of.config, of.price, market.now);
  of.moved = true;
  market.wakes[of.index] = market.closed ? Number.POSITIVE_INFINITY : nextStepNs(of.price, market.now);
  if (!switched) return;
  for (const feed of of.dark) {
    drawArrival(market, feed);
    scheduleDark(market, feed);
    setWake(market, feed);
  }
}

/** Books that changed, or whose price did, get new rates; pools get the midpoint. */
function settle(market: Market, of: InstrumentState): void {
  let touched = of.moved;
  for (const feed of of.lit) {
    const changed = feed.dirtyBids || feed.dirtyAsks;
    touched ||= changed;
    if (changed && of.status === 'Open') keepDepth(market, feed);
    if (of.moved || changed) {
      scheduleLit(market, feed);
      setWake(market, feed);
    }
  }
  of.moved = false;
  if (!touched || of.status !== 'Open') return;
  if (of.dark.length === 0) return;
  const mid = midpointPx(of);
  for (const feed of of.dark) crossAtMidpoint(feed.pool, mid, feed.sink);
}

/** First rates and arrivals of everything. */
export function startAll(market: Market): void {
  for (const of of market.instruments) {
    market.wakes[of.index] = nextStepNs(of.price, market.now);
    for (const feed of of.lit) {
      scheduleLit(market, feed);
      setWake(market, feed);
    }
    for (const feed of of.dark) {
      drawArrival(market, feed);
      scheduleDark(market, feed);
      setWake(market, feed);
    }
    of.moved = false;
  }
}

function close(market: Market): void {
  expireAll(market);
  for (const of of market.instruments) changeStatus(market, of, 'Closed');
  market.closed = true;
  market.wakes.fill(Number.POSITIVE_INFINITY);
}
