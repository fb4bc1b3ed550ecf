'use client';
/** One venue of the board, as the text that is shown: so that a row whose text stayed is not drawn again. */
import { type Instrument, MICROS_SCALE, type VenueKind } from '@fairlead/domain';
import {
  Chip,
  cn,
  formatAge,
  formatBps,
  formatDecimal,
  formatDuration,
  formatMils,
  formatProb,
  formatQty,
  HealthMark,
  ScoreBar,
  Td,
  type Tone,
} from '@fairlead/ui';
import { memo } from 'react';
import type { MarketClock, BoardRow as Row } from '../data/api-types.ts';

const KIND: Readonly<Record<VenueKind, string>> = { Lit: 'lit', Inverted: 'inverted', DarkMidpoint: 'dark' };
const TONE: Readonly<Record<Row['tone'], Tone>> = {
  take: 'buy',
  post: 'accent',
  dark: 'dark',
  avoid: 'mute',
};

interface RowText {
  readonly venue: string;
  readonly name: string;
  readonly health: Row['health'];
  readonly kind: string;
  /** A venue made up around a recorded one: its numbers are no market's. */
  readonly simulated: boolean;
  /** What predators do there, once it is at its alarm. */
  readonly predation: string | undefined;
  readonly spread: string | undefined;
  readonly shown: string | undefined;
  readonly latency: string;
  readonly score: number | undefined;
  readonly scoreLow: number | undefined;
  readonly scoreHigh: number | undefined;
  readonly fill: string;
  readonly impact: string;
  readonly band: string | undefined;
  readonly fee: string;
  readonly rebate: boolean;
  readonly cost: string;
  readonly tone: Row['tone'];
  readonly decision: string;
  readonly detail: string | undefined;
  readonly age: string;
}

const whole = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value);

export const rowText = (
  row: Row,
  { qtyDecimals }: Instrument,
  environment: MarketClock['environment'] | undefined,
): RowText => ({
  venue: row.venue.id,
  name: row.venue.name,
  health: row.health,
  kind: KIND[row.venue.kind],
  simulated: row.venue.origin === 'Simulated' && environment === 'REPLAY',
  predation: row.predationScore !== undefined && row.predationScore >= 1 ? row.predationSign : undefined,
  spread: row.spreadBps === undefined ? undefined : formatBps(row.spreadBps),
  shown: row.shownQty === undefined ? undefined : formatQty(row.shownQty, qtyDecimals),
  latency: formatDuration(row.latencyNs),
  score: whole(row.liquidityScore),
  scoreLow: whole(row.scoreLow),
  scoreHigh: whole(row.scoreHigh),
  fill: formatProb(row.fillProb),
  impact: formatBps(row.impactBps),
  band: row.impactBandBps === undefined ? undefined : formatBps(row.impactBandBps),
  // Of a coin: its fee in the currency; of a share: in thousandths of it, as fee schedules are quoted.
  fee: qtyDecimals === undefined ? formatMils(row.feeMicros) : formatDecimal(row.feeMicros / MICROS_SCALE, 0),
  rebate: row.feeMicros < 0,
  cost: formatBps(row.totalBps, { places: 2 }),
  tone: row.tone,
  decision: row.decision,
  detail: row.detail,
  age: formatAge(row.ageNs),
});

export const BoardRow = memo(function BoardRow(row: RowText) {
  const dark = row.kind === 'dark';
  const down = row.health === 'STALE' || row.health === 'DEAD';
  const none = <span className="text-ink-3">{dark ? 'none' : '—'}</span>;
  return (
    <tr className={cn('hover:bg-hover', down && 'text-ink-3')}>
      <Td title={row.name} className="font-medium">
        <HealthMark health={row.health} /> {row.venue}
      </Td>
      <Td className="text-ink-2">
        {row.kind}
        {row.simulated ? (
          <Chip tone="mute" className="ml-1 px-1" title="simulated around the recorded venue">
            sim
          </Chip>
        ) : null}
        {row.predation === undefined ? null : (
          <Chip tone="warn" className="ml-1 px-1" title={row.predation}>
            <span aria-hidden className="wide:hidden">
              ▲
            </span>
            <span className="max-wide:sr-only">predatory</span>
          </Chip>
        )}
      </Td>
      <Td num className="px-1">
        {row.spread ?? <span className="text-ink-3">{dark ? 'midpoint' : '—'}</span>}
      </Td>
      <Td num>{row.shown ?? none}</Td>
      <Td num>{row.latency}</Td>
      <Td>
        {down ? (
          <span className="text-warn">
            {row.health.toLowerCase()} {row.age}
          </span>
        ) : (
          <ScoreBar score={row.score} low={row.scoreLow} high={row.scoreHigh} />
        )}
      </Td>
      <Td num className="px-1">
        {row.fill}
      </Td>
      <Td num>
        {row.impact}
        {row.band === undefined ? null : <span className="text-ink-3"> ±{row.band}</span>}
      </Td>
      <Td num className={cn('px-1', row.rebate && 'text-good')}>
        {row.fee}
      </Td>
      <Td num className="px-1">
        {row.cost}
      </Td>
      <Td title={row.detail === undefined ? row.decision : `${row.decision}: ${row.detail}`}>
        <Chip tone={TONE[row.tone]}>{row.decision}</Chip>
        {row.detail === undefined ? null : <span className="ml-1.5 text-s text-ink-3">{row.detail}</span>}
      </Td>
      <Td num className={cn('pl-0 text-2xs', down ? 'text-warn' : 'text-ink-3')}>
        {row.age}
      </Td>
    </tr>
  );
});
