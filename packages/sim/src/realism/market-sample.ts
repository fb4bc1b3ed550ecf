/**
 * A simulated world as samples that the stylised facts are measured from: one for each instrument, over its displayed
 * venues together. Measuring hears what the books say and draws nothing, so that a measured run is the run itself: its
 * hash is the same.
 *
 * The touch is the best of the venues after each event. An order's life begins when it is displayed; a replaced order
 * ends and another begins. Trades without an aggressor (midpoint crosses, auctions) count as volume nowhere here: a
 * recorded displayed market does not print them either.
 */
import { displayedLevels, levelAt, type MatchSink, restingOrder } from '@fairlead/book';
import type { Side } from '@fairlead/domain';
import { valueTicks } from '../fundamental/fundamental.ts';
import type { MarketSink } from '../orders.ts';
import { runWorld } from '../world/run.ts';
import type { BookState, InstrumentState, World } from '../world/state.ts';
import {
  type Collector,
  canceled,
  createCollector,
  depthSeen,
  entered,
  executed,
  type MarketSample,
  SECOND_NS,
  sampleOf,
  touchChanged,
  traded,
  wantsDepth,
} from './collector.ts';
import { createColumn, push, valuesOf } from './column.ts';
import type { ParentMove } from './impact.ts';
import { createParents, type ParentFill, parentFilled, parentMoves } from './parents.ts';

const DEPTH_READ = 5;

interface Watched {
  readonly of: InstrumentState;
  readonly collector: Collector;
  /** Fundamental value at each second's end. */
  readonly values: ReturnType<typeof createColumn>;
  /** A displayed level changed in the event at work. */
  dirty: boolean;
}

export interface MarketSampler {
  readonly world: World;
  readonly startNs: number;
  readonly watched: readonly Watched[];
  readonly parents: ReturnType<typeof createParents>;
  nextValueNs: number;
}

/** Watches a world from now to `untilNs`, whole seconds away; its books' sinks are wrapped for good. */
export function createMarketSampler(world: World, untilNs: number): MarketSampler {
  const startNs = world.now;
  const watched = world.instruments.map((of) => ({
    of,
    collector: createCollector({ startNs, endNs: untilNs, tick: of.instrument.tick }),
    values: createColumn(),
    dirty: false,
  }));
  const sampler = { world, startNs, watched, parents: createParents(), nextValueNs: startNs + SECOND_NS };
  for (const feed of world.feeds) {
    if (feed.type === 'Book') feed.sink = watching(sampler, watched[feed.of.index]!, feed);
  }
  return sampler;
}

/** Runs everything due at or before `untilNs`. */
export function runSampled(sampler: MarketSampler, untilNs: number, sink: MarketSink): void {
  const { world, watched } = sampler;
  while (world.now < untilNs) {
    runWorld(world, untilNs, sink, world.events + 1);
    while (sampler.nextValueNs <= world.now) {
      for (const { of, values } of watched) push(values, valueTicks(world.fundamental, of.index, world.now));
      sampler.nextValueNs += SECOND_NS;
    }
    for (const each of watched) if (each.dirty) look(each, world.now);
  }
}

function look(each: Watched, ns: number): void {
  const { of, collector } = each;
  each.dirty = false;
  const touch = { bidPx: 0, bidQty: 0, askPx: 0, askQty: 0 };
  for (const feed of of.lit) {
    if (!trades(feed)) continue;
    const { book } = feed;
    const bid = levelAt(book, 'Buy', 0);
    const ask = levelAt(book, 'Sell', 0);
    if (bid !== undefined && (touch.bidQty === 0 || bid.px >= touch.bidPx)) {
      touch.bidQty = (bid.px === touch.bidPx ? touch.bidQty : 0) + bid.qty;
      touch.bidPx = bid.px;
    }
    if (ask !== undefined && (touch.askQty === 0 || ask.px <= touch.askPx)) {
      touch.askQty = (ask.px === touch.askPx ? touch.askQty : 0) + ask.qty;
      touch.askPx = ask.px;
    }
  }
  touchChanged(collector, ns, touch);
  if (!wantsDepth(collector, ns)) return;
  depthSeen(collector, ns, depthOf(of, 'Buy'));
  depthSeen(collector, ns, depthOf(of, 'Sell'));
}

