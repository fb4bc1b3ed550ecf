'use client';
/** The audit trail: filters in the address, a record per row, a decision one step from its proof. */
import {
  Button,
  Chip,
  cn,
  formatHash,
  formatQty,
  Panel,
  PanelContent,
  Select,
  Table,
  Td,
  TextInput,
  Th,
} from '@fairlead/ui';
import Link from 'next/link';
import { Fragment, useEffect, useId, useState } from 'react';
import type { ApiInputs, AuditRecord } from '../data/api-types.ts';
import { useQtyDecimals } from '../data/market.ts';
import { panelState } from '../data/panel-state.ts';
import { useTimeFormat } from '../data/preferences.ts';
import { useAudit, useChain } from '../data/records.ts';
import { useActor } from '../data/session.ts';
import { may } from '../state/access.ts';
import { AUDIT_TYPES, auditLine } from '../state/audit-words.ts';
import { cursorOf } from '../state/cursor.ts';
import { useAddress, useAddressParams } from '../state/selection.ts';
import { parentIdOf } from '../state/streamed.ts';

const PAGE = 100;

export function AuditPage() {
  const actor = useActor();
  const params = useAddressParams();
  const setAddress = useAddress();
  const type = params.get('type') ?? '';
  const order = params.get('order') ?? '';
  const who = params.get('actor') ?? '';
  const before = Number(params.get('before') ?? '');
  const orderOk = order === '' || /^P\d{1,15}$/.test(order);
  const filter: ApiInputs['audit']['search'] = {
    limit: PAGE,
    ...(type === '' ? {} : { type }),
    ...(order !== '' && orderOk ? { parentId: order } : {}),
    ...(who === '' ? {} : { actor: who }),
    ...(before > 0 ? { beforeSeq: before } : {}),
  };
  const audit = useAudit(filter);
  const records = audit.data ?? [];
  const oldest = records.at(-1)?.seq;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-1.5 p-1.5">
      <h1 className="sr-only">Audit</h1>
      {may(actor.role, 'audit.chain') ? <ChainStrip /> : null}
      <Panel
        title="Audit trail"
        className="min-h-80 flex-1"
        aside={
          <span className="text-ink-3">
            {actor.role === 'trader'
              ? 'your own orders'
              : actor.role === 'supervisor'
                ? `desk ${actor.desk}`
                : 'everything'}
          </span>
        }
      >
        <search className="flex flex-wrap items-center gap-2 border-b border-line px-2.5 py-1.5">
          <div className="w-44">
            <Select
              aria-label="Record type"
              value={type}
              onValue={(next) => setAddress({ type: next, before: undefined })}
              options={[
                { value: '', label: 'every type' },
                ...AUDIT_TYPES.map((t) => ({ value: t, label: t })),
              ]}
            />
          </div>
          <Typed
            label="Order"
            placeholder="order, P12"
            value={order}
            problem={orderOk ? undefined : 'must look like P12'}
            onValue={(next) => setAddress({ order: next.toUpperCase(), before: undefined })}
          />
          <Typed
            label="Actor"
            placeholder="actor, or system"
            value={who}
            onValue={(next) => setAddress({ actor: next, before: undefined })}
          />
          {type + order + who === '' && !(before > 0) ? null : (
            <Button
              size="s"
              variant="quiet"
              onClick={() =>
                setAddress({ type: undefined, order: undefined, actor: undefined, before: undefined })
              }
            >
              Clear
            </Button>
          )}
          <span className="ml-auto flex items-center gap-2 text-s text-ink-3">
            {before > 0 ? `before input ${formatQty(before)}` : 'latest first'}
            <Button size="s" disabled={!(before > 0)} onClick={() => setAddress({ before: undefined })}>
              Latest
            </Button>
            <Button
              size="s"
              disabled={records.length < PAGE || oldest === undefined}
              onClick={() => setAddress({ before: String(oldest) })}
            >
              Older
            </Button>
          </span>
        </search>
        <PanelContent
          state={panelState(audit)}
          rows={10}
          empty={{
            when: (data) => data.length === 0,
            title: 'No record matches',
            hint: 'Records appear here as the engine writes them; widen the filters to see more.',
          }}
        >
          {(data) => <Records records={data} />}
        </PanelContent>
      </Panel>
    </div>
  );
}

const COMMIT_AFTER_MS = 350;

function Typed(props: {
  label: string;
  placeholder: string;
  value: string;
  problem?: string | undefined;
  onValue: (value: string) => void;
}) {
  const { value, onValue, problem } = props;
  const id = useId();
  const [text, setText] = useState<string>();
  useEffect(() => {
    if (text === undefined || text === value) return;
    const timer = setTimeout(() => onValue(text.trim()), COMMIT_AFTER_MS);
    return () => clearTimeout(timer);
  });
  return (
    <span className="flex items-center gap-1.5">
      <TextInput
        id={id}
        aria-label={props.label}
        aria-invalid={problem === undefined ? undefined : true}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        placeholder={props.placeholder}
        value={text ?? value}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => setText(undefined)}
        className="w-40"
      />
      {problem === undefined ? null : (
        <span id={`${id}-problem`} className="text-xs text-bad">
          {problem}
        </span>
      )}
    </span>
  );
}

