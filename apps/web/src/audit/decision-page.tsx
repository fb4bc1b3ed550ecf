'use client';
/** A stored decision and its proof: decided again from its own inputs, it must come out the same, bit for bit. */
import type { RoutingDecision } from '@fairlead/domain';
import {
  Button,
  Chip,
  cn,
  Empty,
  Failed,
  formatPrice,
  Panel,
  PanelContent,
  SCROLLS_BY_KEYBOARD,
  Table,
  Td,
  Th,
} from '@fairlead/ui';
import Link from 'next/link';
import type { DecisionProof, StoredDecision } from '../data/api-types.ts';
import { problemOf } from '../data/client.ts';
import { useQtyFormat } from '../data/market.ts';
import { panelState } from '../data/panel-state.ts';
import { useDecision, useRedecide } from '../data/records.ts';
import { DecisionFacts, DecisionTable } from '../order/decision-table.tsx';
import { tacticWords } from '../state/decision-words.ts';
import { fallbackWords } from '../state/notice.ts';

export function DecisionPage({ decisionId }: { decisionId: string }) {
  const decision = useDecision(decisionId);
  const parentId = decision.data?.record.outcome.parentId;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-1.5 p-1.5">
      <div className="flex shrink-0 items-baseline gap-3 px-1.5 pt-1">
        <h1 className="text-l font-semibold">
          Decision <span className="num">{decisionId}</span>
        </h1>
        {parentId === undefined ? null : (
          <Link href={`/orders/${parentId}?decision=${decisionId}`} className="text-info hover:underline">
            Order {parentId}
          </Link>
        )}
        <Link href="/audit?type=DecisionMade" className="ml-auto text-info hover:underline">
          All decisions
        </Link>
      </div>
      <PanelContent state={panelState(decision)} rows={10}>
        {(stored) => (
          <>
            <Proof decisionId={decisionId} stored={stored} />
            <Panel title="What was considered" className="min-h-64 flex-1">
              <DecisionFacts record={stored.record} seq={stored.seq} ts={stored.ts} />
              <DecisionTable record={stored.record} places={2} />
            </Panel>
            <StoredRecord stored={stored} />
          </>
        )}
      </PanelContent>
    </div>
  );
}

function Proof({ decisionId, stored }: { decisionId: string; stored: StoredDecision }) {
  const redecide = useRedecide();
  const proof = redecide.data;
  return (
    <Panel
      title="Proof"
      className="shrink-0"
      aside={
        <Button
          size="s"
          variant="primary"
          className="ml-auto"
          disabled={redecide.isPending}
          onClick={() => redecide.mutate({ decisionId })}
        >
          {redecide.isPending ? 'Deciding again…' : 'Re-decide'}
        </Button>
      }
    >
      <div role="status" className="grid gap-2 p-2.5">
        <Verdict proof={proof} />
        <Hash name="stored outcome" hash={stored.record.outcomeHash} />
        {proof === undefined ? null : (
          <Hash name="recomputed" hash={proof.recomputedHash} differs={!proof.equal} />
        )}
        {redecide.isError ? <Failed message={problemOf(redecide.error).message} /> : null}
      </div>
      <div className={cn('grid border-t border-line', proof && 'grid-cols-2 divide-x divide-line')}>
        <Allocations title="Stored outcome" outcome={stored.record.outcome} />
        {proof === undefined ? null : <Allocations title="Decided again" outcome={proof.recomputed} />}
      </div>
    </Panel>
  );
}

function Verdict({ proof }: { proof: DecisionProof | undefined }) {
  if (proof === undefined) {
    return (
      <p className="text-s text-ink-3">
        Not yet decided again. The record holds all that the choice used; no market data and no model are
        needed.
      </p>
    );
  }
  return proof.equal ? (
    <p className="font-semibold text-good">✓ Equal: the same inputs give the stored outcome, bit for bit.</p>
  ) : (
    <p role="alert" className="font-semibold text-bad">
      ✗ Unequal: the same inputs give another outcome. Keep this record and tell engineering.
    </p>
  );
}

function Hash({ name, hash, differs = false }: { name: string; hash: string; differs?: boolean }) {
  return (
    <p className="flex flex-wrap gap-x-3 text-s">
      <span className="w-28 text-ink-3">{name}</span>
      <span className={cn('num break-all whitespace-normal', differs ? 'text-bad' : 'text-ink-2')}>
        {hash}
      </span>
    </p>
  );
}

function Allocations({ title, outcome }: { title: string; outcome: RoutingDecision }) {
  const size = useQtyFormat();
  return (
    <div className="min-w-0">
      <h3 className="px-2.5 pt-1.5 text-s font-semibold text-ink-2">
        {title}{' '}
        {outcome.fallback === undefined ? null : <Chip tone="warn">{fallbackWords(outcome.fallback)}</Chip>}
      </h3>
      {outcome.allocations.length === 0 ? (
        <Empty title="Nothing sent" hint={outcome.why} />
      ) : (
        <Table label={title} className="max-h-40">
          <thead>
            <tr>
              <Th align="left">Venue</Th>
              <Th align="left">Tactic</Th>
              <Th>Quantity</Th>
              <Th>Price</Th>
              <Th>Minimum</Th>
            </tr>
          </thead>
          <tbody>
            {outcome.allocations.map((part) => (
              <tr key={`${part.venue} ${part.tactic}`}>
                <Td>{part.venue}</Td>
                <Td className="text-ink-2">{tacticWords(part.tactic)}</Td>
                <Td num>{size(outcome.instrument, part.qty)}</Td>
                <Td num>{formatPrice(part.px)}</Td>
                <Td num>{size(outcome.instrument, part.minQty)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

function StoredRecord({ stored }: { stored: StoredDecision }) {
  return (
    <details className="shrink-0 rounded-md border border-line bg-panel">
      <summary className="cursor-pointer px-2.5 py-1.5 text-s font-semibold text-ink-2">
        The stored record, as it is kept
      </summary>
      <pre
        {...SCROLLS_BY_KEYBOARD}
        className="max-h-96 overflow-auto whitespace-pre font-mono border-t border-line bg-bg p-2.5 text-xs text-ink-2"
      >
        {JSON.stringify(stored, null, 2)}
      </pre>
    </details>
  );
}
