/**
 * The efficient price of an instrument, shared by all its venues, in ticks: an exogenous mean-reverting walk
 * whose volatility switches between regimes, with rare jumps; plus what trades have moved it by. A trade's
 * impact grows with its size to the power 0.75; a share of it stays, the rest decays with a half-life (METHODS
 * 2: permanent and temporary impact). The exogenous draws come from the instrument's own stream and do not
 * depend on anybody's orders.
 */
import type { Side } from '@fairlead/domain';
import type { ByRegime, InstrumentConfig } from './config.ts';
import { createRandom, exponential, normal, uniform } from './random.ts';
import { type PriceState, SECOND, SESSION_SECONDS } from './state.ts';

/** Mean time between moves of the exogenous part, s. */
const STEP_S = 0.1;
const FLOW_LIFE_S = 3;
const PENDING_LIFE_S = 1.5;
const JUMP = 8;
const IMPACT_POWER = 0.75;

export function createPrice(config: InstrumentConfig, seed: number, startNs: number): PriceState {
  const { instrument, openPx } = config;
  const random = createRandom(seed, `price ${instrument.id}`);
  const openTicks = openPx / instrument.tick;
  return {
    random,
    tick: instrument.tick,
    anchorTicks: openTicks,
    sigmaTicks: ((instrument.dailyVolatilityBps / 1e4) * openTicks) / Math.sqrt(SESSION_SECONDS),
    bpTicks: openTicks / 1e4,
    baseTicks: openTicks + uniform(random) - 0.5,
    impactTicks: 0,
    impactNs: startNs,
    pendingTicks: 0,
    flow: 0,
    flowNs: startNs,
    regime: 'Calm',
    regimeUntilNs: startNs + delay(random, config.regimeMeanS.calm),
    institution: 'None',
    institutionUntilNs: startNs + delay(random, config.institutionPauseS),
    steppedNs: startNs,
  };
}

export const inRegime = (price: PriceState, figure: ByRegime): number =>
  price.regime === 'Calm' ? figure.calm : figure.volatile;

/** The efficient price now, ticks. */
export const efficientTicks = (price: PriceState): number => price.baseTicks + price.impactTicks;

/** Half-spread of a fair quote, ticks. */
export const halfSpreadTicks = (config: InstrumentConfig, price: PriceState): number =>
  inRegime(price, config.halfSpreadTicks);

/** Time of the next step after now. */
export const nextStepNs = (price: PriceState, now: number): number => now + delay(price.random, STEP_S);

/** Moves the price to now. @returns true where the regime changed */
export function stepPrice(config: InstrumentConfig, price: PriceState, now: number): boolean {
  const { random } = price;
  const dt = (now - price.steppedNs) / SECOND;
  price.steppedNs = now;
  decayImpact(config, price, now);
  const shock = normal(random) * (uniform(random) < config.jumpProb ? JUMP : 1);
  const sigma = price.sigmaTicks * inRegime(price, config.volatilityMultiple);
  const pull = (dt * Math.LN2) / config.reversionHalfLifeS;
  const told = price.pendingTicks * (1 - Math.exp(-dt / PENDING_LIFE_S));
  price.pendingTicks -= told;
  price.baseTicks += sigma * Math.sqrt(dt) * shock + told - pull * (price.baseTicks - price.anchorTicks);
  return switchMoods(config, price, now);
}

function switchMoods(config: InstrumentConfig, price: PriceState, now: number): boolean {
  const { random } = price;
  if (now >= price.institutionUntilNs) {
    const rests = price.institution === 'None';
    price.institution = rests ? (uniform(random) < 0.5 ? 'Buy' : 'Sell') : 'None';
    price.institutionUntilNs =
      now + delay(random, rests ? config.institutionLengthS : config.institutionPauseS);
  }
  if (now < price.regimeUntilNs) return false;
  price.regime = price.regime === 'Calm' ? 'Volatile' : 'Calm';
  price.regimeUntilNs = now + delay(random, inRegime(price, config.regimeMeanS));
  return true;
}

/** A taker of `quantity` shares moved the price in his direction, whoever he was. */
export function applyImpact(
  config: InstrumentConfig,
  price: PriceState,
  trade: { readonly side: Side; readonly qty: number; readonly now: number },
): void {
  decayImpact(config, price, trade.now);
  const sign = trade.side === 'Buy' ? 1 : -1;
  const size = (trade.qty / config.instrument.avgTradeQty) ** IMPACT_POWER;
  const move = sign * config.impactBps * price.bpTicks * size;
  const stays = config.permanentShare;
  price.baseTicks += stays * move;
  price.impactTicks += (1 - stays) * move;
  const kept = Math.exp(-(trade.now - price.flowNs) / SECOND / FLOW_LIFE_S);
  price.flow = Math.max(-1, Math.min(1, price.flow * kept + 0.15 * sign * Math.min(3, size)));
  price.flowNs = trade.now;
}

export const flowNow = (price: PriceState, now: number): number =>
  price.flow * Math.exp(-(now - price.flowNs) / SECOND / FLOW_LIFE_S);

/** Somebody knows that the price will go `bps` in the direction of `side`; it does so within seconds. */
export function informPrice(price: PriceState, side: Side, bps: number): void {
  price.pendingTicks += (side === 'Buy' ? 1 : -1) * bps * price.bpTicks;
}

function decayImpact(config: InstrumentConfig, price: PriceState, now: number): void {
  const dt = (now - price.impactNs) / SECOND;
  price.impactNs = now;
  price.impactTicks *= 2 ** (-dt / config.impactHalfLifeS);
}

/** An exponential delay with the given mean in seconds, in whole ns, at least one. */
export function delay(random: PriceState['random'], meanS: number): number {
  return Math.max(1, Math.round(exponential(random) * meanS * SECOND));
}
