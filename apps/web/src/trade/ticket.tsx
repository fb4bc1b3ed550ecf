'use client';
/** The order ticket. Review first, then send; B and S only put the cursor here. */
import { type Instrument, type MarketStamp, midPx, type Side } from '@fairlead/domain';
import {
  Button,
  Field,
  Forbidden,
  formatBps,
  formatNotional,
  formatQty,
  formatShare,
  Kbd,
  Panel,
  type PanelState,
  Segmented,
  Select,
  TextInput,
} from '@fairlead/ui';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { BoardView } from '../data/api-types.ts';
import type { Live } from '../data/market.ts';
import { useConnection } from '../data/orders.tsx';
import type { Connection } from '../data/orders-store.ts';
import { useTimeFormat } from '../data/preferences.ts';
import { useRiskState } from '../data/risk.ts';
import { useActor } from '../data/session.ts';
import { useMarketNow } from '../data/system.ts';
import { isTyping } from '../shell/overlay.tsx';
import { may } from '../state/access.ts';
import {
  BLANK_TICKET,
  type DraftOrder,
  horizonNsOf,
  limitReachBps,
  notionalOf,
  type Problems,
  readTicket,
  type TicketText,
  tightest,
  unitWord,
  warningsOf,
} from '../state/ticket-form.ts';
import { BeforeYouSend } from './before-you-send.tsx';
import { ReviewDialog } from './review-dialog.tsx';

interface Props {
  readonly instrument: Instrument;
  readonly instruments: readonly Instrument[];
  readonly side: Side;
  readonly onSide: (side: Side) => void;
  readonly onInstrument: (id: string) => void;
  readonly board: PanelState<Live<BoardView>>;
  readonly onSubmitted: (parentId: string) => void;
  readonly className: string;
}

export function TicketPanel(props: Props) {
  const { role } = useActor();
  return (
    <Panel
      title="Ticket"
      className={props.className}
      aside={
        <span className="ml-auto flex gap-1.5">
          <Kbd>B</Kbd>
          <Kbd>S</Kbd>
        </span>
      }
    >
      {may(role, 'orders.submit') ? (
        <TicketForm {...props} />
      ) : (
        <Forbidden message={`A ${role} officer reads orders and sends none.`} />
      )}
    </Panel>
  );
}

const NO_STAMP: MarketStamp = {};

