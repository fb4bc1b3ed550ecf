/**
 * Predators that look for sliced parents: large takers of one side, of about one size and at about equal times. Once
 * a rhythm is known they buy (for a buyer's rhythm) just before the next slice what is offered, offer it again a
 * little higher to the slice that has to come, and give up what it did not take. Against slices drawn at random they
 * find no rhythm, or a wrong one, and pay the spread for it (METHODS 5: predators that detect slicing and trade ahead).
 */
import { type Side, sideSign } from '@fairlead/domain';
import { z } from 'zod';
import { POST_ONLY, TAKING } from '../kernel/flight.ts';
import type { Desk } from '../world/desk.ts';
import { litVenues, lots } from './lit.ts';
import type { Participant, Print } from './participant.ts';

export const predatorSchema = z.strictObject({
  large: z.number().positive().describe("a slice is at least this large, in the instrument's average trades"),
  slices: z.int().min(3).max(20).describe('slices in a row that make a rhythm'),
  tolerance: z
    .number()
    .positive()
    .max(1)
    .describe('how much their intervals may differ, as a share of their mean'),
  leadS: z.number().positive().describe('time before the slice that is due at which it buys, s'),
  patienceS: z.number().positive().describe('time after the due moment at which it gives up, s'),
  markupTicks: z.int().min(1).describe('how much higher it offers than it bought, ticks'),
  share: z.number().positive().max(2).describe('how much it buys, as a share of the slice that it expects'),
});
export type PredatorConfig = z.infer<typeof predatorSchema>;

interface Slice {
  readonly atNs: number;
  qty: number;
}

/** What it knows of one instrument and side. */
interface Trail {
  readonly instrument: number;
  readonly side: Side;
  /** The last large takers, oldest first. */
  readonly slices: Slice[];
  /** The order at work, whose prints come one by one. */
  burst: Slice | undefined;
}

/** One ambush: from buying ahead to having nothing left. */
interface Ambush {
  readonly trail: Trail;
  readonly dueNs: number;
  readonly qty: number;
  stage: 'Ahead' | 'Offered' | 'GivingUp';
  /** What the offers ask at most to gain: the price that it bought at. */
  boughtPx: number;
}

