'use client';
/** The columns of the orders table: how a parent fills each, and how one of its children does. */
import { midPx, sideSign } from '@fairlead/domain';
import {
  Chip,
  cn,
  costTone,
  formatAvgPrice,
  formatBps,
  formatPrice,
  formatShare,
  ProgressBar,
  SideWord,
  statusTone,
  statusWord,
  toneText,
} from '@fairlead/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { ChildView, ParentView } from '../data/api-types.ts';
import { tacticWords } from '../state/decision-words.ts';
import { arrivalBps, avgPx, doneShare, isPaused } from '../state/progress.ts';

export interface CellContext {
  readonly places: number;
  /** A quantity of the parent's instrument. */
  readonly size: (qty: number) => string;
  /** Share that the schedule expects by now. */
  readonly expected: number | undefined;
  readonly time: (ns: number | undefined) => string;
  /** Who is looking: their own orders are `you`. */
  readonly viewer: string;
}

export interface OrderColumn {
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly num?: boolean;
  /** A column that may not be hidden. */
  readonly fixed?: boolean;
  readonly sort?: (parent: ParentView) => number | string;
  readonly parent: (parent: ParentView, context: CellContext) => ReactNode;
  readonly child?: (child: ChildView, parent: ParentView, context: CellContext) => ReactNode;
}

function StateCell({ parent }: { parent: ParentView }) {
  if (parent.attention !== undefined) {
    return (
      <Chip tone="bad" title={parent.attention}>
        ■ needs you
      </Chip>
    );
  }
  return <span className={toneText[statusTone(parent.ordStatus)]}>{statusWord(parent.ordStatus)}</span>;
}

function RouterCell({ parent }: { parent: ParentView }) {
  const { fallbackDecisions, decisions, order } = parent;
  if (order.router === 'Rules') return <Chip>rules</Chip>;
  return (
    <>
      <Chip tone="accent">learned</Chip>
      {fallbackDecisions > 0 ? (
        <Chip tone="warn" className="ml-1" title={`${fallbackDecisions} of ${decisions} decisions by rules`}>
          {fallbackDecisions} rules
        </Chip>
      ) : null}
    </>
  );
}

function ProgressCell({ parent, expected }: { parent: ParentView; expected: number | undefined }) {
  const done = doneShare(parent);
  const behind = expected === undefined ? undefined : Math.round((done - expected) * 100);
  return (
    <span className="flex items-center gap-2">
      <ProgressBar
        label={`${parent.parentId} filled`}
        done={done}
        expected={expected}
        tone={parent.order.side === 'Buy' ? 'buy' : 'sell'}
        className="min-w-10 flex-1"
      />
      <span className="num w-9 text-right">{formatShare(done)}</span>
      <span
        className={cn('num w-6 text-2xs', behind !== undefined && behind <= -5 ? 'text-warn' : 'text-ink-3')}
        title="points ahead of (+) or behind (−) an even pace"
      >
        {behind === undefined ? '' : formatBps(behind, { signed: true, places: 0 })}
      </span>
    </span>
  );
}

const childBps = (child: ChildView, parent: ParentView): number | undefined => {
  const arrival = midPx(parent.arrival);
  const average = avgPx(child);
  return arrival === undefined || average === undefined
    ? undefined
    : (sideSign(parent.order.side) * (average - arrival) * 1e4) / arrival;
};

const Cost = ({ bps }: { bps: number | undefined }) => (
  <span className={toneText[costTone(bps)]}>{formatBps(bps, { signed: true })}</span>
);

