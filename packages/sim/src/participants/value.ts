/**
 * Value traders (ABIDES' value agents, Byrd, Hybinette, Balch 2020): each looks now and then at what an instrument is
 * worth, with an error of its own, and trades toward it for a surplus that it draws (bid shading, after the zero
 * intelligence agents there): it takes where the market gives the surplus, and else rests where it would.
 */
import { z } from 'zod';
import { POST_ONLY } from '../kernel/flight.ts';
import { exponential, normal, uniform } from '../random.ts';
import type { Desk } from '../world/desk.ts';
import { drawSize } from '../world/order-size.ts';
import type { Participant } from './participant.ts';
import { takeBest } from './taking.ts';

export const valueSchema = z.strictObject({
  wakeS: z.number().positive().describe('mean time between two looks of one trader, s'),
  errorBps: z.number().min(0).describe('standard deviation of its error about the value, bps'),
  shadeBps: z.number().min(0).describe('largest surplus that it asks for, bps; uniform from 0'),
  size: z.number().positive().describe("mean order size, in the instrument's average trades"),
  maxPosition: z.number().positive().describe("largest position, in the instrument's average trades"),
});
type ValueConfig = z.infer<typeof valueSchema>;

export function createValue(config: ValueConfig, desk: Desk): Participant {
  const { random } = desk;
  const plan = (): void => desk.wakeIn((exponential(random) * config.wakeS * 1e9) / desk.flow());
  plan();

  function trade(instrument: number): void {
    const of = desk.instruments[instrument];
    const { bidPx, bidQty, askPx, askQty } = desk.best(instrument);
    const worth = desk.value(instrument) * (1 + (config.errorBps * normal(random)) / 1e4);
    const shade = (worth * config.shadeBps * uniform(random)) / 1e4;
    if (of === undefined || bidQty === 0 || askQty === 0) return;
    const { tick, avgTradeQty } = of.instrument;
    const buys = worth > (bidPx + askPx) / 2 / tick;
    const sign = buys ? 1 : -1;
    const room = config.maxPosition * avgTradeQty - sign * desk.position(instrument);
    const qty = Math.min(
      drawSize(random, of.instrument, config.size),
      Math.floor(room / of.instrument.lot) * of.instrument.lot,
    );
    if (qty <= 0) return;
    const limitPx = tick * (buys ? Math.floor(worth - shade) : Math.ceil(worth + shade));
    if (buys ? limitPx >= askPx : limitPx <= bidPx) {
      takeBest(desk, { instrument, side: buys ? 'Buy' : 'Sell', qty, limitPx });
      return;
    }
    const venue = of.lit[Math.floor(uniform(random) * of.lit.length)]?.venue.index ?? 0;
    desk.send({ venue, instrument, side: buys ? 'Buy' : 'Sell', px: limitPx, qty, terms: POST_ONLY });
  }

  return {
    wake() {
      for (const id of desk.orders.keys()) desk.cancel(id);
      trade(Math.floor(uniform(random) * desk.instruments.length));
      plan();
    },
  };
}