export function createPredator(config: PredatorConfig, desk: Desk): Participant {
  const venues = litVenues(desk);
  const trails = desk.instruments.flatMap(({ index: instrument }) =>
    (['Buy', 'Sell'] as const).map((side): Trail => ({ instrument, side, slices: [], burst: undefined })),
  );
  for (const { index } of desk.instruments) desk.watchPrints(index);
  let ambush: Ambush | undefined;

  const trailOf = ({ instrument, side }: { readonly instrument: number; readonly side: Side }): Trail =>
    trails[2 * instrument + (side === 'Buy' ? 0 : 1)] as Trail;
  const tickOf = (instrument: number): number => desk.instruments[instrument]?.instrument.tick ?? 1;

  /** Prints of one instant and side are one order. */
  function follow(print: Print): void {
    const trail = trailOf(print);
    const { burst } = trail;
    // Its own buying ahead must not pass for the slice.
    if (ambush?.trail === trail && print.atNs < ambush.dueNs - (config.leadS * 1e9) / 2) return;
    if (burst !== undefined && print.atNs - burst.atNs < SAME_ORDER_NS) {
      burst.qty += print.qty;
    } else {
      endBurst(trail);
      trail.burst = { atNs: print.atNs, qty: print.qty };
    }
  }

  function endBurst(trail: Trail): void {
    const { burst, slices, instrument } = trail;
    const average = desk.instruments[instrument]?.instrument.avgTradeQty ?? 1;
    trail.burst = undefined;
    if (burst === undefined || burst.qty < config.large * average) return;
    slices.push(burst);
    if (slices.length > config.slices) slices.shift();
    const due = rhythm(trail);
    if (due === undefined || ambush !== undefined || due.dueNs - config.leadS * 1e9 <= desk.now) return;
    ambush = { trail, ...due, stage: 'Ahead', boughtPx: 0 };
    desk.wakeIn(due.dueNs - config.leadS * 1e9 - desk.now);
  }

  /** When the next slice is due and how large it will be; absent where there is no rhythm. */
  function rhythm({ slices }: Trail): { readonly dueNs: number; readonly qty: number } | undefined {
    const last = slices.at(-1);
    if (last === undefined || slices.length < config.slices) return undefined;
    const gaps = slices.slice(1).map((slice, i) => slice.atNs - (slices[i]?.atNs ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    if (gaps.some((gap) => Math.abs(gap - mean) > config.tolerance * mean)) return undefined;
    const qty = slices.reduce((sum, slice) => sum + slice.qty, 0) / slices.length;
    return { dueNs: last.atNs + mean, qty };
  }

  /** Takes what is displayed at the touch of each venue, from the best on. */
  function buyAhead(of: Ambush): void {
    const { instrument, side } = of.trail;
    const buys = side === 'Buy';
    const best = desk.best(instrument);
    if (best.bidQty === 0 || best.askQty === 0) return;
    const px = buys ? best.askPx : best.bidPx;
    of.boughtPx = px;
    let left = lots(desk, instrument, of.qty * config.share);
    for (const venue of venues) {
      const touch = desk.touch(venue, instrument);
      const shown = buys ? touch.askQty : touch.bidQty;
      if (left <= 0 || shown === 0 || (buys ? touch.askPx : touch.bidPx) !== px) continue;
      const qty = Math.min(left, shown);
      left -= qty;
      desk.send({ venue, instrument, side, px, qty, terms: TAKING });
    }
  }

  /** Offers what it holds where the slice will come: at every venue that showed the price, a little higher. */
  function offer(of: Ambush): void {
    const { instrument, side } = of.trail;
    const held = Math.abs(desk.position(instrument));
    if (held === 0) return end();
    const px = of.boughtPx + sideSign(side) * config.markupTicks * tickOf(instrument);
    const each = lots(desk, instrument, held / venues.length);
    let left = held;
    for (const venue of venues) {
      const qty = Math.min(left, each);
      if (qty <= 0) break;
      left -= qty;
      desk.send({ venue, instrument, side: side === 'Buy' ? 'Sell' : 'Buy', px, qty, terms: POST_ONLY });
    }
  }

  function giveUp(of: Ambush): void {
    const { instrument } = of.trail;
    const open = [...desk.orders.values()];
    for (const order of open) desk.cancel(order.id);
    const held = desk.position(instrument);
    if (held === 0 && open.length === 0) return end();
    if (open.length === 0) sell(instrument, held);
    desk.wakeIn(desk.calls(instrument) ? IN_CALL_NS : AGAIN_NS);
  }

  function sell(instrument: number, held: number): void {
    const sells = held > 0;
    const best = desk.best(instrument);
    if (best.bidQty === 0 || best.askQty === 0) return;
    const px = sells ? best.bidPx : best.askPx;
    let left = Math.abs(held);
    for (const venue of venues) {
      const touch = desk.touch(venue, instrument);
      const shown = sells ? touch.bidQty : touch.askQty;
      if (left <= 0 || shown === 0 || (sells ? touch.bidPx : touch.askPx) !== px) continue;
      const qty = Math.min(left, shown);
      left -= qty;
      desk.send({ venue, instrument, side: sells ? 'Sell' : 'Buy', px, qty, terms: TAKING });
    }
  }

  function end(): void {
    ambush = undefined;
  }

  return {
    wake() {
      if (ambush === undefined) return;
      if (ambush.stage === 'Ahead') {
        buyAhead(ambush);
        ambush.stage = 'Offered';
        desk.wakeIn(Math.max(OFFER_AFTER_NS, (config.leadS * 1e9) / 2));
      } else if (ambush.stage === 'Offered') {
        offer(ambush);
        if (ambush === undefined) return;
        ambush.stage = 'GivingUp';
        desk.wakeIn(ambush.dueNs + config.patienceS * 1e9 - desk.now);
      } else {
        giveUp(ambush);
      }
    },
    printed(print) {
      follow(print);
    },
  };
}

/** An order's prints at one venue have one time; its parts at other venues arrive within a few milliseconds. */
const SAME_ORDER_NS = 5_000_000;
const OFFER_AFTER_NS = 1_000_000;
const AGAIN_NS = 50_000_000;
const IN_CALL_NS = 1_000_000_000;