/** Outside continuous trading a book may be crossed, and says nothing of a price. */
const trades = ({ status, venue }: BookState): boolean => status === 'Open' && !venue.down;

/** Shares by price over the venues, best first. */
function depthOf({ lit }: InstrumentState, side: Side): readonly number[] {
  const byPx = new Map<number, number>();
  for (const feed of lit.filter(trades)) {
    for (const { px, qty } of displayedLevels(feed.book, side, DEPTH_READ))
      byPx.set(px, (byPx.get(px) ?? 0) + qty);
  }
  const out = side === 'Buy' ? -1 : 1;
  return [...byPx].sort(([a], [b]) => out * (a - b)).map(([, qty]) => qty);
}

/** The venue's own sink, with an ear on it. */
function watching(sampler: MarketSampler, each: Watched, feed: BookState): MatchSink {
  const { world, parents } = sampler;
  const { collector } = each;
  const inner = feed.sink;
  /** The order that was accepted last, while it may still come to rest, and what is left of it. */
  let coming = 0;
  let left = 0;
  const fill = (of: ParentFill): void => {
    if (world.seats[of.owner]?.kind === 'meta') parentFilled(parents, world.now, of);
  };
  return {
    accepted: (id) => {
      coming = world.command.timeInForce === 'Day' ? id : 0;
      left = world.command.qty;
      inner.accepted(id);
    },
    traded: (trade) => {
      const { maker, taker, makerOwner, takerOwner, aggressor, px, qty } = trade;
      const sign = aggressor === 'Buy' ? 1 : -1;
      // In an auction nobody takes.
      if (feed.status === 'Open') traded(collector, world.now, { px, qty, sign });
      executed(collector, world.now, maker, qty);
      executed(collector, world.now, taker, qty);
      if (taker === coming) left -= qty;
      fill({ owner: takerOwner, instrument: each.of.index, sign, qty });
      fill({ owner: makerOwner, instrument: each.of.index, sign: sign === 1 ? -1 : 1, qty });
      inner.traded(trade);
    },
    levelChanged: (side, px, qty) => {
      each.dirty = true;
      if (coming !== 0 && left > 0 && side === world.command.side && px === world.command.px) {
        entered(collector, world.now, coming, left);
        coming = 0;
      }
      inner.levelChanged(side, px, qty);
    },
    canceled: (id, leavesQty, cause, owner) => {
      coming = 0;
      canceled(collector, world.now, id, leavesQty);
      inner.canceled(id, leavesQty, cause, owner);
    },
    replaced: (id) => {
      coming = 0;
      canceled(collector, world.now, id, Number.POSITIVE_INFINITY);
      const now = restingOrder(feed.book, id);
      if (now !== undefined) entered(collector, world.now, id, now.leavesQty);
      inner.replaced(id);
    },
    rejected: (id, reason) => inner.rejected(id, reason),
  };
}

/** One for each instrument, in the scenario's order. */
export const samplesOf = ({ watched }: MarketSampler): readonly MarketSample[] =>
  watched.map(({ collector }) => sampleOf(collector));

/** What every meta-order did to its instrument's price. */
export function parentsOf(sampler: MarketSampler): readonly ParentMove[] {
  const days = sampler.watched.map(({ collector, values, of }) => ({
    sample: sampleOf(collector),
    startNs: sampler.startNs,
    values: valuesOf(values),
    tick: of.instrument.tick,
    volume: of.volume,
  }));
  return parentMoves(sampler.parents, days);
}
