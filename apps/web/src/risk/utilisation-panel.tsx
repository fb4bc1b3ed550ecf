'use client';
import { cn, formatShare, Panel, PanelContent, Table, Td, Th, UsageBar } from '@fairlead/ui';
import type { RiskState } from '../data/api-types.ts';
import { useQtyDecimals } from '../data/market.ts';
import { controlWords, formatBound } from '../state/limit-words.ts';

const shareOf = (row: RiskState['utilisation'][number]): number =>
  row.bound > 0 ? row.used / row.bound : row.used > 0 ? 1 : 0;

/** How much of each limit is used now, working orders included; the fullest first. */
export function UtilisationPanel({ risk, className }: { risk: RiskState; className: string }) {
  const decimals = useQtyDecimals();
  return (
    <Panel
      title="Utilisation"
      className={className}
      aside={<span className="ml-auto text-ink-3">working orders included · warned from 80%</span>}
    >
      <PanelContent
        state={{ type: 'Ready', data: [...risk.utilisation].sort((a, b) => shareOf(b) - shareOf(a)) }}
        empty={{
          when: (rows) => rows.length === 0,
          title: 'Nothing is used yet',
          hint: 'Exposure shows here with the first order.',
        }}
      >
        {(rows) => (
          <Table label="Utilisation" fixed>
            <colgroup>
              <col />
              <col className="w-[112px]" />
              <col className="w-[72px]" />
              <col className="w-[150px]" />
            </colgroup>
            <thead>
              <tr>
                <Th align="left">Whose</Th>
                <Th align="left">Control</Th>
                <Th align="left">Use</Th>
                <Th>Used of bound</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const share = shareOf(row);
                return (
                  <tr key={`${row.level} ${row.key} ${row.control}`} className="hover:bg-hover">
                    <Td title={`${row.level} ${row.key}`}>
                      {row.key === '*' ? (
                        <span className="text-ink-2">
                          {row.level === 'Firm' ? 'whole firm' : `any ${row.level.toLowerCase()}`}
                        </span>
                      ) : (
                        row.key
                      )}
                    </Td>
                    <Td className="text-ink-2">{controlWords(row.control)}</Td>
                    <Td>
                      <UsageBar used={row.used} bound={row.bound} />
                    </Td>
                    <Td
                      num
                      className={cn(share >= 1 ? 'font-semibold text-bad' : share >= 0.8 && 'text-warn')}
                      title={`${formatBound(row.control, row.used, decimals)} of ${formatBound(row.control, row.bound, decimals)}`}
                    >
                      {formatShare(share)} of {formatBound(row.control, row.bound, decimals)}
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
