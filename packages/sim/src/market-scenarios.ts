/**
 * The scenarios that a running market can be switched to: one table, of variations of the default market. A scenario
 * is a name, a sentence for whoever chooses, and a market's configuration.
 */
import { err, ok, qty, type Result } from '@fairlead/domain';
import type { ByRegime, InstrumentConfig, MarketConfig, VenueConfig } from './config.ts';
import { DEFAULT_MARKET } from './default-market.ts';

export interface MarketScenario {
  readonly name: string;
  readonly about: string;
  readonly config: MarketConfig;
}

const times = ({ calm, volatile }: ByRegime, by: number): ByRegime => ({
  calm: calm * by,
  volatile: volatile * by,
});

const varied = (
  change: (of: InstrumentConfig) => InstrumentConfig,
  changeVenue: (of: VenueConfig) => VenueConfig = (of) => of,
): MarketConfig => ({
  ...DEFAULT_MARKET,
  instruments: DEFAULT_MARKET.instruments.map(change),
  venues: DEFAULT_MARKET.venues.map(changeVenue),
});

/** Of the default market's volume that is left in a thin one. */
const THIN_SHARE = 0.2;

export const MARKET_SCENARIOS: readonly MarketScenario[] = [
  {
    name: 'default',
    about: 'calm with volatile minutes: what the models were trained in',
    config: DEFAULT_MARKET,
  },
  {
    name: 'calm',
    about: 'little moves, no jumps, tight spreads',
    config: varied((of) => ({
      ...of,
      volatilityMultiple: times(of.volatilityMultiple, 0.7),
      regimeMeanS: { calm: 3_600, volatile: 20 },
      jumpProb: 0,
    })),
  },
  {
    name: 'volatile',
    about: 'large moves and jumps, wide spreads, pools that change their minds',
    config: varied((of) => ({
      ...of,
      volatilityMultiple: times(of.volatilityMultiple, 1.5),
      regimeMeanS: { calm: 30, volatile: 300 },
      jumpProb: 0.008,
      halfSpreadTicks: times(of.halfSpreadTicks, 2),
    })),
  },
  {
    name: 'thin',
    about: 'a fifth of the volume, small orders, every trade moves the price',
    config: varied(
      (of) => ({
        ...of,
        instrument: { ...of.instrument, adv: qty(Math.round(of.instrument.adv * THIN_SHARE)) },
        halfSpreadTicks: times(of.halfSpreadTicks, 2.5),
        impactBps: of.impactBps * 3,
      }),
      (of) => (of.type === 'Lit' ? { ...of, limitSize: of.limitSize * 0.5 } : of),
    ),
  },
];

/** @returns the scenario of that name, or the sentence that says which there are */
export function marketScenario(name: string): Result<MarketScenario, string> {
  const found = MARKET_SCENARIOS.find((each) => each.name === name);
  const names = MARKET_SCENARIOS.map((each) => each.name).join(', ');
  return found === undefined ? err(`there is no scenario "${name}"; these are: ${names}`) : ok(found);
}
