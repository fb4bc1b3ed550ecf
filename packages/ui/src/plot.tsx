/** A plot of few curves, small enough to stand beside others: axes with few ticks, each curve in its role's colour. */
import { FIGURE, type FigureMark, figureOf, type Plot } from '@fairlead/domain';
import { cn } from './class-names.ts';

export interface PlotFigureProps {
  readonly plot: Plot;
  /** The curves that the plot is about; the others are for comparison, and drawn muted. */
  readonly subjects: ReadonlySet<string>;
  readonly className?: string;
}

export function PlotFigure({ plot, subjects, className }: PlotFigureProps) {
  const { left, right, top, bottom, across, up, marks } = figureOf(plot);
  return (
    <figure className={cn('min-w-0', className)}>
      <figcaption className="px-2.5 pt-2 text-s text-ink-2">
        <b className="font-semibold text-ink">{plot.title}</b> {plot.about}
      </figcaption>
      <svg
        viewBox={`0 0 ${FIGURE.width} ${FIGURE.height}`}
        role="img"
        aria-label={`${plot.title}: ${plot.y.label} by ${plot.x.label}`}
        className="block w-full font-mono text-[10.5px] tabular-nums"
      >
        {across.map(({ at, text }) => (
          <g key={text}>
            <line x1={at} x2={at} y1={top} y2={bottom} className="stroke-line" />
            <text x={at} y={bottom + 14} textAnchor="middle" className="fill-ink-3">
              {text}
            </text>
          </g>
        ))}
        {up.map(({ at, text }) => (
          <g key={text}>
            <line x1={left} x2={right} y1={at} y2={at} className="stroke-line" />
            <text x={left - 6} y={at} dy={3.5} textAnchor="end" className="fill-ink-3">
              {text}
            </text>
          </g>
        ))}
        <text
          x={(left + right) / 2}
          y={FIGURE.height - 6}
          textAnchor="middle"
          className="fill-ink-2 font-sans"
        >
          {plot.x.label}
        </text>
        <text
          transform={`translate(12 ${(top + bottom) / 2}) rotate(-90)`}
          textAnchor="middle"
          className="fill-ink-2 font-sans"
        >
          {plot.y.label}
        </text>
        {marks.map((mark) => (
          <Mark key={`${mark.type} ${mark.name}`} mark={mark} isSubject={subjects.has(mark.name)} />
        ))}
      </svg>
    </figure>
  );
}

function Mark({ mark, isSubject }: { mark: FigureMark; isSubject: boolean }) {
  if (mark.type === 'Path') {
    return (
      <path
        d={mark.path}
        strokeDasharray={isSubject ? undefined : '4 3'}
        className={cn('fill-none stroke-[1.5px]', isSubject ? 'stroke-sim' : 'stroke-ink-3')}
      />
    );
  }
  // Lines of no length with round ends: one element, however many dots.
  return (
    <path
      d={mark.points.map(([x, y]) => `M${x} ${y}h0`).join('')}
      strokeLinecap="round"
      className={cn('fill-none stroke-[4.4px]', isSubject ? 'stroke-sim' : 'stroke-ink-3')}
    />
  );
}
