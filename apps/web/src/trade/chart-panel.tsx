'use client';
/** One-second candles of the instrument, with the chosen order on them: its fills, its arrival, its average. */
import { type Instrument, midPx } from '@fairlead/domain';
import {
  type ChartLine,
  formatAvgPrice,
  formatPrice,
  formatQty,
  Panel,
  PanelContent,
  PriceChart,
  placesOf,
} from '@fairlead/ui';
import { memo, useMemo } from 'react';
import type { ParentDetail } from '../data/api-types.ts';
import { useBars } from '../data/market.ts';
import { markersOf } from '../state/chart.ts';
import { avgPx } from '../state/progress.ts';

interface Props {
  readonly instrument: Instrument;
  readonly detail: ParentDetail | undefined;
}

export const ChartPanel = memo(function ChartPanel({ instrument, detail }: Props) {
  const bars = useBars(instrument.id);
  const ours = detail?.parent.order.instrument === instrument.id ? detail : undefined;
  const places = placesOf(instrument.tick);
  const arrival = ours && midPx(ours.parent.arrival);
  const average = ours && avgPx(ours.parent);
  const limit = ours?.parent.order.limitPx;
  const markers = useMemo(() => markersOf(ours), [ours]);
  const lines = useMemo<readonly ChartLine[]>(
    () => [
      ...(arrival === undefined ? [] : [{ label: 'arrival', px: arrival, role: 'arrival' as const }]),
      ...(average === undefined ? [] : [{ label: 'our avg', px: average, role: 'average' as const }]),
      ...(limit === undefined ? [] : [{ label: 'limit', px: limit, role: 'limit' as const }]),
    ],
    [arrival, average, limit],
  );
  return (
    <Panel
      title={`${instrument.id} · 1 s`}
      aside={
        <>
          {ours ? (
            <span className="num flex gap-2.5 text-xs text-ink-3">
              <span>arrival {formatPrice(arrival, places)}</span>
              <span>our avg {formatAvgPrice(average, places)}</span>
              <span className="max-wide:hidden">{formatQty(ours.fills.length)} fills</span>
            </span>
          ) : null}
          <span className="num ml-auto text-ink-3">{ours?.parent.parentId}</span>
        </>
      }
    >
      <PanelContent
        state={bars}
        rows={6}
        empty={{
          when: (data) => data.length === 0,
          title: 'No prints yet',
          hint: 'Candles appear with the first trades of this run.',
        }}
      >
        {(data) => (
          <PriceChart
            label={`Price of ${instrument.id}: ${data.length} one-second candles, last ${formatPrice(data.at(-1)?.close, places)}`}
            bars={data}
            markers={markers}
            lines={lines}
            places={places}
          />
        )}
      </PanelContent>
    </Panel>
  );
});
