'use client';
/** One parent, from its submission to its last fill, with every decision that was made about it. */
import { type Instrument, midPx } from '@fairlead/domain';
import {
  Chip,
  cn,
  costTone,
  formatAvgPrice,
  formatBps,
  formatMicros,
  formatPrice,
  formatQty,
  formatShare,
  Panel,
  PanelContent,
  ProgressBar,
  placesOf,
  SideWord,
  statusTone,
  statusWord,
  toneText,
} from '@fairlead/ui';
import Link from 'next/link';
import { Suspense } from 'react';
import type { ParentDetail } from '../data/api-types.ts';
import { useReference } from '../data/market.ts';
import { useOrderDetail } from '../data/orders.tsx';
import { useTimeFormat } from '../data/preferences.ts';
import { useActor } from '../data/session.ts';
import { useMarketNow } from '../data/system.ts';
import { arrivalBps, avgPx, doneShare, scheduledShare } from '../state/progress.ts';
import { useAddress, useAddressParams } from '../state/selection.ts';
import { OrderActions } from '../trade/order-actions.tsx';
import { ChildrenPanel } from './children-panel.tsx';
import { DecisionPanel } from './decision-panel.tsx';
import { FillsPanel } from './fills-panel.tsx';
import { StatTile } from './stat-tile.tsx';
import { Timeline } from './timeline.tsx';

export function OrderPage({ parentId }: { parentId: string }) {
  const state = useOrderDetail(parentId) ?? { type: 'Loading' as const };
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-1.5 p-1.5">
      {state.type === 'Ready' ? (
        <Suspense>
          <OrderDetail detail={state.data} />
        </Suspense>
      ) : (
        <>
          <h1 className="sr-only">Order {parentId}</h1>
          <Panel title={`Order ${parentId}`} className="flex-1">
            <PanelContent state={state} rows={8}>
              {() => null}
            </PanelContent>
          </Panel>
        </>
      )}
    </div>
  );
}

function OrderDetail({ detail }: { detail: ParentDetail }) {
  const reference = useReference();
  const setAddress = useAddress();
  const asked = useAddressParams().get('decision');
  const { parent, decisions } = detail;
  const chosen = decisions.find((d) => d.decisionId === asked)?.decisionId ?? decisions.at(-1)?.decisionId;
  const instrument = reference.data?.instruments.find((i) => i.id === parent.order.instrument);
  const places = placesOf(instrument?.tick ?? 100);
  return (
    <>
      <Facts detail={detail} places={places} instrument={instrument} />
      {parent.attention === undefined ? null : (
        <p role="alert" className="rounded-md border border-bad/45 bg-bad/10 px-3 py-1.5 text-s">
          <b className="font-semibold text-bad">
            <span aria-hidden>■ </span>A person must look:
          </b>{' '}
          {parent.attention}
        </p>
      )}
      <div className="grid min-h-72 flex-1 grid-cols-[262px_minmax(0,1fr)] gap-1.5 max-desk:grid-cols-1 wide:grid-cols-[380px_minmax(0,1fr)]">
        <Timeline detail={detail} chosen={chosen} onChoose={(decision) => setAddress({ decision })} />
        <DecisionPanel decisionId={chosen} detail={detail} places={places} />
      </div>
      <div className="grid h-60 shrink-0 grid-cols-2 gap-1.5 max-desk:h-auto max-desk:grid-cols-1 wide:h-80">
        <ChildrenPanel detail={detail} places={places} />
        <FillsPanel detail={detail} places={places} />
      </div>
    </>
  );
}

interface FactsProps {
  readonly detail: ParentDetail;
  readonly places: number;
  readonly instrument: Instrument | undefined;
}

