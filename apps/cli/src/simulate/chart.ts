/** A plot as inline SVG: axes with few ticks, a curve per market in its colour. Pure; knows no file and no clock. */
import type { Curve, Plot } from '@fairlead/sim';

const WIDTH = 420;
const HEIGHT = 240;
const LEFT = 56;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 36;
const TICKS = 5;

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** @param colours CSS classes by curve name; a name that has none is drawn muted */
export function chart({ x, y, curves, title }: Plot, colours: ReadonlyMap<string, string>): string {
  const points = curves.flatMap((curve) => curve.points);
  const across = scaleOf(
    x.scale,
    points.map(([px]) => px),
    [LEFT, WIDTH - RIGHT],
  );
  const up = scaleOf(
    y.scale,
    points.map(([, py]) => py),
    [HEIGHT - BOTTOM, TOP],
  );
  const grid = [
    ...across.ticks.map((value) => {
      const at = across.at(value).toFixed(1);
      return `<line class="grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text x="${at}" y="${HEIGHT - BOTTOM + 14}" text-anchor="middle">${number(value)}</text>`;
    }),
    ...up.ticks.map((value) => {
      const at = up.at(value).toFixed(1);
      return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text x="${LEFT - 6}" y="${at}" dy="3.5" text-anchor="end">${number(value)}</text>`;
    }),
  ];
  const labels = [
    `<text class="label" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${x.label}</text>`,
    `<text class="label" transform="translate(12 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${y.label}</text>`,
  ];
  const drawn = curves.map((curve) =>
    draw(curve, { across, up, colour: colours.get(curve.name) ?? 'muted' }),
  );
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${[...grid, ...labels, ...drawn].join('')}</svg>`;
}

function draw(
  { shape, points }: Curve,
  on: { readonly across: Scale; readonly up: Scale; readonly colour: string },
): string {
  const placed = points.map(([px, py]) => [on.across.at(px).toFixed(1), on.up.at(py).toFixed(1)] as const);
  if (shape === 'dots') {
    return placed.map(([cx, cy]) => `<circle class="${on.colour}" cx="${cx}" cy="${cy}" r="2.2"/>`).join('');
  }
  const path = placed.map(([px, py], i) => {
    if (i === 0) return `M${px} ${py}`;
    return shape === 'steps' ? `H${px}V${py}` : `L${px} ${py}`;
  });
  // A step is as wide as the one before it.
  const [before, last] = placed.slice(-2).map(([px]) => Number(px));
  const end =
    shape === 'steps' && last !== undefined
      ? `H${Math.min(WIDTH - RIGHT, 2 * last - before!).toFixed(1)}`
      : '';
  return `<path class="${on.colour}" d="${path.join('')}${end}"/>`;
}

function scaleOf(
  scale: 'linear' | 'log',
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

const number = (value: number): string =>
  Math.abs(value) >= 1e4 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toExponential(0).replace('e+', 'e')
    : String(Number(value.toPrecision(4)));
