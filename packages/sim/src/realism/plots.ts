/**
 * The curves behind the facts as plain numbers, of one market or of a simulated and a recorded one side by side: what
 * a report draws. Units are in the axes' labels.
 */
import type { Curve, Plot, PlotAxis, PlotPoint as Point } from '@fairlead/domain';
import { type MarketSample, SECOND_NS } from './collector.ts';
import { impactCurve, type ParentMove } from './impact.ts';
import { autocorrelation } from './memory.ts';
import { mean, quantile } from './moments.ts';
import { lifetimes, MINUTE, returns } from './series.ts';

export interface NamedSample {
  readonly name: string;
  readonly sample: MarketSample;
}

const linear = (label: string): PlotAxis => ({ label, scale: 'linear' });
const log = (label: string): PlotAxis => ({ label, scale: 'log' });
const HOUR_NS = 3600 * SECOND_NS;

/** Those that the samples can tell. */
export function plotsOf(
  samples: readonly NamedSample[],
  parents: readonly ParentMove[] = [],
): readonly Plot[] {
  const all = [
    pricePath(samples),
    returnDensity(samples),
    memoryOf(samples),
    signMemory(samples),
    histogram(samples, {
      title: 'Spread',
      x: 'ticks',
      values: ({ spreads, tick }) => spreads.map((spread) => spread / tick),
      whole: true,
    }),
    histogram(samples, {
      title: 'Shares at the touch',
      x: 'shares',
      values: ({ touchQtys }) => touchQtys,
      whole: false,
    }),
    lifetimesOf(samples),
    volumeOfDay(samples),
    impactOf(parents),
  ];
  return all.filter(({ curves }) => curves.some(({ points }) => points.length > 0));
}

const curvesOf = (
  samples: readonly NamedSample[],
  shape: Curve['shape'],
  points: (sample: MarketSample) => readonly Point[],
): readonly Curve[] => samples.map(({ name, sample }) => ({ name, shape, points: points(sample) }));

function pricePath(samples: readonly NamedSample[]): Plot {
  const curves = curvesOf(samples, 'line', (sample) => {
    const open = sample.mids[0] ?? 1;
    return Array.from({ length: Math.ceil(sample.mids.length / MINUTE) }, (_, minute): Point => {
      const mid = sample.mids[minute * MINUTE]!;
      return [sample.firstNs / HOUR_NS + minute / MINUTE, 1e4 * Math.log(mid / open)];
    });
  });
  return {
    title: 'Price',
    about: 'Mid since the open, by minute.',
    x: linear('hour'),
    y: linear('bps since the open'),
    curves,
  };
}

const WIDEST_SIGMAS = 8;
const BIN_SIGMAS = 0.5;

function returnDensity(samples: readonly NamedSample[]): Plot {
  const edges = Array.from(
    { length: (2 * WIDEST_SIGMAS) / BIN_SIGMAS },
    (_, i) => -WIDEST_SIGMAS + i * BIN_SIGMAS,
  );
  const curves = curvesOf(samples, 'dots', (sample) => {
    const of = returns(sample, 10);
    const sigma = Math.sqrt(mean(of.map((r) => r * r)) ?? 0);
    if (!(sigma > 0)) return [];
    return edges.flatMap((from): readonly Point[] => {
      const inside = of.filter((r) => r / sigma >= from && r / sigma < from + BIN_SIGMAS).length;
      return inside === 0 ? [] : [[from + BIN_SIGMAS / 2, inside / of.length / BIN_SIGMAS]];
    });
  });
  const normal = Array.from({ length: 81 }, (_, i): Point => {
    const x = -4 + i / 10;
    return [x, Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)];
  });
  return {
    title: 'Returns',
    about: '10 s returns in their standard deviations, against the normal law.',
    x: linear('standard deviations'),
    y: log('density'),
    curves: curves.length === 0 ? [] : [...curves, { name: 'normal', shape: 'line', points: normal }],
  };
}

const RETURN_LAGS = 30;
const SIGN_LAGS = 127;

function memoryOf(samples: readonly NamedSample[]): Plot {
  const points = (xs: Float64Array): readonly Point[] =>
    [...(autocorrelation(xs, RETURN_LAGS) ?? [])].slice(1).map((r, i): Point => [i + 1, r]);
  return {
    title: 'Memory of returns',
    about: 'Autocorrelation of one-minute returns (dots) and of their magnitudes (lines).',
    x: linear('lag, minutes'),
    y: linear('autocorrelation'),
    curves: [
      ...curvesOf(samples, 'dots', (sample) => points(returns(sample, MINUTE))),
      ...curvesOf(samples, 'line', (sample) => points(returns(sample, MINUTE).map(Math.abs))),
    ],
  };
}