function TicketForm({ instrument, instruments, side, onSide, onInstrument, board, onSubmitted }: Props) {
  const actor = useActor();
  const connection = useConnection();
  const risk = useRiskState();
  const [text, setText] = useState<TicketText>(BLANK_TICKET);
  const [refused, setRefused] = useState<Problems>({});
  const [asked, setAsked] = useState(false);
  const [review, setReview] = useState<DraftOrder>();
  const qtyInput = useRef<HTMLInputElement>(null);
  useSideKeys(onSide, qtyInput);

  const live = board.type === 'Ready' ? board.data.value : undefined;
  const stamp = live?.stamp ?? NO_STAMP;
  const { draft, problems } = readTicket(text, instrument, side);
  // what a field lacks is said once it was asked for; what the server found is said until the field changes
  const shown: Problems = { ...(asked ? problems : {}), ...refused };
  const change = (part: Partial<TicketText>, field: string) => {
    setText((now) => ({ ...now, ...part }));
    setRefused(({ [field]: _, ...rest }) => rest);
  };
  const owner = { trader: actor.userId as string, desk: actor.desk as string };
  const limits = risk.data?.limits;
  const warnings = warningsOf({
    instrument,
    draft,
    stamp,
    limits,
    kills: risk.data?.kills ?? [],
    owner,
    modelsMissing: live !== undefined && live.models === undefined,
  });
  const blocked = blockedBy(connection, board);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    setRefused({});
    if (draft && blocked === undefined) setReview(draft);
  };

  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label="Order ticket"
      className="flex min-h-0 flex-1 flex-col overflow-y-auto"
    >
      <div className="grid gap-1 px-2.5 pt-2">
        <div className="grid grid-cols-[86px_minmax(0,1fr)] items-center gap-x-2">
          <span className="text-s text-ink-2">Side</span>
          <Segmented
            label="Side"
            value={side}
            onValue={onSide}
            className="h-7"
            options={[
              { value: 'Buy', label: 'Buy', tone: 'buy' },
              { value: 'Sell', label: 'Sell', tone: 'sell' },
            ]}
          />
        </div>
        <Field label="Instrument" beside problem={shown.instrument}>
          {(parts) => (
            <Select
              {...parts}
              value={instrument.id as string}
              onValue={onInstrument}
              options={instruments.map((i) => ({
                value: i.id as string,
                label: `${i.id} · lot ${formatQty(i.lot, i.qtyDecimals)}`,
              }))}
            />
          )}
        </Field>
        <Field
          label="Quantity"
          beside
          problem={shown.orderQty}
          echo={
            <QuantityEcho
              draft={draft}
              instrument={instrument}
              stamp={stamp}
              limit={tightest({ instrument, limits, owner }, 'MAX_PARENT_NOTIONAL')?.bound}
            />
          }
        >
          {(parts) => (
            <TextInput
              {...parts}
              ref={qtyInput}
              num
              inputMode={instrument.qtyDecimals === undefined ? 'numeric' : 'decimal'}
              unit={unitWord(instrument)}
              placeholder={instrument.qtyDecimals === undefined ? '50,000' : '0.5'}
              value={text.qty}
              onChange={(event) => change({ qty: event.target.value }, 'orderQty')}
            />
          )}
        </Field>
        <Field label="Strategy" beside problem={shown.strategy}>
          {(parts) => (
            <Select
              {...parts}
              value={text.strategy}
              onValue={(strategy) => change({ strategy }, 'strategy')}
              options={[
                { value: 'TWAP', label: 'TWAP · even pace' },
                { value: 'SEEK', label: 'SEEK · all at every wave' },
              ]}
            />
          )}
        </Field>
        <Field label="Router" beside problem={shown.router}>
          {(parts) => (
            <Select
              {...parts}
              value={text.router}
              onValue={(router) => change({ router }, 'router')}
              options={[
                { value: 'Learned', label: 'Learned · models advise' },
                { value: 'Rules', label: 'Rules · fixed hierarchy' },
              ]}
            />
          )}
        </Field>
        <Field label="Limit" beside problem={shown.limitPx}>
          {(parts) => (
            <TextInput
              {...parts}
              num
              inputMode="decimal"
              placeholder="no limit"
              unit={<LimitEcho reach={limitReachBps(text.limit, side, stamp)} />}
              value={text.limit}
              onChange={(event) => change({ limit: event.target.value }, 'limitPx')}
            />
          )}
        </Field>
        <Field
          label="Horizon"
          beside
          problem={shown.endTime}
          echo={<EndEcho horizonNs={horizonNsOf(text.horizon)} />}
        >
          {(parts) => (
            <TextInput
              {...parts}
              num
              inputMode="decimal"
              unit="market min"
              value={text.horizon}
              onChange={(event) => change({ horizon: event.target.value }, 'endTime')}
              className="pr-20"
            />
          )}
        </Field>
      </div>
      <BeforeYouSend warnings={warnings} view={live} />
      <div className="mt-auto p-2.5 pt-1.5">
        <Button
          type="submit"
          variant={side === 'Buy' ? 'buy' : 'sell'}
          size="l"
          disabled={blocked !== undefined}
          className="w-full font-bold"
        >
          {blocked === undefined
            ? `Review ${side.toLowerCase()}${draft ? ` ${formatQty(draft.orderQty, instrument.qtyDecimals)}` : ''} ${instrument.id}`
            : `Can’t send: ${blocked}`}
        </Button>
      </div>
      <ReviewDialog
        draft={review}
        instrument={instrument}
        stamp={stamp}
        warnings={warnings}
        onClose={() => setReview(undefined)}
        onRefused={(fields) => {
          setReview(undefined);
          setRefused(fields);
        }}
        onAccepted={(parentId) => {
          setReview(undefined);
          setAsked(false);
          setText((now) => ({ ...now, qty: '', limit: '' }));
          onSubmitted(parentId);
        }}
      />
    </form>
  );
}

/** Why nothing can be sent now: an order would rest on what is not known to be true. */
function blockedBy(
  connection: Connection | undefined,
  board: PanelState<Live<BoardView>>,
): string | undefined {
  if (connection?.type === 'Lost') return 'not connected';
  if (board.type !== 'Ready') return 'no market data yet';
  return board.data.connected ? undefined : 'market data is not live';
}

/** B and S choose the side and put the cursor at the quantity. They send nothing. */
function useSideKeys(
  onSide: (side: Side) => void,
  qtyInput: { readonly current: HTMLInputElement | null },
): void {
  const latest = useRef(onSide);
  latest.current = onSide;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role=dialog]')) return;
      const key = event.key.toLowerCase();
      if (key !== 'b' && key !== 's') return;
      event.preventDefault();
      latest.current(key === 'b' ? 'Buy' : 'Sell');
      qtyInput.current?.focus();
      qtyInput.current?.select();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [qtyInput]);
}

function QuantityEcho(props: {
  draft: DraftOrder | undefined;
  instrument: Instrument;
  stamp: MarketStamp;
  limit: number | undefined;
}) {
  const { draft, instrument, stamp, limit } = props;
  const mid = midPx(stamp);
  if (!draft) return <>lot {formatQty(instrument.lot, instrument.qtyDecimals)}</>;
  const notional = notionalOf(draft.orderQty, mid, instrument);
  return (
    <>
      = {formatNotional(notional, instrument.currency)} · {formatShare(draft.orderQty / instrument.adv, 1)}{' '}
      ADV
      {notional === undefined || limit === undefined || limit === 0 ? null : (
        <> · {formatShare(notional / limit)} of limit</>
      )}
    </>
  );
}

function LimitEcho({ reach }: { reach: number | undefined }) {
  return <>{reach === undefined ? 'price' : `${formatBps(reach, { signed: true, places: 0 })} bps`}</>;
}

function EndEcho({ horizonNs }: { horizonNs: number | undefined }) {
  const now = useMarketNow(1_000);
  const time = useTimeFormat();
  if (horizonNs === undefined || now === undefined) return <>now → …</>;
  return <>now → {time(now + horizonNs, 's')}</>;
}
