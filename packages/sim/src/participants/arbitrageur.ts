/**
 * Latency arbitrageurs: they watch every venue and act on whose quote has moved and whose has not yet. Where one bids
 * more than another offers for, fees included, they take both. Where a quote that has just moved meets a stale one at
 * its price they take the stale one and offer it a tick further on; what nobody has taken by then they give up.
 */
import { sideSign } from '@fairlead/domain';
import { z } from 'zod';
import { POST_ONLY, TAKING } from '../kernel/flight.ts';
import type { Desk } from '../world/desk.ts';
import { litVenues, lots } from './lit.ts';
import type { Answer, Participant } from './participant.ts';

export const arbitrageurSchema = z.strictObject({
  edge: z.number().min(0).describe('least gain that it takes both sides for, ticks after fees'),
  size: z.number().positive().describe("most that it holds, in the instrument's average trades"),
  holdS: z.number().positive().describe('time after which it gives up what it holds, s'),
});
export type ArbitrageurConfig = z.infer<typeof arbitrageurSchema>;

const MICROS_PER_PX = 100;
const AGAIN_NS = 10_000_000;
/** While what it holds can not be sold. */
const IN_CALL_NS = 1_000_000_000;

export function createArbitrageur(config: ArbitrageurConfig, desk: Desk): Participant {
  const venues = litVenues(desk);
  const feePx = desk.venues.map(({ fees }) => Number(fees.takeMicros) / MICROS_PER_PX);
  for (const { index } of desk.instruments) desk.watch(index);
  /** By instrument: immediate orders whose outcome it awaits before it acts again; and which they are. */
  const waiting = new Int32Array(desk.instruments.length);
  const taking = new Set<number>();
  const take = (order: Omit<Parameters<Desk['send']>[0], 'terms'>): number => {
    const id = desk.send({ ...order, terms: TAKING });
    taking.add(id);
    waiting[order.instrument] = (waiting[order.instrument] ?? 0) + 1;
    return id;
  };
  /** Orders that took a stale quote, and where what they got is to be offered. */
  const sniped = new Map<number, { readonly venue: number; readonly px: number }>();

  /** `fresh` is the venue that has moved. */
  function look(fresh: number, instrument: number): void {
    const of = desk.instruments[instrument]?.instrument;
    if (of === undefined || waiting[instrument] !== 0) return;
    const { bidPx, bidQty, askPx, askQty } = desk.touch(fresh, instrument);
    const most = config.size * of.avgTradeQty - Math.abs(desk.position(instrument));
    if (most < of.lot) return;
    for (const stale of venues) {
      if (stale === fresh) continue;
      const old = desk.touch(stale, instrument);
      const fees = (feePx[fresh] ?? 0) + (feePx[stale] ?? 0);
      if (bidQty > 0 && old.askQty > 0 && bidPx >= old.askPx) {
        const both = bidPx - old.askPx - fees >= config.edge * of.tick;
        const qty = lots(desk, instrument, Math.min(old.askQty, both ? bidQty : most, most));
        snipe({ instrument, side: 'Buy', stale, fresh, px: old.askPx, otherPx: bidPx, qty, both });
        return;
      }
      if (askQty > 0 && old.bidQty > 0 && askPx <= old.bidPx) {
        const both = old.bidPx - askPx - fees >= config.edge * of.tick;
        const qty = lots(desk, instrument, Math.min(old.bidQty, both ? askQty : most, most));
        snipe({ instrument, side: 'Sell', stale, fresh, px: old.bidPx, otherPx: askPx, qty, both });
        return;
      }
    }
  }

  function snipe(at: {
    readonly instrument: number;
    readonly side: 'Buy' | 'Sell';
    readonly stale: number;
    readonly fresh: number;
    readonly px: number;
    readonly otherPx: number;
    readonly qty: number;
    readonly both: boolean;
  }): void {
    const { instrument, side, stale, fresh, px, otherPx, qty, both } = at;
    const tick = desk.instruments[instrument]?.instrument.tick ?? 1;
    const id = take({ venue: stale, instrument, side, px, qty });
    const back = side === 'Buy' ? 'Sell' : 'Buy';
    if (both) take({ venue: fresh, instrument, side: back, px: otherPx, qty });
    else sniped.set(id, { venue: fresh, px: px + sideSign(side) * tick });
    desk.wakeIn(config.holdS * 1e9);
  }

  /** What was sniped is offered where the price has gone. */
  function offer({ order, instrument, qty, of }: Answer): void {
    const to = sniped.get(order);
    if (to === undefined || of === undefined) return;
    const side = of.side === 'Buy' ? 'Sell' : 'Buy';
    desk.send({ venue: to.venue, instrument, side, px: to.px, qty, terms: POST_ONLY });
  }

  /** @returns whether there is anything left to give up */
  function giveUp(instrument: number): boolean {
    let open = waiting[instrument] !== 0;
    for (const order of desk.orders.values()) {
      if (order.instrument !== instrument) continue;
      open = true;
      desk.cancel(order.id);
    }
    const held = desk.position(instrument);
    if (held === 0 || open) return open;
    const sells = held > 0;
    const best = desk.best(instrument);
    const px = sells ? best.bidPx : best.askPx;
    if ((sells ? best.bidQty : best.askQty) === 0) return true;
    const venue = venues.find((each) => {
      const touch = desk.touch(each, instrument);
      return sells ? touch.bidQty > 0 && touch.bidPx === px : touch.askQty > 0 && touch.askPx === px;
    });
    if (venue === undefined) return true;
    take({ venue, instrument, side: sells ? 'Sell' : 'Buy', px, qty: Math.abs(held) });
    return true;
  }

  return {
    wake() {
      const left = desk.instruments.filter(({ index }) => giveUp(index));
      const inCalls = left.every(({ index }) => desk.calls(index));
      if (left.length > 0) desk.wakeIn(inCalls ? IN_CALL_NS : AGAIN_NS);
    },
    seen: look,
    told(answer) {
      const { type, order, instrument, of } = answer;
      if (type === 'Traded') offer(answer);
      // Immediate orders end by their last fill, or by the cancel of their remainder.
      const ended = type === 'Canceled' || type === 'Rejected' || (type === 'Traded' && of?.leavesQty === 0);
      if (!ended || !taking.delete(order)) return;
      sniped.delete(order);
      waiting[instrument] = (waiting[instrument] ?? 0) - 1;
    },
  };
}
