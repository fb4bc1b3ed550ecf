'use client';
/**
 * The last look before an order goes. One client order id per reviewed order, made when the review opens and kept
 * for every retry: a second click or a resend after silence reaches the engine as the same order.
 */
import { type Instrument, type MarketStamp, midPx, type RiskRefused } from '@fairlead/domain';
import {
  Button,
  Dialog,
  Fact,
  Facts,
  formatBps,
  formatNotional,
  formatQty,
  formatShare,
  SideWord,
} from '@fairlead/ui';
import { useRef, useState } from 'react';
import { toast } from 'sonner';
import type { CommandOutcome, SubmitRequest } from '../data/api-types.ts';
import { problemOf } from '../data/client.ts';
import { newClOrdId } from '../data/clord-id.ts';
import { useSubmitOrder } from '../data/order-actions.ts';
import { marketNow, useClockReading } from '../data/system.ts';
import { refusalWords } from '../state/refusal-words.ts';
import {
  byField,
  type DraftOrder,
  limitReachBps,
  notionalOf,
  type Problems,
  requestOf,
  unitWord,
  type Warning,
} from '../state/ticket-form.ts';
import { WarningList } from './before-you-send.tsx';

interface Props {
  readonly draft: DraftOrder | undefined;
  readonly instrument: Instrument;
  readonly stamp: MarketStamp;
  readonly warnings: readonly Warning[];
  readonly onClose: () => void;
  readonly onRefused: (fields: Problems) => void;
  readonly onAccepted: (parentId: string) => void;
}

export function ReviewDialog({ draft, ...rest }: Props) {
  return draft ? <Review draft={draft} {...rest} /> : null;
}

type Sending =
  | { readonly type: 'Idle' }
  | { readonly type: 'Sending' }
  | { readonly type: 'Denied'; readonly refusals: readonly RiskRefused[]; readonly cause: string }
  /** No answer: the order may be in. Sending again is safe. */
  | { readonly type: 'Unknown'; readonly message: string };

/** Where the order stands: what is said above the facts. */
const STANDS: Readonly<Record<Sending['type'], string>> = {
  Idle: 'Check it. Nothing has been sent yet.',
  Sending: 'Sent. Waiting for the engine.',
  Denied: 'No order was made of it.',
  Unknown: 'It was sent, and may be working: look among the orders before you leave this.',
};

function Review({
  draft,
  instrument,
  stamp,
  warnings,
  onClose,
  onRefused,
  onAccepted,
}: Props & { draft: DraftOrder }) {
  const reading = useClockReading();
  const submit = useSubmitOrder();
  const [sending, setSending] = useState<Sending>({ type: 'Idle' });
  const clOrdId = useRef(newClOrdId());
  const request = useRef<SubmitRequest>(undefined);
  const inFlight = useRef(false);
  const mid = midPx(stamp);
  const size = formatQty(draft.orderQty, instrument.qtyDecimals);

  const answered = (outcome: CommandOutcome) => {
    if (!outcome.accepted) {
      return setSending({ type: 'Denied', refusals: outcome.refusals, cause: outcome.cause });
    }
    const parentId = outcome.parentId ?? '';
    toast.success(`${parentId} accepted`, {
      description: `${draft.side} ${size} ${draft.instrument}`,
    });
    onAccepted(parentId);
  };
  const send = async () => {
    if (inFlight.current || !reading) return;
    inFlight.current = true;
    request.current ??= requestOf(draft, clOrdId.current, marketNow(reading, Date.now()));
    setSending({ type: 'Sending' });
    try {
      answered(await submit.mutateAsync(request.current));
    } catch (error) {
      const problem = problemOf(error);
      if (problem.fields.length > 0) onRefused(byField(problem.fields));
      else if (problem.code === undefined) setSending({ type: 'Unknown', message: problem.message });
      else setSending({ type: 'Denied', refusals: [], cause: problem.message });
    } finally {
      inFlight.current = false;
    }
  };

  const denied = sending.type === 'Denied';
  const idle = sending.type === 'Idle';
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${draft.side} ${size} ${draft.instrument}`}
      description={STANDS[sending.type]}
    >
      <div className="grid gap-3">
        <Facts>
          <Fact name="Side">
            <SideWord side={draft.side} />
          </Fact>
          <Fact name="Quantity" num>
            {size} {unitWord(instrument)}
          </Fact>
          <Fact name="Notional" num>
            {formatNotional(notionalOf(draft.orderQty, mid, instrument), instrument.currency)}
          </Fact>
          <Fact name="Share of ADV" num>
            {formatShare(draft.orderQty / instrument.adv, 1)}
          </Fact>
          <Fact name="Limit" num>
            {draft.limitPx === undefined
              ? 'none'
              : `${draft.limitPx} (${formatBps(limitReachBps(draft.limitPx, draft.side, stamp), { signed: true, places: 0 })} bps from the mid)`}
          </Fact>
          <Fact name="Strategy · router">
            {draft.strategy} · {draft.router === 'Learned' ? 'learned' : 'rules'}
          </Fact>
          <Fact name="Worked over" num>
            {draft.horizonNs / 60e9} market minutes from now
          </Fact>
        </Facts>
        <WarningList warnings={warnings} />
        <div aria-live="assertive" className="empty:hidden">
          {denied ? <Denial refusals={sending.refusals} cause={sending.cause} /> : null}
          {sending.type === 'Unknown' ? (
            <p className="rounded-md border border-warn/40 bg-warn/10 p-2 text-s">
              <b className="font-semibold text-warn">No answer.</b> {sending.message} Sending again sends the
              same order (<span className="num">{clOrdId.current}</span>): it is never doubled.
            </p>
          ) : null}
        </div>
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>
            {denied ? 'Back to the ticket' : idle ? 'Don’t send' : 'Leave it'}
          </Button>
          {denied ? null : (
            <Button
              variant={draft.side === 'Buy' ? 'buy' : 'sell'}
              disabled={sending.type === 'Sending' || !reading}
              onClick={() => void send()}
            >
              {sending.type === 'Sending'
                ? 'Pending…'
                : sending.type === 'Unknown'
                  ? 'Send the same order again'
                  : `Send ${draft.side.toLowerCase()} ${size}`}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Denial({ refusals, cause }: { refusals: readonly RiskRefused[]; cause: string }) {
  return (
    <div className="rounded-md border border-bad/45 bg-bad/10 p-2 text-s">
      <p className="font-semibold text-bad">Denied by the risk gate</p>
      {refusals.length === 0 ? (
        <p>{cause}</p>
      ) : (
        <ul className="grid gap-0.5 pt-0.5">
          {refusals.map((refusal) => (
            <li key={`${refusal.code} ${refusal.scope}`} className="num whitespace-normal">
              {refusalWords(refusal)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
