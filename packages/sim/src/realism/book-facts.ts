/**
 * Facts of the book and its orders (Gould et al. 2013 survey them). Of orders, what a file of one level shows is cut
 * off wherever the touch moves away: the recorded values are of AMZN's five levels.
 */
import type { MarketSample } from './collector.ts';
import type { StylisedFact } from './fact.ts';
import { mean, quantile, variation } from './moments.ts';
import { lifetimes } from './series.ts';
import { gammaShape, tailIndex } from './tails.ts';

/** Fewer ended orders say nothing of lifetimes. */
const FEWEST_ENDED = 1000;
const FLEETING_SECONDS = 2;

const ended = ({ canceledAfter, executedAfter }: MarketSample): number =>
  canceledAfter.length + executedAfter.length;

export const BOOK_FACTS: readonly StylisedFact[] = [
  {
    name: 'spreadBps',
    about: 'mean spread in bps of the mid, by time',
    source: 'the recorded days',
    recorded: [5.768, 2.6, 4.787],
    needs: 'a book with both sides',
    measure: ({ spreads, mids }) => mean(spreads.map((spread, i) => (1e4 * spread) / mids[i]!)),
  },
  {
    name: 'spreadVariation',
    about: 'standard deviation of the spread over its mean, by time',
    source: 'the recorded days',
    recorded: [0.4406, 0.4182, 0.5328],
    needs: 'a book with both sides',
    measure: ({ spreads }) => variation(spreads),
  },
  {
    name: 'touchShape',
    about: 'shape of the gamma law of the shares at the touch, by time',
    source: 'Bouchaud, Mezard, Potters 2002: 0.7 to 0.8',
    printed: { low: 0.7, high: 0.8 },
    recorded: [0.8125, 0.8389, 0.9132],
    needs: 'a book with both sides',
    measure: ({ touchQtys }) => gammaShape(touchQtys),
  },
  {
    name: 'depthProfile',
    about: 'mean shares at levels 2 to 5 over those at the first',
    source: 'the recorded day of five levels',
    recorded: [0.7005],
    needs: 'a book with both sides',
    measure: ({ depths }) => {
      const deeper = mean(depths.subarray(1).filter((qty) => qty > 0));
      return deeper && depths[0] ? deeper / depths[0] : undefined;
    },
  },
  {
    name: 'filledShare',
    about: 'share of displayed orders that ended by a fill, and not by being canceled',
    source: 'Hasbrouck and Saar 2009: 7% at NASDAQ',
    recorded: [0.08945],
    needs: '1,000 ended orders',
    measure: (sample) =>
      ended(sample) < FEWEST_ENDED ? undefined : sample.executedAfter.length / ended(sample),
  },
  {
    name: 'outlasts2s',
    about: 'share of displayed orders that were not canceled within 2 s',
    source: 'Hasbrouck and Saar 2009: 63% at NASDAQ',
    recorded: [0.4067],
    needs: '1,000 ended orders',
    measure: (sample) => {
      const fleeting = sample.canceledAfter.filter((seconds) => seconds <= FLEETING_SECONDS).length;
      return ended(sample) < FEWEST_ENDED ? undefined : 1 - fleeting / ended(sample);
    },
  },
  {
    name: 'medianLifetime',
    about: 'median time in seconds from the entry of a displayed order to its end',
    source: 'the recorded day of five levels',
    recorded: [0.7481],
    needs: '1,000 ended orders',
    measure: (sample) => (ended(sample) < FEWEST_ENDED ? undefined : quantile(lifetimes(sample), 0.5)),
  },
  {
    name: 'lifetimeTail',
    about: 'Hill index of the longest 5% of those times',
    source:
      'Challet and Stinchcombe 2001: densities fall with 2.1 (canceled) and 1.5 (filled), an index of 1.1 and 0.5',
    printed: { low: 0.5, high: 1.1 },
    recorded: [1.6395],
    needs: '1,000 ended orders',
    measure: (sample) => (ended(sample) < FEWEST_ENDED ? undefined : tailIndex(lifetimes(sample), 0.05)),
  },
  {
    name: 'orderSizeVariation',
    about: "standard deviation of displayed orders' sizes over their mean",
    source: 'the recorded day of five levels',
    recorded: [2.545],
    needs: 'displayed orders',
    measure: ({ orderQtys }) => variation(orderQtys),
  },
];