function Records({ records }: { records: readonly AuditRecord[] }) {
  const decimals = useQtyDecimals();
  const time = useTimeFormat();
  const [open, setOpen] = useState<string>();
  return (
    <Table label="Audit records" fixed minWidth={900}>
      <colgroup>
        <col className="w-[112px]" />
        <col className="w-[118px]" />
        <col className="w-[150px]" />
        <col className="w-[148px]" />
        <col className="w-[90px]" />
        <col />
        <col className="w-[116px]" />
      </colgroup>
      <thead>
        <tr>
          <Th align="left">Input</Th>
          <Th align="left">Time</Th>
          <Th align="left">Actor</Th>
          <Th align="left">Type</Th>
          <Th align="left">Order</Th>
          <Th align="left">What</Th>
          <Th>
            <span className="sr-only">Open</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => {
          const id = cursorOf(record);
          const parentId = parentIdOf(record.body);
          const isOpen = open === id;
          return (
            <Fragment key={id}>
              <tr className={cn('hover:bg-hover', isOpen && 'bg-selected')}>
                <Td className="num">
                  <button
                    type="button"
                    aria-expanded={isOpen}
                    aria-label={`Record ${id}`}
                    onClick={() => setOpen(isOpen ? undefined : id)}
                    className="flex items-center gap-1.5"
                  >
                    <span aria-hidden className={cn('text-[9px] text-ink-2', isOpen && 'rotate-90')}>
                      ▶
                    </span>
                    {id}
                  </button>
                </Td>
                <Td className="num text-ink-2">{time(record.ts)}</Td>
                <Td className="text-ink-2">
                  {record.actor}
                  {record.role === undefined ? '' : ` · ${record.role}`}
                </Td>
                <Td>
                  <Chip
                    tone={/Denied|Killed|KillTripped|Refused/.test(record.body.type) ? 'warn' : 'neutral'}
                  >
                    {record.body.type}
                  </Chip>
                </Td>
                <Td className="num">
                  {parentId === undefined ? null : (
                    <Link
                      href={`/orders/${parentId}`}
                      className="text-info underline-offset-2 hover:underline"
                    >
                      {parentId}
                    </Link>
                  )}
                </Td>
                <Td className="text-ink-2" title={auditLine(record.body, decimals)}>
                  {auditLine(record.body, decimals)}
                </Td>
                <Td align="right">
                  {record.body.type === 'DecisionMade' ? (
                    <Link
                      href={`/audit/${record.body.record.outcome.decisionId}`}
                      className="text-info underline-offset-2 hover:underline"
                    >
                      Open {record.body.record.outcome.decisionId}
                    </Link>
                  ) : null}
                </Td>
              </tr>
              {isOpen ? (
                <tr>
                  <td colSpan={7} className="border-b border-row-line bg-bg p-2.5">
                    <pre className="max-h-96 overflow-auto whitespace-pre font-mono text-xs text-ink-2">
                      {JSON.stringify(record, null, 2)}
                    </pre>
                  </td>
                </tr>
              ) : null}
            </Fragment>
          );
        })}
      </tbody>
    </Table>
  );
}

/** Is the journal what it was when it was written? */
function ChainStrip() {
  const chain = useChain(true);
  const { data } = chain;
  return (
    <section
      aria-label="Journal chain"
      className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 rounded-md border border-line bg-panel px-3 text-s"
    >
      <h2 className="font-semibold text-ink-2">Journal chain</h2>
      {data === undefined ? (
        <span className="text-ink-3">{chain.isError ? 'could not be checked' : 'being verified…'}</span>
      ) : (
        <>
          <span className={cn('font-semibold', data.intact ? 'text-good' : 'text-bad')}>
            {data.intact ? '✓ intact' : '✗ broken'}
          </span>
          <span className="text-ink-3">
            inputs <span className="num text-ink-2">{formatQty(data.inputs)}</span>
          </span>
          <span className="text-ink-3" title={data.headHash}>
            head <span className="num text-ink-2">{formatHash(data.headHash)}</span>
          </span>
          {data.problem === undefined ? null : <span className="text-bad">{data.problem}</span>}
        </>
      )}
      <Button size="s" className="ml-auto" disabled={chain.isFetching} onClick={() => void chain.refetch()}>
        {chain.isFetching ? 'Verifying…' : 'Verify again'}
      </Button>
    </section>
  );
}
