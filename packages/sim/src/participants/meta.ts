/**
 * Institutions that work meta-orders: a parent takes as long as a given participation in the day's average volume
 * makes it, so a larger one takes longer (Almgren, Thum, Hauptmann, Li 2005), cut into slices that take at the venue
 * with the best price. One that wouldn't be done by the close is not begun. `twap`: equal slices at equal times, which
 * anybody can learn to expect. `randomised`: sizes and times drawn around the plan (METHODS 3, masking).
 */
import { type Side, sideSign } from '@fairlead/domain';
import { z } from 'zod';
import { TAKING } from '../kernel/flight.ts';
import { exponential, uniform } from '../random.ts';
import { SESSION_S } from '../session-length.ts';
import type { Desk } from '../world/desk.ts';
import { choosing } from './choosing.ts';
import { litVenues, lots } from './lit.ts';
import type { Participant } from './participant.ts';

export const metaSchema = z.strictObject({
  pauseS: z.number().positive().describe('mean time between the end of a parent and the next parent, s'),
  participation: z
    .number()
    .positive()
    .describe('share of the volume of an average day that a parent takes while it is worked'),
  leastShare: z.number().positive().max(1).describe('smallest parent, share of the daily volume'),
  mostShare: z.number().positive().max(1).describe('largest parent, share of the daily volume'),
  sliceS: z.number().positive().describe('time between slices, s'),
  style: z.enum(['twap', 'randomised']).describe('equal slices at equal times, or drawn around them'),
});
export type MetaConfig = z.infer<typeof metaSchema>;

/** A slice pays at most this much beyond the touch, ticks; what it can't get joins the next. */
const REACH_TICKS = 3;

interface Parent {
  readonly instrument: number;
  readonly side: Side;
  left: number;
  slicesLeft: number;
  /** Start of the slice's interval. */
  sliceNs: number;
}

export function createMeta(config: MetaConfig, desk: Desk): Participant {
  const { random } = desk;
  const venues = litVenues(desk);
  const sliceNs = config.sliceS * 1e9;
  const drawInstrument = choosing(random, desk.instruments);
  let parent: Parent | undefined;

  /** Until the next parent, a pause from then. */
  const rest = (untilNs: number): void => {
    parent = undefined;
    desk.wakeIn(untilNs - desk.now + exponential(random) * config.pauseS * 1e9);
  };

  function begin(): void {
    const { index: instrument, instrument: of } = drawInstrument();
    // Log-uniform: as many of 1% to 2% as of 5% to 10%.
    const share = config.leastShare * (config.mostShare / config.leastShare) ** uniform(random);
    const slices = Math.max(1, Math.round(((share / config.participation) * SESSION_S) / config.sliceS));
    if (desk.now + slices * sliceNs > desk.closeNs) {
      rest(desk.now);
      return;
    }
    parent = {
      instrument,
      side: uniform(random) < 0.5 ? 'Buy' : 'Sell',
      left: lots(desk, instrument, share * of.adv),
      slicesLeft: slices,
      sliceNs: desk.now,
    };
    schedule(parent);
  }

  /** Sleeps until the slice's moment within its interval. */
  function schedule({ sliceNs: from }: Parent): void {
    const within = config.style === 'twap' ? 0 : uniform(random) * sliceNs;
    desk.wakeIn(from + within - desk.now);
  }

  function slice(of: Parent): void {
    const even = of.left / of.slicesLeft;
    const drawn = config.style === 'twap' ? even : even * 2 * uniform(random);
    const last = of.slicesLeft === 1;
    take(of, Math.min(of.left, lots(desk, of.instrument, last ? of.left : drawn)));
    of.slicesLeft -= 1;
    of.sliceNs += sliceNs;
    if (of.slicesLeft === 0) rest(of.sliceNs);
    else schedule(of);
  }

  /** From the venue with the best price on, each for what it shows, the last for the rest. */
  function take(of: Parent, wanted: number): void {
    const buys = of.side === 'Buy';
    const { bidPx, bidQty, askPx, askQty } = desk.best(of.instrument);
    if (bidQty === 0 || askQty === 0) return;
    const tick = desk.instruments[of.instrument]?.instrument.tick ?? 1;
    const limit = (buys ? askPx : bidPx) + sideSign(of.side) * REACH_TICKS * tick;
    const ranked = venues
      .map((venue) => {
        const touch = desk.touch(venue, of.instrument);
        return buys
          ? { venue, px: touch.askPx, qty: touch.askQty }
          : { venue, px: touch.bidPx, qty: touch.bidQty };
      })
      .filter(({ qty }) => qty > 0)
      .sort((a, b) => sideSign(of.side) * (a.px - b.px));
    let left = wanted;
    ranked.forEach(({ venue, qty }, i) => {
      const asked = i === ranked.length - 1 ? left : Math.min(left, qty);
      if (asked <= 0) return;
      left -= asked;
      const { instrument, side } = of;
      desk.send({ venue, instrument, side, px: limit, qty: asked, terms: TAKING });
    });
  }

  rest(desk.now);
  return {
    wake() {
      if (parent === undefined) begin();
      else slice(parent);
    },
    told(answer) {
      if (answer.type === 'Traded' && parent !== undefined && answer.instrument === parent.instrument) {
        parent.left = Math.max(0, parent.left - answer.qty);
      }
    },
  };
}
