/**
 * Market makers: each quotes both sides of every instrument on several venues and levels, around its own fair price:
 * the microprice of all venues, moved against its inventory. It widens with the volatility that it measures, quotes
 * anew when its fair price has left what it quoted around or on a timer, and is off for a while after news. Its
 * quotes are orders like anybody's: what is stale when its cancel arrives is traded against.
 */
import type { NewsItem, Side } from '@fairlead/domain';
import { z } from 'zod';
import { POST_ONLY } from '../kernel/flight.ts';
import { uniform } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import { drawSize } from '../world/order-size.ts';
import type { Participant } from './participant.ts';

export const marketMakerSchema = z.strictObject({
  venues: z.number().int().positive().describe('displayed venues that it quotes on, drawn for each maker'),
  levels: z.number().int().positive().describe('prices that it quotes on each side, a tick apart'),
  size: z.number().positive().describe("mean size of a quote, in the instrument's average trades"),
  halfSpreadBps: z.number().min(0).describe('distance of its best quotes from its fair price, bps, at rest'),
  perVolatility: z
    .number()
    .min(0)
    .describe('how much wider, in standard deviations of the fair price over a second'),
  skewBps: z.number().min(0).describe('how far its fair price moves against a full inventory, bps'),
  maxPosition: z
    .number()
    .positive()
    .describe("full inventory, in the instrument's average trades; beyond it, only one side is quoted"),
  requoteBps: z
    .number()
    .positive()
    .describe('it quotes anew when its fair price has moved so far, bps, and by half a tick at least'),
  timerS: z.number().positive().describe('and at least so often, s'),
  pullS: z.number().min(0).describe('off the market after news about an instrument, s'),
});
type MarketMakerConfig = z.infer<typeof marketMakerSchema>;

/** Time constant of its measure of volatility, s. */
const MEMORY_S = 60;

interface Making {
  /** Ticks, fractional; of the last quotes and of the last look. 0 before the first. */
  quotedAround: number;
  fair: number;
  fairNs: number;
  /** Variance of the fair price, ticks^2 a second. */
  variance: number;
  offUntilNs: number;
  /** Its orders by place in its list of venues. */
  readonly quotes: Set<number>[];
}

export function createMarketMaker(config: MarketMakerConfig, desk: Desk): Participant {
  const { random, instruments } = desk;
  const venues = drawVenues();
  const making = instruments.map(
    (): Making => ({
      quotedAround: 0,
      fair: 0,
      fairNs: desk.now,
      variance: 0,
      offUntilNs: 0,
      quotes: venues.map(() => new Set()),
    }),
  );
  for (const { index } of instruments) desk.watch(index);
  desk.wakeIn(uniform(random) * config.timerS * 1e9);

  function drawVenues(): number[] {
    const left = (instruments[0]?.lit ?? []).map(({ venue }) => venue.index);
    while (left.length > config.venues) left.splice(Math.floor(uniform(random) * left.length), 1);
    return left;
  }

  /** Ticks; the microprice of all venues, against its inventory. Undefined where there is no market. */
  function fairOf(instrument: number, of: Making): number | undefined {
    const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
    const { tick, avgTradeQty } = instruments[instrument]!.instrument;
    if (bidQty === 0 || askQty === 0) return undefined;
    const fair = (bidPx * askQty + askPx * bidQty) / (bidQty + askQty) / tick;
    const seconds = (desk.now - of.fairNs) / 1e9;
    if (of.fair > 0) {
      const kept = Math.exp(-seconds / MEMORY_S);
      of.variance = of.variance * kept + (fair - of.fair) ** 2 / MEMORY_S;
    }
    of.fair = fair;
    of.fairNs = desk.now;
    const full = desk.position(instrument) / (config.maxPosition * avgTradeQty);
    return fair * (1 - (config.skewBps * Math.max(-1, Math.min(1, full))) / 1e4);
  }

  function quote(instrument: number): void {
    const of = making[instrument]!;
    const around = desk.now < of.offUntilNs ? undefined : fairOf(instrument, of);
    if (around === undefined) {
      for (const ids of of.quotes) for (const id of ids) desk.cancel(id);
      return;
    }
    of.quotedAround = around;
    const half = (around * config.halfSpreadBps) / 1e4 + config.perVolatility * Math.sqrt(of.variance);
    const { tick, avgTradeQty } = instruments[instrument]!.instrument;
    const { bidPx, askPx } = desk.best(instrument);
    const bid = Math.min(Math.floor(around - half), askPx / tick - 1);
    const ask = Math.max(Math.ceil(around + half), bidPx / tick + 1);
    const full = desk.position(instrument) / (config.maxPosition * avgTradeQty);
    for (let nth = 0; nth < venues.length; nth += 1) {
      bring(instrument, nth, { side: 'Buy', best: bid, levels: full < 1 ? config.levels : 0 });
      bring(instrument, nth, { side: 'Sell', best: ask, levels: full > -1 ? config.levels : 0 });
    }
  }

  /** Moves what it has on one side of a venue to where it wants to be, with as few messages as that takes. */
  function bring(
    instrument: number,
    nth: number,
    want: { readonly side: Side; readonly best: number; readonly levels: number },
  ): void {
    const ids = making[instrument]!.quotes[nth]!;
    const of = instruments[instrument]!.instrument;
    const outward = want.side === 'Buy' ? -1 : 1;
    const missing = new Set<number>();
    for (let level = 0; level < want.levels; level += 1) missing.add((want.best + outward * level) * of.tick);
    const misplaced: number[] = [];
    for (const id of ids) {
      const order = desk.orders.get(id);
      if (order === undefined) ids.delete(id);
      else if (order.side === want.side && !order.canceling && !missing.delete(order.px)) misplaced.push(id);
    }
    for (const px of missing) {
      if (px <= 0) continue;
      const used = misplaced.pop();
      if (used !== undefined) desk.cancel(used);
      const qty = drawSize(random, of, config.size);
      ids.add(desk.send({ venue: venues[nth]!, instrument, side: want.side, px, qty, terms: POST_ONLY }));
    }
    for (const id of misplaced) desk.cancel(id);
  }

  return {
    heard(story: NewsItem) {
      for (const { id, index } of instruments) {
        if (!story.instruments.includes(id)) continue;
        making[index]!.offUntilNs = desk.now + config.pullS * 1e9;
        quote(index);
      }
    },
    wake() {
      for (const { index } of instruments) quote(index);
      desk.wakeIn(config.timerS * 1e9);
    },
    seen(_venue, instrument) {
      const of = making[instrument]!;
      if (desk.now < of.offUntilNs) return;
      const fair = fairOf(instrument, of);
      if (
        fair !== undefined &&
        Math.abs(fair - of.quotedAround) >= Math.max(0.5, (fair * config.requoteBps) / 1e4)
      )
        quote(instrument);
    },
  };
}
