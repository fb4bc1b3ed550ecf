/** A cost and its parts, in bps: each part starts where the one before it ended, and the last bar is the whole. */
import { formatBps } from './numbers.ts';

export interface WaterfallPart {
  readonly label: string;
  readonly bps: number;
}

const ROW = 30;
const LABEL = 118;
const VALUE = 72;
const WIDTH = 620;

export function Waterfall(props: { label: string; parts: readonly WaterfallPart[]; total: WaterfallPart }) {
  const { parts, total } = props;
  let running = 0;
  const spans = parts.map((part) => {
    const from = running;
    running += part.bps;
    return { ...part, from, to: running };
  });
  const ends = [0, total.bps, ...spans.flatMap((span) => [span.from, span.to])];
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const reach = high - low || 1;
  const x = (bps: number): number => LABEL + ((bps - low) / reach) * (WIDTH - LABEL - VALUE);
  const rows = [...spans, { ...total, from: 0, to: total.bps }];
  const height = rows.length * ROW + 4;
  const said = rows
    .map((row) => `${row.label} ${formatBps(row.bps, { signed: true, places: 2 })} bps`)
    .join(', ');
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={`${props.label}: ${said}`}
      className="w-full max-w-[640px]"
    >
      <line x1={x(0)} x2={x(0)} y1={0} y2={height} className="stroke-line-strong" />
      {rows.map((row, index) => {
        const whole = index === rows.length - 1;
        const y = index * ROW;
        const left = Math.min(x(row.from), x(row.to));
        const width = Math.max(1.5, Math.abs(x(row.to) - x(row.from)));
        const fill =
          whole || Math.abs(row.bps) < 0.005 ? 'fill-ink-2' : row.bps > 0 ? 'fill-warn' : 'fill-good';
        return (
          <g key={row.label}>
            {whole ? <line x1={0} x2={WIDTH} y1={y + 1} y2={y + 1} className="stroke-line-strong" /> : null}
            <text
              x={0}
              y={y + 20}
              className={`font-sans text-[11.5px] ${whole ? 'fill-ink font-semibold' : 'fill-ink-2'}`}
            >
              {row.label}
            </text>
            <rect x={left} y={y + 8} width={width} height={ROW - 14} rx={2} className={fill} />
            {whole || index === rows.length - 2 ? null : (
              <line
                x1={x(row.to)}
                x2={x(row.to)}
                y1={y + ROW - 6}
                y2={y + ROW + 8}
                className="stroke-line-strong"
                strokeDasharray="2 2"
              />
            )}
            <text
              x={WIDTH}
              y={y + 20}
              textAnchor="end"
              className="fill-ink font-mono text-[11.5px] tabular-nums"
            >
              {formatBps(row.bps, { signed: true, places: 2 })}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