export const ORDER_COLUMNS: readonly OrderColumn[] = [
  {
    id: 'side',
    label: 'Side',
    width: 54,
    sort: (p) => p.order.side,
    parent: (p) => <SideWord side={p.order.side} />,
    child: (c) => <SideWord side={c.order.side} />,
  },
  {
    id: 'instrument',
    label: 'Instrument',
    width: 130,
    fixed: true,
    sort: (p) => p.order.instrument,
    parent: (p) => <b className="font-semibold">{p.order.instrument}</b>,
    child: (c, _, { places }) => (
      <span className="text-ink-2" title={`${c.order.venue} · ${tacticWords(c.order.tactic)}`}>
        {c.order.venue} · {tacticWords(c.order.tactic)}
        {c.order.px === undefined ? '' : ` ${formatPrice(c.order.px, places)}`}
      </span>
    ),
  },
  {
    id: 'qty',
    label: 'Quantity',
    width: 66,
    num: true,
    fixed: true,
    sort: (p) => p.order.orderQty,
    parent: (p, { size }) => size(p.order.orderQty),
    child: (c, _, { size }) => size(c.order.orderQty),
  },
  {
    id: 'progress',
    label: 'Progress against plan',
    width: 138,
    sort: doneShare,
    parent: (p, { expected }) => <ProgressCell parent={p} expected={expected} />,
    child: (c) => (
      <span className="flex items-center gap-2">
        <ProgressBar
          label={`${c.order.clOrdId} filled`}
          done={c.cumQty / c.order.orderQty}
          tone={c.order.side === 'Buy' ? 'buy' : 'sell'}
          className="min-w-10 flex-1"
        />
        <span className="num w-9 text-right">{formatShare(c.cumQty / c.order.orderQty)}</span>
        <span className="w-6" />
      </span>
    ),
  },
  {
    id: 'filled',
    label: 'Filled',
    width: 62,
    num: true,
    sort: (p) => p.cumQty,
    parent: (p, { size }) => size(p.cumQty),
    child: (c, _, { size }) => size(c.cumQty),
  },
  {
    id: 'working',
    label: 'Working',
    width: 58,
    num: true,
    sort: (p) => p.workingQty,
    parent: (p, { size }) => size(p.workingQty),
    child: (c, _, { size }) => size(c.leavesQty),
  },
  {
    id: 'avg',
    label: 'Avg px',
    width: 70,
    num: true,
    sort: (p) => avgPx(p) ?? 0,
    parent: (p, { places }) => formatAvgPrice(avgPx(p), places),
    child: (c, _, { places }) => formatAvgPrice(avgPx(c), places),
  },
  {
    id: 'arrival',
    label: 'Arrival bps',
    width: 74,
    num: true,
    sort: (p) => arrivalBps(p) ?? 0,
    parent: (p) => <Cost bps={arrivalBps(p)} />,
    child: (c, p) => <Cost bps={childBps(c, p)} />,
  },
  {
    id: 'strategy',
    label: 'Strategy',
    width: 56,
    sort: (p) => p.order.strategy,
    parent: (p) => p.order.strategy,
  },
  {
    id: 'router',
    label: 'Router',
    width: 122,
    sort: (p) => p.order.router,
    parent: (p) => <RouterCell parent={p} />,
    child: (c) => (
      <Link
        href={`/orders/${c.order.parentId}?decision=${c.order.decisionId}`}
        className="relative z-1 text-ink-2 underline-offset-2 hover:underline"
      >
        decision {c.order.decisionId}
      </Link>
    ),
  },
  {
    id: 'state',
    label: 'State',
    width: 100,
    fixed: true,
    sort: (p) => (p.attention === undefined ? statusWord(p.ordStatus) : ''),
    parent: (p) => (isPaused(p) ? <span className="text-warn">Paused</span> : <StateCell parent={p} />),
    child: (c) => (
      <span className={toneText[statusTone(c.ordStatus)]} title={c.text}>
        {statusWord(c.ordStatus)}
      </span>
    ),
  },
  {
    id: 'trader',
    label: 'Trader',
    width: 58,
    sort: (p) => p.order.trader,
    parent: (p, { viewer }) => (
      <span className="text-ink-2" title={p.order.trader}>
        {p.order.trader === viewer ? 'you' : p.order.trader}
      </span>
    ),
  },
  {
    id: 'ends',
    label: 'Ends',
    width: 76,
    num: true,
    sort: (p) => p.order.endTime,
    parent: (p, { time }) => time(p.closedAt ?? p.order.endTime),
    child: (c, _, { time }) => time(c.closedAt),
  },
];
