'use client';
import type { LimitRow } from '@fairlead/domain';
import { Panel, PanelContent, Table, Td, Th } from '@fairlead/ui';
import { useQtyDecimals } from '../data/market.ts';
import { panelState } from '../data/panel-state.ts';
import { useTimeFormat } from '../data/preferences.ts';
import { useLimitsHistory } from '../data/risk.ts';
import { controlWords, formatBound } from '../state/limit-words.ts';

interface Change {
  readonly before?: LimitRow;
  readonly after?: LimitRow;
}

const changeWords = ({ before, after }: Change, decimals: number): string => {
  const row = after ?? before;
  if (!row) return '';
  const was = before ? formatBound(row.control, before.bound, decimals) : 'no row';
  const is = after ? formatBound(row.control, after.bound, decimals) : 'no row';
  return `${row.level} ${row.key} ${controlWords(row.control).toLowerCase()}: ${was} → ${is}`;
};

export function HistoryPanel({ className }: { className: string }) {
  const history = useLimitsHistory();
  const decimals = useQtyDecimals();
  const time = useTimeFormat();
  return (
    <Panel title="History of limits" className={className}>
      <PanelContent
        state={panelState(history)}
        empty={{
          when: (rows) => rows.length === 0,
          title: 'Limits have not been changed',
          hint: 'Each change stands here with who made it and why.',
        }}
      >
        {(rows) => (
          <Table label="History of limits" fixed minWidth={560}>
            <colgroup>
              <col className="w-[62px]" />
              <col className="w-[104px]" />
              <col className="w-[90px]" />
              <col />
              <col />
            </colgroup>
            <thead>
              <tr>
                <Th align="left">Version</Th>
                <Th align="left">Time</Th>
                <Th align="left">By</Th>
                <Th align="left">Change</Th>
                <Th align="left">Reason</Th>
              </tr>
            </thead>
            <tbody>
              {[...rows]
                .sort((a, b) => b.version - a.version)
                .map((row) => {
                  const words =
                    row.changes.length > 3
                      ? `${row.changes.length} rows set`
                      : row.changes.map((change) => changeWords(change, decimals)).join('; ');
                  return (
                    <tr key={row.version} className="hover:bg-hover">
                      <Td className="num">{row.version}</Td>
                      <Td className="num text-ink-2">{time(row.ts)}</Td>
                      <Td>{row.actor}</Td>
                      <Td className="text-ink-2" title={words}>
                        {words}
                      </Td>
                      <Td className="text-ink-2" title={row.reason}>
                        {row.reason}
                      </Td>
                    </tr>
                  );
                })}
            </tbody>
          </Table>
        )}
      </PanelContent>
    </Panel>
  );
}