function signMemory(samples: readonly NamedSample[]): Plot {
  return {
    title: 'Memory of order signs',
    about: "Autocorrelation of trades' signs where it is above 0.",
    x: log('lag, trades'),
    y: log('autocorrelation'),
    curves: curvesOf(samples, 'dots', ({ trades }) =>
      [...(autocorrelation(trades.sign, SIGN_LAGS) ?? [])].flatMap((r, lag): readonly Point[] =>
        lag > 0 && r > 0 ? [[lag, r]] : [],
      ),
    ),
  };
}

const BINS = 40;

/** Shares of the time, up to the largest 99% quantile of the samples. */
function histogram(
  samples: readonly NamedSample[],
  of: {
    readonly title: string;
    readonly x: string;
    readonly values: (sample: MarketSample) => Float64Array;
    /** Of whole numbers: no bin is narrower than one. */
    readonly whole: boolean;
  },
): Plot {
  const most = Math.max(
    ...samples.map(({ sample }) => quantile(Float64Array.from(of.values(sample)).sort(), 0.99) ?? 0),
  );
  const width = of.whole ? Math.max(1, Math.ceil((most + 1) / BINS)) : most / BINS;
  const curves = curvesOf(samples, 'steps', (sample) => {
    const values = of.values(sample);
    const counts = new Float64Array(Math.ceil((most + width / 2) / width) + 1);
    for (const value of values) {
      const bin = Math.floor(value / width);
      if (bin >= 0 && bin < counts.length) counts[bin]! += 1;
    }
    return values.length === 0
      ? []
      : [...counts].map((count, bin): Point => [bin * width, count / values.length]);
  });
  return { title: of.title, about: 'Share of the time.', x: linear(of.x), y: linear('share'), curves };
}

function lifetimesOf(samples: readonly NamedSample[]): Plot {
  return {
    title: 'Lifetimes of orders',
    about: 'Share of displayed orders that live longer.',
    x: log('seconds'),
    y: log('share that lives longer'),
    curves: curvesOf(samples, 'line', (sample) => {
      const sorted = lifetimes(sample);
      return Array.from({ length: 61 }, (_, i) => 10 ** (-3 + i / 10)).flatMap(
        (seconds): readonly Point[] => {
          const longer = sorted.length - firstAbove(sorted, seconds);
          return longer === 0 ? [] : [[seconds, longer / sorted.length]];
        },
      );
    }),
  };
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function volumeOfDay(samples: readonly NamedSample[]): Plot {
  return {
    title: 'Volume over the day',
    about: 'Share of the volume by half hour.',
    x: linear('hour'),
    y: linear('share'),
    curves: curvesOf(samples, 'steps', ({ startNs, trades }) => {
      const shares: number[] = [];
      const total = trades.qty.reduce((sum, qty) => sum + qty, 0);
      trades.ns.forEach((ns, i) => {
        const at = Math.floor((ns - startNs) / (HOUR_NS / 2));
        while (shares.length <= at) shares.push(0);
        shares[at]! += trades.qty[i]! / total;
      });
      return shares.map((share, i): Point => [startNs / HOUR_NS + i / 2, share]);
    }),
  };
}

const IMPACT_BINS = 5;

function impactOf(parents: readonly ParentMove[]): Plot {
  const curve = impactCurve(parents);
  const means = Array.from({ length: IMPACT_BINS }, (_, i) => {
    const from = 0.01 * 10 ** (i / IMPACT_BINS);
    const inside = parents.filter(({ size }) => size >= from && size < from * 10 ** (1 / IMPACT_BINS));
    return [
      mean(Float64Array.from(inside, ({ size }) => size)),
      mean(Float64Array.from(inside, ({ move }) => move)),
    ] as const;
  });
  const fitted = Array.from({ length: 21 }, (_, i) => 0.01 * 10 ** (i / 20));
  return {
    title: 'Impact of meta-orders',
    about: 'Mean move by size, and the fitted curve.',
    x: log('share of the daily volume'),
    y: linear('daily volatilities'),
    curves: [
      {
        name: 'means',
        shape: 'dots',
        points: means.flatMap(([size, move]) =>
          size === undefined || move === undefined ? [] : [[size, move] as const],
        ),
      },
      {
        name: 'fitted',
        shape: 'line',
        points:
          curve === undefined
            ? []
            : fitted.map((size) => [size, curve.level * size ** curve.exponent] as const),
      },
    ],
  };
}
