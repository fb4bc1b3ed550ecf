'use client';
import { Chip } from '@fairlead/ui';
import Link from 'next/link';
import type { ParentDetail } from '../data/api-types.ts';
import { useOrders } from '../data/orders.tsx';
import { useTimeFormat } from '../data/preferences.ts';
import { fallbackWords } from '../state/notice.ts';

/** The latest decision about the chosen order, or else about the instrument: what was done, and why. */
export function DecisionLine(props: {
  instrument: string;
  order: string | undefined;
  detail: ParentDetail | undefined;
}) {
  const { instrument, order, detail } = props;
  const orders = useOrders();
  const time = useTimeFormat();
  const streamed = orders.type === 'Ready' ? orders.data : undefined;
  const latest =
    order === undefined
      ? streamed?.decisions.find((d) => streamed.parents.get(d.parentId)?.order.instrument === instrument)
      : detail?.decisions.at(-1);
  return (
    <p className="mt-auto flex h-[30px] shrink-0 items-center gap-1.5 overflow-hidden whitespace-nowrap border-t border-line px-2.5 text-s text-ink-2">
      {latest === undefined ? (
        <span className="text-ink-3">
          {order === undefined
            ? 'No decision yet: the router speaks when an order works.'
            : `No decision about ${order} yet.`}
        </span>
      ) : (
        <>
          <span className="shrink-0">
            Decision <span className="num">{latest.decisionId}</span>
          </span>
          <span className="num shrink-0 text-2xs text-ink-3">{time(latest.ts)}</span>
          {latest.fallback === undefined ? null : (
            <Chip tone={latest.fallback === 'RulesSelected' ? 'neutral' : 'warn'} className="shrink-0">
              {fallbackWords(latest.fallback)}
            </Chip>
          )}
          <span className="truncate" title={latest.why}>
            <span className="text-ink-3">why:</span> {latest.why}
          </span>
          <Link
            href={`/orders/${latest.parentId}?decision=${latest.decisionId}`}
            className="ml-auto shrink-0 text-info underline-offset-2 hover:underline"
            aria-label={`Open decision ${latest.decisionId}`}
          >
            open
          </Link>
        </>
      )}
    </p>
  );
}
