/**
 * Facts of the mid's returns (Cont 2001, Quantitative Finance 1, 223-236, numbered as there; Vyetrenko et al. 2020
 * list the same as metrics of a simulated market). The leverage effect (Cont's fact 9) is left out: it is one of
 * days and weeks, which a day can't show.
 */

import type { MarketSample } from './collector.ts';
import type { StylisedFact } from './fact.ts';
import { autocorrelation, decayExponent } from './memory.ts';
import { correlation, excessKurtosis, mean, skewness } from './moments.ts';
import { endsOverMiddle, MINUTE, returns, SESSION_MINUTES, volumes } from './series.ts';
import { tailIndex } from './tails.ts';

/** Fewer minutes say nothing of a day. */
const FEWEST_MINUTES = 60;
/** Three standard errors of the autocorrelation of as many unrelated returns as a session has minutes. */
const NO_CORRELATION = 3 / Math.sqrt(SESSION_MINUTES);
/** The same of the skewness of normal ones. */
const NO_SKEW = 3 * Math.sqrt(6 / SESSION_MINUTES);
/** Lags of 10 s up to 21 minutes. */
const DECAY_LAGS = 127;

const minutes = (sample: MarketSample): Float64Array | undefined => {
  const of = returns(sample, MINUTE);
  return of.length < FEWEST_MINUTES ? undefined : of;
};

/** Where there are as many as an hour has. */
const tenSeconds = (sample: MarketSample): Float64Array | undefined => minutes(sample) && returns(sample, 10);

const magnitudes = (xs: Float64Array): Float64Array => xs.map(Math.abs);

/** Minutes whose magnitude is above four times the mean magnitude of the hour before them. */
function jumps(ofMinutes: Float64Array): number {
  let hour = 0;
  let count = 0;
  for (let i = 0; i < ofMinutes.length; i += 1) {
    const size = Math.abs(ofMinutes[i]!);
    if (i >= 60) {
      if (size > (4 * hour) / 60) count += 1;
      hour -= Math.abs(ofMinutes[i - 60]!);
    }
    hour += size;
  }
  return count;
}

const variancePerSecond = (xs: Float64Array, seconds: number): number | undefined => {
  const variance = mean(xs.map((x) => x * x));
  return variance === undefined || variance === 0 ? undefined : variance / seconds;
};

