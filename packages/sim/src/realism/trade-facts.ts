/** Facts of trades: their signs, sizes and times, what they do to the mid, and what explains it. */
import { type MarketSample, SECOND_NS } from './collector.ts';
import type { StylisedFact } from './fact.ts';
import { autocorrelation, decayExponent } from './memory.ts';
import { correlation, mean, variation } from './moments.ts';
import { endsOverMiddle, flowBars, MINUTE, midAt, volumes, waits } from './series.ts';
import { tailIndex } from './tails.ts';

/** Fewer trades say nothing of their order. */
const FEWEST_TRADES = 1000;
const MEMORY_LAGS = 127;
/** Bars of 10 s in a half hour, over which Cont, Kukanov and Stoikov regress. */
const BARS_PER_WINDOW = 180;
const RESPONSE_SECONDS = 10;

const enough = ({ trades }: MarketSample): boolean => trades.ns.length >= FEWEST_TRADES;

/** Root mean square of the mid's change from one trade to the next. */
function volatilityPerTrade({ trades: { midBefore } }: MarketSample): number {
  let total = 0;
  for (let i = 1; i < midBefore.length; i += 1) total += (midBefore[i]! - midBefore[i - 1]!) ** 2;
  return Math.sqrt(total / (midBefore.length - 1));
}

/** Mean move of the mid the taker's way, `RESPONSE_SECONDS` after a trade. */
function response(sample: MarketSample): number | undefined {
  const { ns, sign, midBefore } = sample.trades;
  const moves: number[] = [];
  for (let i = 0; i < ns.length; i += 1) {
    const after = midAt(sample, ns[i]! + RESPONSE_SECONDS * SECOND_NS);
    if (after !== undefined) moves.push(sign[i]! * (after - midBefore[i]!));
  }
  return mean(Float64Array.from(moves));
}

/** Mean over half hours of the squared correlation of a flow with the mid's moves; half hours without either don't count. */
function explained(flow: Float64Array, moves: Float64Array): number | undefined {
  const windows: number[] = [];
  for (let from = 0; from + BARS_PER_WINDOW <= moves.length; from += BARS_PER_WINDOW) {
    const to = from + BARS_PER_WINDOW;
    const r = correlation(flow.subarray(from, to), moves.subarray(from, to));
    if (r !== undefined) windows.push(r * r);
  }
  return mean(Float64Array.from(windows));
}

export const TRADE_FACTS: readonly StylisedFact[] = [
  {
    name: 'signAutocorrelation',
    about: "autocorrelation of trades' signs at lag 1",
    source: 'Bouchaud, Gefen, Potters, Wyart 2004: positive',
    printed: { high: 1 },
    recorded: [0.6069, 0.5899, 0.6257],
    needs: '1,000 trades',
    measure: (sample) => (enough(sample) ? autocorrelation(sample.trades.sign, 1)?.[1] : undefined),
  },
  {
    name: 'signMemory',
    about: "exponent of the decay of the autocorrelation of trades' signs, lags 1 to 127",
    source: 'Lillo and Farmer 2004: long memory, which an exponent from 0 to 1 is',
    printed: { low: 0, high: 1 },
    defined: true,
    recorded: [0.8129, 0.8107, 1.012],
    needs: '1,000 trades',
    measure: (sample) => {
      const { sign } = sample.trades;
      const acf = enough(sample) ? autocorrelation(sign, MEMORY_LAGS) : undefined;
      return acf && decayExponent(acf, sign.length);
    },
  },
  {
    name: 'tradeSizeTail',
    about: 'Hill index of the largest 5% of trades',
    source: 'Gopikrishnan, Plerou, Gabaix, Stanley 2000: 1.5',
    printed: { low: 1.5 },
    recorded: [2.577, 1.905, 1.742],
    needs: '1,000 trades',
    measure: (sample) =>
      enough(sample) ? tailIndex(Float64Array.from(sample.trades.qty).sort(), 0.05) : undefined,
  },
  {
    name: 'tradeClustering',
    about: 'standard deviation of the times between trades over their mean',
    source: 'Engle and Russell 1998: above 1, which unrelated trades would have',
    printed: { low: 1 },
    recorded: [2.523, 2.638, 2.451],
    needs: '1,000 trades',
    measure: (sample) => (enough(sample) ? variation(waits(sample)) : undefined),
  },
  {
    name: 'volumeU',
    about: 'volume per minute in the first and last half hours over that in the middle third of a session',
    source: 'Jain and Joh 1988: above 1',
    printed: { low: 1 },
    recorded: [2.972, 3.072, 3.209],
    needs: 'six hours',
    measure: (sample) => endsOverMiddle(volumes(sample, MINUTE)),
  },
  {
    name: 'spreadPerVolatility',
    about:
      'mean spread before a trade over the root mean square of the change of the mid from trade to trade',
    source: 'Wyart, Bouchaud, Kockelkoren, Potters, Vettorazzo 2008: in proportion',
    recorded: [3.045, 3.344, 2.91],
    needs: '1,000 trades',
    measure: (sample) => {
      const spread = enough(sample) ? mean(sample.trades.spreadBefore) : undefined;
      const volatility = volatilityPerTrade(sample);
      return spread !== undefined && volatility > 0 ? spread / volatility : undefined;
    },
  },
  {
    name: 'tradeResponse',
    about: "mean move of the mid the taker's way within 10 s of a trade, over the mean half-spread before it",
    source:
      'response function of Bouchaud, Gefen, Potters, Wyart 2004: positive, of the order of the half-spread',
    recorded: [0.9679, 0.8152, 0.7677],
    needs: '1,000 trades',
    measure: (sample) => {
      const spread = enough(sample) ? mean(sample.trades.spreadBefore) : undefined;
      const move = response(sample);
      return spread && move !== undefined ? move / (spread / 2) : undefined;
    },
  },
  {
    name: 'ofiExplains',
    about: "R2 of the mid's change over 10 s on order-flow imbalance, mean over half hours",
    source: 'Cont, Kukanov, Stoikov 2014: 65% on average',
    printed: { high: 1 },
    recorded: [0.527, 0.4984, 0.4089],
    needs: 'half an hour',
    measure: (sample) => {
      const { ofi, moves } = flowBars(sample);
      return explained(ofi, moves);
    },
  },
  {
    name: 'ofiOverTrades',
    about: 'that R2 over the R2 on signed volume',
    source: 'Cont, Kukanov, Stoikov 2014: above 1',
    printed: { low: 1 },
    recorded: [1.428, 1.605, 1.228],
    needs: 'half an hour',
    measure: (sample) => {
      const { ofi, signedVolume, moves } = flowBars(sample);
      const [byOfi, byTrades] = [explained(ofi, moves), explained(signedVolume, moves)];
      return byOfi !== undefined && byTrades ? byOfi / byTrades : undefined;
    },
  },
];
