/**
 * What moves an instrument's value at once and nobody tells: only those who are informed find out, each as late as its
 * data. Most of the jumps of real prices come without a story (Joulin, Lefevre, Grunberg, Bouchaud 2008). They come as
 * often as the market is busy; what may come is drawn at the start, for the whole day at its busiest, and of that its
 * share comes (thinning, Lewis and Shedler 1979), so that nobody's orders change it.
 */
import { shock } from '../fundamental/fundamental.ts';
import { createRandom, exponential, normal, uniform } from '../random.ts';
import { mostActivity } from '../scenario/activity.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { SESSION_S } from '../session-length.ts';
import { schedule } from './agenda.ts';
import { flowNow } from './flow.ts';
import { spread } from './news.ts';
import type { World } from './state.ts';

interface Shock {
  readonly atNs: number;
  readonly instrument: number;
  readonly bps: number;
  /** It comes where the flow is above this. */
  readonly needsFlow: number;
}

export function scheduleShocks(world: World): void {
  for (const each of shocksOf(world.scenario, world.seed))
    schedule(world, each.atNs, () => come(world, each));
}

/** All that may come, in order of time. */
export function shocksOf({ fundamental, instruments, session }: Scenario, seed: number): readonly Shock[] {
  if (fundamental.shocks === undefined) return [];
  const { perHour, share } = fundamental.shocks;
  const mostFlow = mostActivity(session) * Math.max(...fundamental.regimes.states.map(({ flow }) => flow));
  const shocks = instruments.flatMap(({ instrument }, index) => {
    const random = createRandom(seed, `shocks ${instrument.id}`);
    const pause = (): number => (exponential(random) * 3_600e9) / (perHour * mostFlow);
    const sizeBps = instrument.dailyVolatilityBps * Math.sqrt((share * 3_600) / (perHour * SESSION_S));
    const drawn: Shock[] = [];
    for (let ns = session.startNs + pause(); ns < session.closeNs; ns += pause()) {
      const bps = sizeBps * normal(random);
      drawn.push({ atNs: Math.round(ns), instrument: index, bps, needsFlow: mostFlow * uniform(random) });
    }
    return drawn;
  });
  return shocks.sort((a, b) => a.atNs - b.atNs);
}

function come(world: World, { instrument, bps, needsFlow }: Shock): void {
  if (flowNow(world) <= needsFlow) return;
  shock(world.fundamental, instrument, bps, world.now);
  spread(world, { instrument, movedBps: bps });
}
