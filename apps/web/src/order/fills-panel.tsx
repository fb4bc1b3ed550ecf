'use client';
import { midPx, sideSign } from '@fairlead/domain';
import {
  costTone,
  formatBps,
  formatMicros,
  formatPrice,
  Panel,
  PanelContent,
  Table,
  Td,
  Th,
  Tr,
  toneText,
} from '@fairlead/ui';
import type { FillRow, ParentDetail } from '../data/api-types.ts';
import { useQtyFormat } from '../data/market.ts';
import { useTimeFormat } from '../data/preferences.ts';

/** What the fill paid against the mid at that moment: positive = bad. */
const spreadPaid = (row: FillRow, side: 'Buy' | 'Sell'): number | undefined => {
  const mid = midPx(row.at);
  return mid === undefined ? undefined : (sideSign(side) * (row.fill.lastPx - mid) * 1e4) / mid;
};

export function FillsPanel({ detail, places }: { detail: ParentDetail; places: number }) {
  const time = useTimeFormat();
  const size = useQtyFormat();
  const { side, instrument } = detail.parent.order;
  return (
    <Panel title="Fills" aside={<span className="num ml-auto text-ink-3">{detail.fills.length}</span>}>
      <PanelContent
        state={{ type: 'Ready', data: [...detail.fills].reverse() }}
        empty={{ when: (rows) => rows.length === 0, title: 'No fill yet' }}
      >
        {(rows) => (
          <Table label="Fills" minWidth={560}>
            <thead>
              <tr>
                <Th align="left">Time</Th>
                <Th align="left">Venue</Th>
                <Th>Quantity</Th>
                <Th>Price</Th>
                <Th>Against mid bps</Th>
                <Th align="left">Liquidity</Th>
                <Th>Fee</Th>
                <Th align="left">Report</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const paid = spreadPaid(row, side);
                return (
                  <Tr key={`${row.fill.venue} ${row.fill.execId}`}>
                    <Td className="num text-ink-2">{time(row.fill.tsEvent)}</Td>
                    <Td className="font-medium">{row.fill.venue}</Td>
                    <Td num>{size(instrument, row.fill.lastQty)}</Td>
                    <Td num>{formatPrice(row.fill.lastPx, places)}</Td>
                    <Td num className={toneText[costTone(paid)]}>
                      {formatBps(paid, { signed: true, places: 2 })}
                    </Td>
                    <Td className="text-ink-2">{row.fill.lastLiquidityInd.toLowerCase()}</Td>
                    <Td num>{formatMicros(row.fill.feeMicros)}</Td>
                    <Td className="num text-ink-3">{row.fill.execId}</Td>
                  </Tr>
                );
              })}
            </tbody>
          </Table>
        )}
      </PanelContent>
    </Panel>
  );
}