export const RETURN_FACTS: readonly StylisedFact[] = [
  {
    name: 'returnAutocorrelation',
    about: 'autocorrelation of one-minute returns at lag 1',
    source: 'Cont 2001, fact 1: absent; three standard errors',
    printed: { low: -NO_CORRELATION, high: NO_CORRELATION },
    recorded: [0.06611, -0.07634, -0.1584],
    needs: 'an hour',
    measure: (sample) => {
      const of = minutes(sample);
      return of && autocorrelation(of, 1)?.[1];
    },
  },
  {
    name: 'largestReturnAutocorrelation',
    about: 'largest magnitude of the autocorrelation of one-minute returns at lags 1 to 20',
    source: 'Cont 2001, fact 1: absent at all lags; three standard errors',
    printed: { low: 0, high: NO_CORRELATION },
    recorded: [0.08994, 0.1187, 0.1584],
    needs: 'an hour',
    measure: (sample) => {
      const of = minutes(sample);
      const acf = of && autocorrelation(of, 20);
      return acf && Math.max(...magnitudes(acf.subarray(1)));
    },
  },
  {
    name: 'tailIndex',
    about: 'Hill index of the largest 5% of the magnitudes of 10 s returns',
    source: 'Cont 2001, fact 2: above 2 and below 5 for most series',
    printed: { low: 2, high: 5 },
    recorded: [3.638, 3.369, 2.976],
    needs: 'an hour',
    measure: (sample) => {
      const of = tenSeconds(sample);
      return of && tailIndex(magnitudes(of).sort(), 0.05);
    },
  },
  {
    name: 'kurtosis10s',
    about: 'excess kurtosis of 10 s returns',
    source: 'Cont 2001, fact 2: heavy tails; his figures are of years, so the recorded days are the band',
    recorded: [5.875, 6.659, 14.59],
    needs: 'an hour',
    measure: (sample) => {
      const of = tenSeconds(sample);
      return of && excessKurtosis(of);
    },
  },
  {
    name: 'kurtosis1m',
    about: 'excess kurtosis of one-minute returns',
    source: 'as kurtosis10s',
    recorded: [2.388, 2.522, 4.797],
    needs: 'an hour',
    measure: (sample) => {
      const of = minutes(sample);
      return of && excessKurtosis(of);
    },
  },
  {
    name: 'kurtosisFalls',
    about: 'excess kurtosis of 10 s returns less that of one-minute returns',
    source: 'Cont 2001, fact 4: the longer the time, the more normal the law of returns',
    recorded: [3.486, 4.137, 9.788],
    needs: 'an hour',
    measure: (sample) => {
      const [short, long] = [tenSeconds(sample), minutes(sample)].map((of) => of && excessKurtosis(of));
      return short === undefined || long === undefined ? undefined : short - long;
    },
  },
  {
    name: 'skew',
    about: 'skewness of one-minute returns',
    source:
      'Cont 2001, fact 3, is of days; within one, rises and falls are alike: three standard errors of a normal law',
    printed: { low: -NO_SKEW, high: NO_SKEW },
    recorded: [0.3259, -0.07681, -0.5992],
    needs: 'an hour',
    measure: (sample) => {
      const of = minutes(sample);
      return of && skewness(of);
    },
  },
  {
    name: 'volatilityClustering',
    about: 'mean autocorrelation of the magnitudes of one-minute returns at lags 1 to 10',
    source: 'Cont 2001, fact 6: positive for long',
    recorded: [0.04618, 0.1003, 0.1221],
    needs: 'an hour',
    measure: (sample) => {
      const of = minutes(sample);
      const acf = of && autocorrelation(magnitudes(of), 10);
      return acf && mean(acf.subarray(1));
    },
  },
  {
    name: 'volatilityDecay',
    about: 'exponent of the decay of the autocorrelation of the magnitudes of 10 s returns, 10 s to 21 min',
    source: 'Cont 2001, fact 8: a power law of exponent 0.2 to 0.4',
    printed: { low: 0.2, high: 0.4 },
    recorded: [0.3769, 0.2999, 0.4834],
    needs: 'an hour, memory beyond chance',
    measure: (sample) => {
      const of = tenSeconds(sample);
      const acf = of && autocorrelation(magnitudes(of), DECAY_LAGS);
      return acf && decayExponent(acf, of.length);
    },
  },
  {
    name: 'volumeVolatility',
    about: 'correlation of volume and magnitude of return, by minute',
    source: 'Cont 2001, fact 10: positive',
    printed: { high: 1 },
    recorded: [0.4048, 0.3999, 0.302],
    needs: 'an hour',
    measure: (sample) => {
      const of = minutes(sample);
      return of && correlation(volumes(sample, MINUTE), magnitudes(of));
    },
  },
  {
    name: 'volatilityU',
    about:
      'magnitude of one-minute returns in the first and last half hours over that in the middle third of a session',
    source: 'Wood, McInish, Ord 1985: above 1',
    printed: { low: 1 },
    recorded: [1.232, 1.823, 2.023],
    needs: 'six hours',
    measure: (sample) => endsOverMiddle(magnitudes(returns(sample, MINUTE))),
  },
  {
    name: 'jumps',
    about: 'one-minute returns above four times the mean magnitude of the hour before, per 390 minutes',
    source: 'after Joulin, Lefevre, Grunberg, Bouchaud 2008, whose local volatility is of two hours',
    recorded: [4.742, 4.742, 3.556],
    needs: 'two hours',
    measure: (sample) => {
      const of = minutes(sample);
      const counted = of === undefined ? 0 : of.length - 60;
      return of && counted >= FEWEST_MINUTES ? (jumps(of) * SESSION_MINUTES) / counted : undefined;
    },
  },
  {
    name: 'signature',
    about: 'variance per second of 1 s returns over that of one-minute returns',
    source: 'signature plot of the mid, nearly flat: Bouchaud, Bonart, Donier, Gould 2018',
    recorded: [0.9026, 0.9476, 1.055],
    needs: 'an hour',
    measure: (sample) => {
      const of = minutes(sample);
      const long = of && variancePerSecond(of, MINUTE);
      const short = of && variancePerSecond(returns(sample, 1), 1);
      return long && short && short / long;
    },
  },
];
