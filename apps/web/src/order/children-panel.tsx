'use client';
import {
  formatAvgPrice,
  formatDuration,
  formatPrice,
  Panel,
  PanelContent,
  statusTone,
  statusWord,
  Table,
  Td,
  Th,
  Tr,
  toneText,
} from '@fairlead/ui';
import Link from 'next/link';
import type { ParentDetail } from '../data/api-types.ts';
import { useQtyFormat } from '../data/market.ts';
import { useTimeFormat } from '../data/preferences.ts';
import { tacticWords } from '../state/decision-words.ts';
import { latestFirst } from '../state/order-rows.ts';
import { avgPx } from '../state/progress.ts';

export function ChildrenPanel({ detail, places }: { detail: ParentDetail; places: number }) {
  const time = useTimeFormat();
  const size = useQtyFormat();
  const { children } = detail;
  return (
    <Panel title="Children" aside={<span className="num ml-auto text-ink-3">{children.length}</span>}>
      <PanelContent
        state={{ type: 'Ready', data: latestFirst(children) }}
        empty={{ when: (rows) => rows.length === 0, title: 'No child has been sent yet' }}
      >
        {(rows) => (
          <Table label="Children" className="@container" minWidth={600}>
            <thead>
              <tr>
                <Th align="left">Sent</Th>
                <Th align="left">Venue</Th>
                <Th align="left">Tactic</Th>
                <Th>Price</Th>
                <Th>Quantity</Th>
                <Th>Filled</Th>
                <Th className="@max-[720px]:hidden">Avg px</Th>
                <Th className="@max-[720px]:hidden">Acked in</Th>
                <Th align="left">State</Th>
                <Th align="left">Decision</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((child) => (
                <Tr key={child.order.clOrdId} title={child.order.clOrdId}>
                  <Td className="num text-ink-2">{time(child.sentAt)}</Td>
                  <Td className="font-medium">{child.order.venue}</Td>
                  <Td className="text-ink-2">{tacticWords(child.order.tactic)}</Td>
                  <Td num>{formatPrice(child.order.px, places)}</Td>
                  <Td num>{size(child.order.instrument, child.order.orderQty)}</Td>
                  <Td num>{size(child.order.instrument, child.cumQty)}</Td>
                  <Td num className="@max-[720px]:hidden">
                    {formatAvgPrice(avgPx(child), places)}
                  </Td>
                  <Td num className="text-ink-2 @max-[720px]:hidden">
                    {formatDuration(child.ackedAt === undefined ? undefined : child.ackedAt - child.sentAt)}
                  </Td>
                  <Td className={toneText[statusTone(child.ordStatus)]} title={child.text}>
                    {statusWord(child.ordStatus)}
                  </Td>
                  <Td>
                    <Link
                      href={`/orders/${child.order.parentId}?decision=${child.order.decisionId}`}
                      className="num text-info underline-offset-2 hover:underline"
                    >
                      {child.order.decisionId}
                    </Link>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </PanelContent>
    </Panel>
  );
}
