/**
 * What only the maker of a world knows. It is for labels, checks and studies; whoever trades must not see it: a feature
 * made of it would be worth nothing in any other market.
 */
import { type InstrumentId, invariant } from '@fairlead/domain';
import { valueTicks } from '../fundamental/fundamental.ts';
import type { SimMarket } from '../market.ts';
import type { World } from './state.ts';

/**
 * The instrument's fundamental value now, in 1/10,000, fractional. Its path is a function of scenario and seed: no
 * order moves it, and to ask for it changes nothing.
 */
export function fundamentalPx(market: SimMarket, id: InstrumentId): number {
  const { fundamental, instruments, now } = market as World;
  const of = instruments.find((each) => each.id === id);
  invariant(of !== undefined, `the market does not trade ${id}`);
  return valueTicks(fundamental, of.index, now) * of.instrument.tick;
}
