/** A plot as inline SVG: axes with few ticks, a curve per market in its colour. Pure; knows no file and no clock. */
import { FIGURE, type FigureMark, figureOf, type Plot } from '@fairlead/domain';

/** @param colours CSS classes by curve name; a name that has none is drawn muted */
export function chart(plot: Plot, colours: ReadonlyMap<string, string>): string {
  const { left, right, top, bottom, across, up, marks } = figureOf(plot);
  const grid = [
    ...across.map(
      ({ at, text }) =>
        `<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/><text x="${at}" y="${bottom + 14}" text-anchor="middle">${text}</text>`,
    ),
    ...up.map(
      ({ at, text }) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text x="${left - 6}" y="${at}" dy="3.5" text-anchor="end">${text}</text>`,
    ),
  ];
  const labels = [
    `<text class="label" x="${(left + right) / 2}" y="${FIGURE.height - 6}" text-anchor="middle">${plot.x.label}</text>`,
    `<text class="label" transform="translate(12 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${plot.y.label}</text>`,
  ];
  const drawn = marks.map((mark) => draw(mark, colours.get(mark.name) ?? 'muted'));
  return `<svg viewBox="0 0 ${FIGURE.width} ${FIGURE.height}" role="img" aria-label="${plot.title}">${[...grid, ...labels, ...drawn].join('')}</svg>`;
}

const draw = (mark: FigureMark, colour: string): string =>
  mark.type === 'Path'
    ? `<path class="${colour}" d="${mark.path}"/>`
    : mark.points.map(([cx, cy]) => `<circle class="${colour}" cx="${cx}" cy="${cy}" r="2.2"/>`).join('');
