'use client';
/** What trading cost: a scorecard per parent, computed from executions in Postgres. The order is in the address. */
import {
  cn,
  costTone,
  formatAvgPrice,
  formatBps,
  formatMicros,
  formatShare,
  Panel,
  PanelContent,
  SideWord,
  Table,
  Td,
  Th,
  Tr,
  toneText,
} from '@fairlead/ui';
import type { Scorecard } from '../data/api-types.ts';
import { useQtyFormat } from '../data/market.ts';
import { panelState } from '../data/panel-state.ts';
import { useScorecard, useScorecards } from '../data/records.ts';
import { useAddress, useAddressParams } from '../state/selection.ts';
import { ScorecardPanel } from './scorecard-panel.tsx';

export function TcaPage() {
  const cards = useScorecards();
  const setAddress = useAddress();
  const asked = useAddressParams().get('order') ?? undefined;
  const chosen = asked ?? cards.data?.[0]?.parentId;
  const card = useScorecard(chosen);
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[600px_minmax(0,1fr)] grid-rows-[minmax(0,1fr)] gap-1.5 p-1.5 max-desk:grid-cols-1 max-desk:grid-rows-none wide:grid-cols-[minmax(0,9fr)_minmax(0,11fr)]">
      <h1 className="sr-only">Transaction costs</h1>
      <Panel
        title="Scorecards"
        aside={<span className="ml-auto text-ink-3">cost positive = bad · bps of the arrival mid</span>}
      >
        <PanelContent
          state={panelState(cards)}
          rows={10}
          empty={{
            when: (rows) => rows.length === 0,
            title: 'No scorecard yet',
            hint: 'An order is scored from its first fill on; open orders are scored as of now.',
          }}
        >
          {(rows) => <CardsTable rows={rows} chosen={chosen} onChoose={(order) => setAddress({ order })} />}
        </PanelContent>
      </Panel>
      <ScorecardPanel parentId={chosen} state={chosen === undefined ? undefined : panelState(card)} />
    </div>
  );
}

interface TableProps {
  readonly rows: readonly Scorecard[];
  readonly chosen: string | undefined;
  readonly onChoose: (order: string) => void;
}

function CardsTable({ rows, chosen, onChoose }: TableProps) {
  const size = useQtyFormat();
  return (
    <Table label="Scorecards" minWidth={540}>
      <thead>
        <tr>
          <Th align="left">Order</Th>
          <Th align="left">Side</Th>
          <Th align="left">Instrument</Th>
          <Th>Filled of</Th>
          <Th>Avg px</Th>
          <Th>Arrival bps</Th>
          <Th>Shortfall bps</Th>
          <Th>Fees</Th>
          <Th align="center">Sums</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.parentId} selected={row.parentId === chosen} className="relative">
            <Td className="num">
              <button
                type="button"
                onClick={() => onChoose(row.parentId)}
                className="after:absolute after:inset-0"
              >
                {row.parentId}
              </button>
            </Td>
            <Td>
              <SideWord side={row.side} />
            </Td>
            <Td className="font-medium">{row.instrument}</Td>
            <Td num title={`${size(row.instrument, row.cumQty)} of ${size(row.instrument, row.orderQty)}`}>
              {size(row.instrument, row.orderQty)}{' '}
              <span className="text-ink-3">{formatShare(row.cumQty / row.orderQty)}</span>
            </Td>
            <Td num>{formatAvgPrice(row.avgPx)}</Td>
            <Td num className={toneText[costTone(row.arrivalSlippageBps)]}>
              {formatBps(row.arrivalSlippageBps, { signed: true, places: 2 })}
            </Td>
            <Td num className={cn('font-medium', toneText[costTone(row.shortfallBps)])}>
              {formatBps(row.shortfallBps, { signed: true, places: 2 })}
            </Td>
            <Td num>{formatMicros(row.feesMicros)}</Td>
            <Td align="center" className={row.identityHolds === false ? 'text-bad' : 'text-good'}>
              {row.identityHolds === undefined ? (
                <span className="text-ink-3">—</span>
              ) : row.identityHolds ? (
                <>
                  <span aria-hidden>✓</span>
                  <span className="sr-only">parts sum</span>
                </>
              ) : (
                <>
                  <span aria-hidden>✗</span>
                  <span className="sr-only">parts do not sum</span>
                </>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