function Facts({ detail, places, instrument }: FactsProps) {
  const { parent } = detail;
  const { order } = parent;
  const time = useTimeFormat();
  const actor = useActor();
  const now = useMarketNow(1_000);
  const expected = scheduledShare(parent, now);
  const bps = arrivalBps(parent);
  const currency = instrument?.currency ?? 'USD';
  const size = (qty: number): string => formatQty(qty, instrument?.qtyDecimals);
  return (
    <section aria-labelledby="order-title" className="shrink-0 rounded-md border border-line bg-panel">
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5">
        <h1 id="order-title" className="flex items-baseline gap-2 text-l font-semibold">
          <span className="num">{parent.parentId}</span>
          <SideWord side={order.side} />
          <span className="num">{size(order.orderQty)}</span> {order.instrument}
        </h1>
        <span aria-live="polite" className={cn('font-medium', toneText[statusTone(parent.ordStatus)])}>
          {statusWord(parent.ordStatus)}
        </span>
        <Chip>{order.strategy}</Chip>
        {order.router === 'Learned' ? <Chip tone="accent">learned</Chip> : <Chip>rules</Chip>}
        {parent.fallbackDecisions > 0 ? (
          <Chip tone="warn">
            {parent.fallbackDecisions} of {parent.decisions} by rules
          </Chip>
        ) : null}
        <span className="truncate text-s text-ink-3">
          {order.trader === actor.userId ? 'you' : order.trader} · {order.desk} · {order.account} ·{' '}
          {order.clOrdId}
        </span>
        <span className="ml-auto flex items-center gap-3">
          <Link
            href={`/tca?order=${parent.parentId}`}
            className="text-info underline-offset-2 hover:underline"
          >
            Scorecard
          </Link>
          <OrderActions parent={parent} withOpen={false} />
        </span>
      </div>
      <div className="grid grid-cols-4 gap-y-2 px-1 py-2 desk:grid-cols-[1.5fr_repeat(7,1fr)]">
        <div className="min-w-0 px-3">
          <div className="text-2xs text-ink-3">Filled against plan</div>
          <div className="num text-l font-medium">
            {size(parent.cumQty)} <span className="text-ink-3">· {formatShare(doneShare(parent))}</span>
          </div>
          <ProgressBar
            label="Filled"
            done={doneShare(parent)}
            expected={expected}
            tone={order.side === 'Buy' ? 'buy' : 'sell'}
            className="w-full"
          />
        </div>
        <StatTile name="Working · open" note={`${detail.children.length} children`}>
          {size(parent.workingQty)} <span className="text-ink-3">· {size(parent.leavesQty)}</span>
        </StatTile>
        <StatTile
          name="Average price"
          note={order.limitPx === undefined ? 'no limit' : `limit ${formatPrice(order.limitPx, places)}`}
        >
          {formatAvgPrice(avgPx(parent), places)}
        </StatTile>
        <StatTile name="Arrival mid" note={`spread ${spreadOf(parent.arrival)} bps`}>
          {formatPrice(midPx(parent.arrival), places)}
        </StatTile>
        <StatTile name="Against arrival, bps" note="cost positive = bad">
          <span className={toneText[costTone(bps)]}>{formatBps(bps, { signed: true, places: 2 })}</span>
        </StatTile>
        <StatTile name="Fees" note="rebates negative">
          {formatMicros(parent.feesMicros, currency)}
        </StatTile>
        <StatTile name="Submitted" note={time(parent.submittedAt)}>
          {time(parent.submittedAt, 's')}
        </StatTile>
        <StatTile
          name={parent.closedAt === undefined ? 'Ends' : 'Closed'}
          note={
            parent.closedAt === undefined
              ? 'at the latest'
              : `end mid ${formatPrice(parent.closeStamp && midPx(parent.closeStamp), places)}`
          }
        >
          {time(parent.closedAt ?? order.endTime, 's')}
        </StatTile>
      </div>
    </section>
  );
}

function spreadOf(stamp: ParentDetail['parent']['arrival']): string {
  const mid = midPx(stamp);
  const { bidPx, askPx } = stamp;
  return formatBps(
    mid === undefined || bidPx === undefined || askPx === undefined
      ? undefined
      : ((askPx - bidPx) / mid) * 1e4,
  );
}
