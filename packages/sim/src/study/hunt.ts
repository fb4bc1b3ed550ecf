/**
 * What a predator makes of an institution: the same market twice, on the same random numbers, in which one parent is
 * worked by equal slices at equal times and by slices drawn around them (METHODS 3, masking; 5, predators). The market
 * is the scenario's first instrument with everybody's flow in it, one institution and one predator of the scenario's.
 */
import { invariant } from '@fairlead/domain';
import type { MetaConfig } from '../participants/meta.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { SESSION_S } from '../session-length.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import type { World } from '../world/state.ts';

export interface Hunt {
  /** Of the predator, in the currency, fees included, what it holds at the mid. */
  readonly profit: number;
  /** Of the institution, fees included, from the mid at its first slice, bps; absent where it got nothing. */
  readonly shortfallBps: number | undefined;
}

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const STRIDE_NS = 100_000_000;
/** For the predator to be rid of what it has. */
const AFTER_NS = 15_000_000_000;
/** Mean time from the market's opening to the parent: books have settled. */
const PAUSE_S = 60;
const LATEST_S = 600;

/** @returns nothing where no parent began in ten minutes. @throws InvariantError where the scenario has neither prey nor predator */
export function huntPair(
  scenario: Scenario,
  seed: number,
): { readonly naive: Hunt; readonly masked: Hunt } | undefined {
  const naive = worked(hunted(scenario, 'twap'), seed, undefined);
  if (naive === undefined) return undefined;
  const masked = worked(hunted(scenario, 'randomised'), seed, naive.start);
  return masked && { naive: naive.hunt, masked: masked.hunt };
}

interface Start {
  readonly atNs: number;
  readonly midPx: number;
}

/** Up to the first slice the two runs of a seed are one: the naive one finds it, the other is told. */
function worked(
  scenario: Scenario,
  seed: number,
  told: Start | undefined,
): { readonly start: Start; readonly hunt: Hunt } | undefined {
  const world = createWorld(scenario, seed);
  const meta = ownerOf(world, 'meta');
  const start = told ?? firstSlice(world, meta);
  if (start === undefined) return undefined;
  runWorld(world, start.atNs + horizonNs(scenario) + STRIDE_NS, SILENT);
  const shares = world.shares[meta] as number;
  const paid = -((world.cash[meta] as number) + shares * start.midPx * MICROS_PER_PX);
  const whole = Math.abs(shares) * start.midPx * MICROS_PER_PX;
  const seat = world.seats[meta];
  if (seat !== undefined) seat.out = true;
  runWorld(world, world.now + AFTER_NS, SILENT);
  invariant(world.failures.length === 0, 'nobody fails in a study');
  const predator = ownerOf(world, 'predator');
  const held = (world.shares[predator] as number) * midPx(world) * MICROS_PER_PX;
  const profit = ((world.cash[predator] as number) + held) / 1e6;
  return { start, hunt: { profit, shortfallBps: whole === 0 ? undefined : (paid / whole) * 1e4 } };
}

const MICROS_PER_PX = 100;

function firstSlice(world: World, meta: number): Start | undefined {
  const latestNs = world.now + LATEST_S * 1e9;
  while (world.now < latestNs) {
    const start = { atNs: world.now, midPx: midPx(world) };
    runWorld(world, world.now + STRIDE_NS, SILENT);
    if (world.shares[meta] !== 0) return start;
  }
  return undefined;
}

function midPx({ instruments }: World): number {
  const of = instruments[0];
  invariant(of !== undefined, 'a scenario has an instrument');
  return of.mid2 > 0 ? of.mid2 / 2 : of.dynamicPx;
}

function ownerOf({ seats }: World, kind: string): number {
  const owner = seats.findIndex((seat) => seat?.kind === kind);
  invariant(owner >= 0, `the scenario has no ${kind}`);
  return owner;
}

function horizonNs({ participants }: Scenario): number {
  const meta = participants.find(({ kind }) => kind === 'meta');
  if (meta?.kind !== 'meta') return 0;
  return (meta.config.mostShare / meta.config.participation) * SESSION_S * 1e9;
}

/**
 * The scenario's first instrument alone: everybody else's flow in it, one institution with parents of its middling
 * size, of a style, one predator.
 */
function hunted(scenario: Scenario, style: MetaConfig['style']): Scenario {
  const weights = scenario.instruments.map(({ weight = 1 }) => weight);
  const share = weights[0]! / weights.reduce((sum, weight) => sum + weight, 0);
  return {
    ...scenario,
    instruments: scenario.instruments.slice(0, 1),
    fundamental: { ...scenario.fundamental, correlation: [[1]] },
    crowd: scenario.crowd.flatMap((group) =>
      group.instruments.includes(0) ? { ...group, instruments: [0] } : [],
    ),
    news: { ...scenario.news, stories: scenario.news.stories.filter(({ instrument }) => instrument === 0) },
    events: scenario.events.filter((event) => !('instrument' in event) || event.instrument === 0),
    participants: scenario.participants.map((group) => {
      if (group.kind === 'meta') {
        const parentShare = Math.sqrt(group.config.leastShare * group.config.mostShare);
        const parent = { pauseS: PAUSE_S, leastShare: parentShare, mostShare: parentShare, style };
        return { ...group, count: 1, config: { ...group.config, ...parent } };
      }
      if (group.kind === 'predator') return { ...group, count: 1 };
      // Each maker and arbitrageur is in every instrument; the others choose one each time.
      const everywhere = group.kind === 'marketMaker' || group.kind === 'arbitrageur';
      return everywhere ? group : { ...group, count: Math.max(1, Math.round(group.count * share)) };
    }),
  };
}
