/**
 * Noise traders (after ABIDES' noise agents): small orders for reasons of their own, at random times, on a random
 * side; some take at the best price, some rest at it, at any venue, and leave after a while.
 */
import { z } from 'zod';
import { POST_ONLY } from '../kernel/flight.ts';
import { exponential, uniform } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import { drawSize } from '../world/order-size.ts';
import { choosing } from './choosing.ts';
import type { Participant } from './participant.ts';
import { takeBest } from './taking.ts';

export const noiseSchema = z.strictObject({
  ordersPerMinute: z.number().positive().describe('orders that one trader sends per minute, on average'),
  takeProb: z.number().min(0).max(1).describe('chance that an order takes; otherwise it rests at the touch'),
  size: z.number().positive().describe("mean order size, in the instrument's average trades"),
  patienceS: z.number().positive().describe('mean time after which a resting order is canceled, s'),
});
export type NoiseConfig = z.infer<typeof noiseSchema>;

export function createNoise(config: NoiseConfig, desk: Desk): Participant {
  const { random } = desk;
  const drawInstrument = choosing(random, desk.instruments);
  /** Resting orders, the first to be given up first. */
  const leaving: { id: number; atNs: number }[] = [];
  let actsNs = desk.now + pause();
  const plan = (): void => desk.wakeIn(Math.min(actsNs, leaving[0]?.atNs ?? actsNs) - desk.now);
  plan();

  function pause(): number {
    return (exponential(random) * 60e9) / config.ordersPerMinute / desk.flow();
  }

  function act(): void {
    const of = drawInstrument();
    const instrument = of.index;
    const venue = of.lit[Math.floor(uniform(random) * of.lit.length)]?.venue.index;
    const side = uniform(random) < 0.5 ? 'Buy' : 'Sell';
    const takes = uniform(random) < config.takeProb;
    const qty = drawSize(random, of.instrument, config.size);
    const stays = exponential(random) * config.patienceS * 1e9;
    const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
    if (venue === undefined || bidQty === 0 || askQty === 0) return;
    const px = (side === 'Buy') === takes ? askPx : bidPx;
    if (takes) {
      takeBest(desk, { instrument, side, qty, limitPx: px });
      return;
    }
    const id = desk.send({ venue, instrument, side, px, qty, terms: POST_ONLY });
    const atNs = desk.now + stays;
    let at = leaving.length;
    while (at > 0 && (leaving[at - 1]?.atNs ?? 0) > atNs) at -= 1;
    leaving.splice(at, 0, { id, atNs });
  }

  return {
    wake() {
      while ((leaving[0]?.atNs ?? Number.POSITIVE_INFINITY) <= desk.now) {
        const gone = leaving.shift();
        if (gone !== undefined) desk.cancel(gone.id);
      }
      if (actsNs <= desk.now) {
        act();
        actsNs = desk.now + pause();
      }
      plan();
    },
  };
}
