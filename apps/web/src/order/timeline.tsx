'use client';
/** The life of the order: submitted, one entry per wave with what it sent and what came back, closed. */
import { Chip, cn, formatShare, Panel, SCROLLS_BY_KEYBOARD } from '@fairlead/ui';
import type { ReactNode } from 'react';
import type { ChildView, ParentDetail } from '../data/api-types.ts';
import { useQtyFormat } from '../data/market.ts';
import { useTimeFormat } from '../data/preferences.ts';
import { fallbackWords } from '../state/notice.ts';

interface Props {
  readonly detail: ParentDetail;
  readonly chosen: string | undefined;
  readonly onChoose: (decisionId: string) => void;
}

export function Timeline({ detail, chosen, onChoose }: Props) {
  const time = useTimeFormat();
  const size = useQtyFormat();
  const { parent, decisions, children, denied } = detail;
  const waves = [...decisions].reverse();
  return (
    <Panel
      title="Timeline of waves"
      aside={<span className="num ml-auto text-ink-3">{decisions.length}</span>}
    >
      <ol
        {...SCROLLS_BY_KEYBOARD}
        aria-label="Timeline of waves, latest first"
        className="flex-1 overflow-auto"
      >
        {parent.closedAt === undefined ? null : (
          <Entry at={time(parent.closedAt)} mark="■">
            Closed: {size(parent.order.instrument, parent.cumQty)} of{' '}
            {size(parent.order.instrument, parent.order.orderQty)} filled
          </Entry>
        )}
        {waves.map((decision) => {
          const sent = children.filter((child) => child.order.decisionId === decision.decisionId);
          return (
            <li key={decision.decisionId} className="relative border-b border-row-line">
              <button
                type="button"
                aria-pressed={decision.decisionId === chosen}
                onClick={() => onChoose(decision.decisionId)}
                className={cn(
                  'grid w-full grid-cols-[minmax(0,1fr)] gap-0.5 px-2.5 py-1.5 text-left text-s hover:bg-hover',
                  decision.decisionId === chosen && 'bg-selected',
                )}
              >
                <span className="flex items-center gap-2">
                  <span className="num shrink-0 text-2xs text-ink-3">{time(decision.ts)}</span>
                  <span className="num font-medium">{decision.decisionId}</span>
                  {decision.fallback === undefined ? null : (
                    <Chip tone={decision.fallback === 'RulesSelected' ? 'neutral' : 'warn'}>
                      {fallbackWords(decision.fallback)}
                    </Chip>
                  )}
                  <span className="num ml-auto text-ink-2">
                    {size(parent.order.instrument, decision.sliceQty)}
                  </span>
                </span>
                <WaveResult sent={sent} />
                <span className="line-clamp-2 text-ink-3">{decision.why}</span>
              </button>
            </li>
          );
        })}
        {denied.length === 0 ? null : (
          <Entry at={time(denied.at(-1)?.ts)} mark="▲">
            <span className="text-warn">
              {denied.length} {denied.length === 1 ? 'child' : 'children'} denied by the gate:{' '}
              {denied.at(-1)?.refusal.code} ({denied.at(-1)?.refusal.scope})
            </span>
          </Entry>
        )}
        <Entry at={time(parent.submittedAt)} mark="●">
          Submitted by {parent.order.trader}
        </Entry>
      </ol>
    </Panel>
  );
}

function Entry({ at, mark, children }: { at: string; mark: string; children: ReactNode }) {
  return (
    <li className="flex items-baseline gap-2 border-b border-row-line px-2.5 py-1.5 text-s">
      <span className="num text-2xs text-ink-3">{at}</span>
      <span>
        <span aria-hidden className="mr-1 text-[8px] text-ink-3">
          {mark}
        </span>
        {children}
      </span>
    </li>
  );
}

function WaveResult({ sent }: { sent: readonly ChildView[] }) {
  const size = useQtyFormat();
  if (sent.length === 0) return <span className="text-ink-3">nothing sent</span>;
  const qty = sent.reduce((sum, child) => sum + child.order.orderQty, 0);
  const cum = sent.reduce((sum, child) => sum + child.cumQty, 0);
  return (
    <span className="flex gap-2">
      <span className="truncate text-ink-2">
        {sent
          .map((child) => `${child.order.venue} ${size(child.order.instrument, child.order.orderQty)}`)
          .join(' · ')}
      </span>
      <span className="num ml-auto shrink-0">{formatShare(cum / qty)} filled</span>
    </span>
  );
}
