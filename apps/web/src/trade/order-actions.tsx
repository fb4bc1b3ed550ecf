'use client';
/** What may be done to one order from its row: pause, resume, cancel after asking, open. */
import { Button, Dialog, Field, TextInput } from '@fairlead/ui';
import { ArrowUpRight, Pause, Play, X } from 'lucide-react';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import type { CommandOutcome, ParentView } from '../data/api-types.ts';
import { problemOf } from '../data/client.ts';
import { useCancelOrder, usePauseOrder, useResumeOrder } from '../data/order-actions.ts';
import { useActor } from '../data/session.ts';
import { may } from '../state/access.ts';
import { refusalText } from '../state/outcome.ts';
import { isOpen, isPaused } from '../state/progress.ts';

/** Says what the engine answered; silence is the good case, as the row itself changes. */
const report = (what: string) => ({
  onSuccess: (outcome: CommandOutcome) => {
    if (!outcome.accepted) toast.error(`${what} refused`, { description: refusalText(outcome) });
  },
  onError: (error: unknown) => toast.error(`${what} failed`, { description: problemOf(error).message }),
});

export function OrderActions({ parent, withOpen = true }: { parent: ParentView; withOpen?: boolean }) {
  const actor = useActor();
  const [asking, setAsking] = useState(false);
  const pause = usePauseOrder();
  const resume = useResumeOrder();
  const { parentId } = parent;
  const mayAct =
    may(actor.role, 'orders.submit') &&
    (actor.role === 'supervisor' || parent.order.trader === actor.userId) &&
    isOpen(parent);
  return (
    <span className="relative z-1 flex justify-end gap-0.5">
      {!mayAct ? null : (
        <>
          {isPaused(parent) ? (
            <Button
              variant="quiet"
              size="icon"
              aria-label={`Resume ${parentId}`}
              title="Resume"
              disabled={resume.isPending}
              onClick={() => resume.mutate({ parentId }, report(`Resume ${parentId}`))}
            >
              <Play aria-hidden className="size-3.5" />
            </Button>
          ) : (
            <Button
              variant="quiet"
              size="icon"
              aria-label={`Pause ${parentId}`}
              title="Pause: working children are canceled, no new ones are sent"
              disabled={pause.isPending}
              onClick={() => pause.mutate({ parentId }, report(`Pause ${parentId}`))}
            >
              <Pause aria-hidden className="size-3.5" />
            </Button>
          )}
          <Button
            variant="quiet"
            size="icon"
            aria-label={`Cancel ${parentId}`}
            title="Cancel…"
            onClick={() => setAsking(true)}
          >
            <X aria-hidden className="size-3.5" />
          </Button>
          <CancelDialog parent={parent} open={asking} onClose={() => setAsking(false)} />
        </>
      )}
      {withOpen ? (
        <Link
          href={`/orders/${parentId}`}
          aria-label={`Open ${parentId}`}
          title="Open the order"
          className="inline-flex size-6 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
        >
          <ArrowUpRight aria-hidden className="size-3.5" />
        </Link>
      ) : null}
    </span>
  );
}

function CancelDialog({ parent, open, onClose }: { parent: ParentView; open: boolean; onClose: () => void }) {
  const cancel = useCancelOrder();
  const [reason, setReason] = useState('');
  const { parentId, order } = parent;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { onSuccess, onError } = report(`Cancel ${parentId}`);
    cancel.mutate(reason.trim() === '' ? { parentId } : { parentId, reason: reason.trim() }, {
      onSuccess: (outcome) => {
        onSuccess(outcome);
        onClose();
      },
      onError,
    });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={`Cancel ${parentId}`}
      description={`${order.side} ${order.orderQty.toLocaleString('en-US')} ${order.instrument}: ${parent.leavesQty.toLocaleString('en-US')} still open, ${parent.workingQty.toLocaleString('en-US')} at venues now. What fills before the cancels arrive stays filled.`}
    >
      <form onSubmit={submit} className="grid gap-3">
        <Field label="Reason (optional)">
          {(parts) => (
            <TextInput
              {...parts}
              maxLength={300}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it working</Button>
          <Button type="submit" variant="danger" disabled={cancel.isPending}>
            {cancel.isPending ? 'Asking the engine…' : `Cancel ${parentId}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
