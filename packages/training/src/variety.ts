/**
 * The market of an episode. Every second one trades the shipped `day` as it is, from a random time of it on. The
 * others trade any shipped scenario, half of them stretched: price, activity, size of trade, volatility, depth, venue
 * shares, latencies, what rests unseen. Features are free of scale, and only a model that has seen several scales is
 * too; and only one that has seen predators, news and failures knows what their signs mean.
 */
import { type Instrument, invariant, NANOS_PER_SECOND, nanos, px, qty } from '@fairlead/domain';
import type { Scenario } from '@fairlead/sim';
import { type Random, randomFrom } from './random.ts';
import { SHIPPED_SCENARIOS } from './scenarios.ts';

/** Even seeds are the day as it is shipped. */
export const isPlainDay = (seed: number): boolean => seed % 2 === 0;

const NAMES = [...SHIPPED_SCENARIOS.keys()];

/** @param lengthNs of the episode, from the scenario's start to its end */
export function episodeMarket(seed: number, lengthNs: number): Scenario {
  const random = randomFrom(seed ^ 0x5eed);
  const name = isPlainDay(seed) ? 'day' : NAMES[random.below(NAMES.length)]!;
  const shipped = SHIPPED_SCENARIOS.get(name);
  invariant(shipped !== undefined, `there is a scenario ${name}`);
  const plain = isPlainDay(seed) || (name !== 'day' && random.uniform() < 0.5);
  return begun(plain ? shipped : stretched(shipped, random), lengthNs, random);
}

/**
 * The scenario from a random time of its day on: any, or where things are to happen at given times, one at which one
 * of them falls into the episode.
 */
function begun(scenario: Scenario, lengthNs: number, random: Random): Scenario {
  const { session, fundamental, news, events } = scenario;
  const { openNs, closeNs, closingNs = 0 } = session;
  const latest = closeNs - closingNs - lengthNs;
  invariant(latest >= openNs, 'an episode is shorter than a day');
  const times = [...news.stories, ...events].map(({ atNs }) => atNs);
  const at =
    times.length === 0
      ? openNs + random.uniform() * (latest - openNs)
      : times[random.below(times.length)]! - random.uniform() * lengthNs;
  const startNs = nanos(Math.round(Math.min(latest, Math.max(openNs, at))));
  const { regimes } = fundamental;
  const start = regimeAfter(regimes, startNs - openNs, random);
  return {
    ...scenario,
    session: { ...session, startNs },
    fundamental: { ...fundamental, regimes: { ...regimes, start } },
  };
}

type Regimes = Scenario['fundamental']['regimes'];

/** The regime that a day has come to, stay by stay. A timetable needs no help: it is by the clock. */
function regimeAfter({ start, states, timetable }: Regimes, elapsedNs: number, random: Random): number {
  if (timetable.length > 0) return start;
  let regime = start;
  for (let leftNs = elapsedNs; ; ) {
    const { stayS, next } = states[regime]!;
    if (stayS === undefined) return regime;
    leftNs += Math.log(1 - random.uniform()) * stayS * NANOS_PER_SECOND;
    if (leftNs <= 0) return regime;
    regime = follower(next, random.uniform());
  }
}

/** @param next chances that sum to 1, but for rounding */
function follower(next: readonly number[], drawn: number): number {
  let below = 0;
  const found = next.findIndex((prob) => {
    below += prob;
    return drawn < below;
  });
  return found < 0 ? next.length - 1 : found;
}

/** Log-uniform on [1 / most, most]. */
const factor = (random: Random, most: number): number => most ** (2 * random.uniform() - 1);

function stretched(scenario: Scenario, random: Random): Scenario {
  const { instruments, venues, crowd, fundamental } = scenario;
  const activity = factor(random, 1.6);
  const { regimes } = fundamental;
  const states = regimes.states.map((state) => ({
    ...state,
    flow: state.flow * activity,
    volatility: state.volatility * factor(random, 1.3),
  }));
  return {
    ...scenario,
    instruments: instruments.map((setup) => stretchedInstrument(setup, { activity, random })),
    venues: venues.map((setup) => stretchedVenue(setup, random)),
    // Half the limit orders are half the depth, and wider spreads.
    crowd: crowd.map((setup) => ({
      ...setup,
      activity: setup.activity * factor(random, 1.4),
      limitMultiple: setup.limitMultiple * factor(random, 1.5),
    })),
    fundamental: { ...fundamental, regimes: { ...regimes, states } },
  };
}

type InstrumentSetup = Scenario['instruments'][number];
type VenueSetup = Scenario['venues'][number];

function stretchedInstrument(
  setup: InstrumentSetup,
  { activity, random }: { readonly activity: number; readonly random: Random },
): InstrumentSetup {
  const { instrument } = setup;
  const tradeSize = factor(random, 2);
  const varied: Instrument = {
    ...instrument,
    adv: qty(Math.round(instrument.adv * activity * tradeSize)),
    avgTradeQty: qty(Math.max(10, Math.round(instrument.avgTradeQty * tradeSize))),
    dailyVolatilityBps: Math.round(instrument.dailyVolatilityBps * factor(random, 1.6)),
  };
  const openTicks = Math.round((setup.openPx / instrument.tick) * factor(random, 2));
  return { ...setup, instrument: varied, openPx: px(openTicks * instrument.tick) };
}

function stretchedVenue(setup: VenueSetup, random: Random): VenueSetup {
  const venue = { ...setup.venue, latencyNs: Math.round(setup.venue.latencyNs * factor(random, 2)) };
  if (setup.type !== 'Dark') return { ...setup, venue };
  const hidden = setup.hidden.map((of) => ({
    ...of,
    volumeShare: of.volumeShare * factor(random, 2),
    emptyProb: Math.min(0.95, of.emptyProb * factor(random, 1.3)),
    sizeExponent: of.sizeExponent * factor(random, 1.2),
    informedProb: Math.min(0.6, of.informedProb * factor(random, 2)),
  }));
  return { ...setup, venue, hidden };
}
