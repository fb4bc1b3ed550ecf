'use client';
/** A chosen decision of the order: its table, and what became of what it chose. */
import { Empty, Panel, PanelContent } from '@fairlead/ui';
import Link from 'next/link';
import type { ParentDetail } from '../data/api-types.ts';
import { panelState } from '../data/panel-state.ts';
import { useDecision } from '../data/records.ts';
import { DecisionFacts, DecisionTable } from './decision-table.tsx';

interface Props {
  readonly decisionId: string | undefined;
  readonly detail: ParentDetail;
  readonly places: number;
}

export function DecisionPanel({ decisionId, detail, places }: Props) {
  const decision = useDecision(decisionId);
  return (
    <Panel
      title={decisionId === undefined ? 'Decision' : `Decision ${decisionId}`}
      aside={
        decisionId === undefined ? null : (
          <Link
            href={`/audit/${decisionId}`}
            className="ml-auto text-info underline-offset-2 hover:underline"
          >
            Stored record and proof
          </Link>
        )
      }
    >
      {decisionId === undefined ? (
        <Empty title="No decision yet" hint="The first wave is decided when the order starts." />
      ) : (
        <PanelContent state={panelState(decision)} rows={8}>
          {({ record, seq, ts }) => (
            <>
              <DecisionFacts record={record} seq={seq} ts={ts} />
              <DecisionTable record={record} places={places} sent={detail.children} />
            </>
          )}
        </PanelContent>
      )}
    </Panel>
  );
}
