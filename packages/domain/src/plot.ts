/**
 * Curves over two axes as plain numbers, and where their marks stand on a small figure: one layout for whatever draws
 * it, an HTML report or a screen. Units are in the axes' labels.
 */

export type PlotPoint = readonly [x: number, y: number];

export interface Curve {
  readonly name: string;
  readonly shape: 'line' | 'dots' | 'steps';
  readonly points: readonly PlotPoint[];
}

export interface PlotAxis {
  readonly label: string;
  readonly scale: 'linear' | 'log';
}

export interface Plot {
  readonly title: string;
  readonly about: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly curves: readonly Curve[];
}

/** In units of the figure: x to the right, y downwards. */
export interface Figure {
  /** The frame that the curves are in. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly across: readonly FigureTick[];
  readonly up: readonly FigureTick[];
  readonly marks: readonly FigureMark[];
}

interface FigureTick {
  readonly at: number;
  readonly text: string;
}

export type FigureMark =
  /** An SVG path's data. */
  | { readonly type: 'Path'; readonly name: string; readonly path: string }
  | { readonly type: 'Dots'; readonly name: string; readonly points: readonly PlotPoint[] };

export const FIGURE = { width: 420, height: 240 } as const;
const LEFT = 56;
const RIGHT = FIGURE.width - 12;
const TOP = 10;
const BOTTOM = FIGURE.height - 36;
const TICKS = 5;

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Of a plot that has a point at least; values on a log axis are above 0. */
export function figureOf({ x, y, curves }: Plot): Figure {
  const points = curves.flatMap((curve) => curve.points);
  const across = scaleOf(
    x.scale,
    points.map(([px]) => px),
    [LEFT, RIGHT],
  );
  const up = scaleOf(
    y.scale,
    points.map(([, py]) => py),
    [BOTTOM, TOP],
  );
  return {
    left: LEFT,
    right: RIGHT,
    top: TOP,
    bottom: BOTTOM,
    across: ticksOf(across),
    up: ticksOf(up),
    marks: curves.map((curve) => markOf(curve, across, up)),
  };
}

const ticksOf = ({ at, ticks }: Scale): readonly FigureTick[] =>
  ticks.map((value) => ({ at: tenth(at(value)), text: textOf(value) }));

function markOf({ name, shape, points }: Curve, across: Scale, up: Scale): FigureMark {
  const placed = points.map(([px, py]): PlotPoint => [tenth(across.at(px)), tenth(up.at(py))]);
  if (shape === 'dots') return { type: 'Dots', name, points: placed };
  const path = placed.map(([px, py], i) => {
    if (i === 0) return `M${px} ${py}`;
    return shape === 'steps' ? `H${px}V${py}` : `L${px} ${py}`;
  });
  // A step is as wide as the one before it.
  const [before, last] = placed.slice(-2).map(([px]) => px);
  const end =
    shape === 'steps' && before !== undefined && last !== undefined
      ? `H${tenth(Math.min(RIGHT, 2 * last - before))}`
      : '';
  return { type: 'Path', name, path: `${path.join('')}${end}` };
}

function scaleOf(
  scale: PlotAxis['scale'],
  values: readonly number[],
  [from, to]: readonly [number, number],
): Scale {
  const of = scale === 'log' ? Math.log10 : (value: number): number => value;
  const low = of(Math.min(...values));
  const high = of(Math.max(...values));
  const span = high > low ? high - low : 1;
  return {
    at: (value) => from + ((of(value) - low) / span) * (to - from),
    ticks: scale === 'log' ? powers(low, high) : round(low, span),
  };
}

/** Powers of ten inside, every second or third where there are many. */
function powers(low: number, high: number): readonly number[] {
  const every = Math.max(1, Math.ceil((high - low) / TICKS));
  const first = Math.ceil(low);
  return Array.from(
    { length: Math.max(0, Math.floor((high - first) / every) + 1) },
    (_, i) => 10 ** (first + i * every),
  );
}

/** Multiples of 1, 2 or 5 times a power of ten. */
function round(low: number, span: number): readonly number[] {
  const rough = span / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((of) => of * power).find((of) => of >= rough) ?? rough;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor((low + span) / step) - first + 1 }, (_, i) => (first + i) * step);
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

const textOf = (value: number): string =>
  Math.abs(value) >= 1e4 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toExponential(0).replace('e+', 'e')
    : String(Number(value.toPrecision(4)));
