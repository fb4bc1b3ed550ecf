/** Bars that say a number at a glance; the number itself always stands beside them. */
import { cn } from './class-names.ts';

const clamp = (value: number): number => Math.max(0, Math.min(100, value));

/** A liquidity score, 0 to 100, with its interval as whiskers. */
export function ScoreBar(props: {
  score: number | undefined;
  low?: number | undefined;
  high?: number | undefined;
}) {
  const { score, low, high } = props;
  if (score === undefined) return <span className="text-ink-3">—</span>;
  const interval =
    low !== undefined && high !== undefined ? ` (${Math.round(low)} to ${Math.round(high)})` : '';
  return (
    <span
      className="grid w-full grid-cols-[24px_minmax(40px,1fr)] items-center gap-2"
      title={`${Math.round(score)}${interval}`}
    >
      <b className="num text-right font-medium">{Math.round(score)}</b>
      <span aria-hidden className="relative h-2 rounded-full bg-raised">
        <span
          className="absolute inset-y-0 left-0 rounded-full bg-linear-to-r from-accent-deep to-accent"
          style={{ width: `${clamp(score)}%` }}
        />
        {low !== undefined && high !== undefined ? (
          <>
            <span
              className="absolute top-1/2 h-px bg-ink opacity-80"
              style={{ left: `${clamp(low)}%`, width: `${clamp(high) - clamp(low)}%` }}
            />
            <span
              className="absolute -inset-y-0.5 w-px bg-ink opacity-90"
              style={{ left: `${clamp(low)}%` }}
            />
            <span
              className="absolute -inset-y-0.5 w-px bg-ink opacity-90"
              style={{ left: `${clamp(high)}%` }}
            />
          </>
        ) : null}
      </span>
      {interval === '' ? null : <span className="sr-only">{interval}</span>}
    </span>
  );
}

/** Filled share against what the schedule expects by now. Both 0 to 1. */
export function ProgressBar(props: {
  label: string;
  done: number;
  expected?: number | undefined;
  tone?: 'buy' | 'sell' | 'accent';
  className?: string;
}) {
  const { done, expected } = props;
  const fill = { buy: 'bg-buy', sell: 'bg-sell', accent: 'bg-accent' }[props.tone ?? 'accent'];
  return (
    <span
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(clamp(done * 100))}
      className={cn('relative inline-block h-1.5 w-24 rounded-full bg-raised align-middle', props.className)}
    >
      <span
        className={cn('absolute inset-y-0 left-0 rounded-full', fill)}
        style={{ width: `${clamp(done * 100)}%` }}
      />
      {expected === undefined ? null : (
        <span
          className="absolute -inset-y-[3px] w-px bg-ink"
          style={{ left: `${clamp(expected * 100)}%` }}
          title="where the schedule is"
        />
      )}
    </span>
  );
}

/** Use against a bound, warned from 80%. Its figures stand beside it, so that a reader of text needs no bar. */
export function UsageBar({ used, bound }: { used: number; bound: number }) {
  const share = bound > 0 ? used / bound : used > 0 ? 1 : 0;
  const tone = share >= 1 ? 'bg-bad' : share >= 0.8 ? 'bg-warn' : 'bg-accent';
  return (
    <span
      aria-hidden
      className="relative inline-block h-1.5 w-full min-w-16 rounded-full bg-raised align-middle"
    >
      <span
        className={cn('absolute inset-y-0 left-0 rounded-full', tone)}
        style={{ width: `${clamp(share * 100)}%` }}
      />
      <span className="absolute -inset-y-0.5 w-px bg-ink-3" style={{ left: '80%' }} />
    </span>
  );
}
