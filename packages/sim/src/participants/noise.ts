/**
 * Noise traders (after ABIDES' noise agents): small orders for reasons of their own, at random times, on a random
 * side; some take at the best venue, some rest at its touch and leave after a while.
 */
import { z } from 'zod';
import { POST_ONLY, TAKING } from '../kernel/flight.ts';
import { exponential, lognormal, uniform } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import type { Participant } from './participant.ts';

export const noiseSchema = z.strictObject({
  ordersPerMinute: z.number().positive().describe('orders that one trader sends per minute, on average'),
  takeProb: z.number().min(0).max(1).describe('chance that an order takes; otherwise it rests at the touch'),
  size: z.number().positive().describe("mean order size, in the instrument's average trades"),
  patienceS: z.number().positive().describe('mean time after which a resting order is canceled, s'),
});
export type NoiseConfig = z.infer<typeof noiseSchema>;

const SIZE_SPREAD = 0.7;

export function createNoise(config: NoiseConfig, desk: Desk): Participant {
  const { random } = desk;
  const lit = desk.venues.flatMap((venue, index) => (venue.kind === 'DarkMidpoint' ? [] : index));
  /** Resting orders, the first to be given up first. */
  const leaving: { id: number; atNs: number }[] = [];
  let actsNs = desk.now + pause();
  const plan = (): void => desk.wakeIn(Math.min(actsNs, leaving[0]?.atNs ?? actsNs) - desk.now);
  plan();

  function pause(): number {
    return (exponential(random) * 60e9) / config.ordersPerMinute;
  }

  function act(): void {
    const instrument = Math.floor(uniform(random) * desk.instruments.length);
    const venue = lit[Math.floor(uniform(random) * lit.length)];
    const side = uniform(random) < 0.5 ? 'Buy' : 'Sell';
    const takes = uniform(random) < config.takeProb;
    const mean = config.size * (desk.instruments[instrument]?.instrument.avgTradeQty ?? 1);
    const lot = desk.instruments[instrument]?.instrument.lot ?? 1;
    const qty = Math.max(lot, Math.round((mean * lognormal(random, SIZE_SPREAD)) / lot) * lot);
    const stays = exponential(random) * config.patienceS * 1e9;
    if (venue === undefined) return;
    const { bidPx, bidQty, askPx, askQty } = desk.touch(venue, instrument);
    if (bidQty === 0 || askQty === 0) return;
    const buys = side === 'Buy';
    const px = buys === takes ? askPx : bidPx;
    const id = desk.send({ venue, instrument, side, px, qty, terms: takes ? TAKING : POST_ONLY });
    if (takes) return;
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
