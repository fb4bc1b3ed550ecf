'use client';
import type { LimitRow } from '@fairlead/domain';
import { Button, formatQty, Panel, PanelContent, Table, Td, Th, Tr } from '@fairlead/ui';
import { Fragment, useState } from 'react';
import type { RiskState } from '../data/api-types.ts';
import { useQtyDecimals } from '../data/market.ts';
import { controlWords, formatBound, groupLimits, limitKey } from '../state/limit-words.ts';
import { LimitDialog, type LimitEdit } from './limit-dialog.tsx';

const LEVEL_WORDS: Readonly<Record<LimitRow['level'], string>> = {
  Firm: 'Firm',
  Desk: 'Desks',
  Trader: 'Traders',
  Account: 'Accounts',
  Instrument: 'Instruments',
};

const keyWords = (row: LimitRow): string =>
  row.level === 'Firm' ? 'whole firm' : row.key === '*' ? 'default for all' : row.key;

export function LimitsPanel(props: { risk: RiskState; editable: boolean; className: string }) {
  const decimals = useQtyDecimals();
  const { risk, editable } = props;
  const [edit, setEdit] = useState<LimitEdit>();
  const { version, rows } = risk.limits;
  return (
    <Panel
      title="Limits"
      className={props.className}
      aside={
        <>
          <span className="text-ink-3">
            version <span className="num text-ink-2">{version}</span> · {formatQty(rows.length)} rows · no
            row, no order
          </span>
          {editable ? (
            <Button size="s" className="ml-auto" onClick={() => setEdit({ type: 'Add', basedOn: version })}>
              Add a limit
            </Button>
          ) : (
            <span className="ml-auto text-ink-3">a supervisor changes them</span>
          )}
        </>
      }
    >
      <PanelContent
        state={{ type: 'Ready', data: groupLimits(rows) }}
        empty={{
          when: (groups) => groups.length === 0,
          title: 'No limit is set',
          hint: 'Without limits the gate denies every order.',
        }}
      >
        {(groups) => (
          <Table label="Limits by level" fixed minWidth={560}>
            <colgroup>
              <col />
              <col />
              <col className="w-[150px]" />
              <col className="w-[190px]" />
              <col className="w-[76px]" />
            </colgroup>
            <thead>
              <tr>
                <Th align="left">For</Th>
                <Th align="left">Control</Th>
                <Th>Bound</Th>
                <Th align="left">Code</Th>
                <Th>
                  <span className="sr-only">Change</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <Fragment key={group.level}>
                  <tr>
                    <th
                      scope="rowgroup"
                      colSpan={5}
                      className="h-6 border-b border-row-line bg-raised px-2 text-left text-s font-semibold text-ink-2"
                    >
                      {LEVEL_WORDS[group.level]}
                    </th>
                  </tr>
                  {group.rows.map((row) => (
                    <Tr key={limitKey(row)}>
                      <Td className={row.key === '*' ? 'text-ink-3' : 'font-medium'}>{keyWords(row)}</Td>
                      <Td>{controlWords(row.control)}</Td>
                      <Td num className="font-medium">
                        {formatBound(row.control, row.bound, decimals)}
                      </Td>
                      <Td className="num text-xs text-ink-3">{row.control}</Td>
                      <Td align="right">
                        {editable ? (
                          <Button
                            size="s"
                            variant="quiet"
                            className="h-5"
                            aria-label={`Change ${controlWords(row.control)} of ${row.level} ${row.key}`}
                            onClick={() => setEdit({ type: 'Change', basedOn: version, row })}
                          >
                            Change
                          </Button>
                        ) : null}
                      </Td>
                    </Tr>
                  ))}
                </Fragment>
              ))}
            </tbody>
          </Table>
        )}
      </PanelContent>
      <LimitDialog edit={edit} rows={rows} onClose={() => setEdit(undefined)} />
    </Panel>
  );
}
