'use client';
import type { KillScope } from '@fairlead/domain';
/** What stops everything. Supervisors choose the scope, compliance has the firm, a trader cancels their own. */
import { Button, Dialog, Field, Segmented, Select, TextInput } from '@fairlead/ui';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { problemOf } from '../data/client.ts';
import { useReference } from '../data/market.ts';
import { useCancelAll } from '../data/order-actions.ts';
import { useOrders } from '../data/orders.tsx';
import { useKill } from '../data/risk.ts';
import { useActor } from '../data/session.ts';
import { may } from '../state/access.ts';
import { refusalText } from '../state/outcome.ts';

export function KillDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { role } = useActor();
  if (may(role, 'risk.kill')) return <KillScopeDialog open={open} onClose={onClose} />;
  if (may(role, 'orders.cancelAll')) return <CancelMineDialog open={open} onClose={onClose} />;
  return null;
}

function CancelMineDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const actor = useActor();
  const orders = useOrders();
  const cancelAll = useCancelAll();
  const [reason, setReason] = useState('');
  const mine =
    orders.type === 'Ready'
      ? [...orders.data.parents.values()].filter(
          (p) => p.closedAt === undefined && p.order.trader === actor.userId,
        ).length
      : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    cancelAll.mutate(
      reason.trim() === '' ? { reason: 'all canceled by the trader' } : { reason: reason.trim() },
      {
        onSuccess: (outcomes) => {
          const accepted = outcomes.filter((outcome) => outcome.accepted).length;
          toast.success(`${accepted} of ${outcomes.length} orders are being canceled`);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Cancel all my orders"
      description={
        mine === undefined
          ? 'Every open order of yours is canceled, with all that works at venues.'
          : `${mine} open ${mine === 1 ? 'order' : 'orders'} of yours will be canceled, with all that works at venues. What has filled stays filled.`
      }
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
        <Problem error={cancelAll.error} />
        <Buttons onClose={onClose} busy={cancelAll.isPending} label="Cancel all mine" />
      </form>
    </Dialog>
  );
}

type Level = KillScope['level'];

function KillScopeDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { role } = useActor();
  const reference = useReference();
  const kill = useKill();
  const [level, setLevel] = useState<Level>('Firm');
  const [key, setKey] = useState('');
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<string>();
  const keys =
    level === 'Instrument'
      ? (reference.data?.instruments.map((i) => i.id as string) ?? [])
      : level === 'Venue'
        ? (reference.data?.venues.map((v) => v.id as string) ?? [])
        : [];
  const chosen = keys.includes(key) ? key : (keys[0] ?? '');
  const scope: KillScope = level === 'Firm' ? { level } : { level, key: chosen };
  const words = level === 'Firm' ? 'the whole firm' : `${level.toLowerCase()} ${chosen}`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefused(undefined);
    kill.mutate(
      { scope, reason: reason.trim() },
      {
        onSuccess: (outcome) => {
          if (!outcome.accepted) return setRefused(refusalText(outcome));
          toast.success(`Killed: ${words}`, {
            description: `${outcome.cancelsSent ?? 0} cancels sent to venues`,
          });
          setReason('');
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Kill"
      description="No new orders in the scope, and all working ones are canceled, until a supervisor re-arms it. A restart does not."
    >
      <form onSubmit={submit} className="grid gap-3">
        {role === 'supervisor' ? (
          <Segmented
            label="Scope"
            value={level}
            onValue={setLevel}
            options={[
              { value: 'Firm', label: 'Firm' },
              { value: 'Instrument', label: 'Instrument' },
              { value: 'Venue', label: 'Venue' },
            ]}
          />
        ) : (
          <p className="text-ink-2">
            Scope: <b className="font-semibold text-ink">the whole firm</b>
          </p>
        )}
        {level === 'Firm' ? null : (
          <Field label={level}>
            {(parts) => (
              <Select
                {...parts}
                value={chosen}
                onValue={setKey}
                options={keys.map((value) => ({ value, label: value }))}
              />
            )}
          </Field>
        )}
        <Field label="Reason">
          {(parts) => (
            <TextInput
              {...parts}
              required
              maxLength={300}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <Problem error={kill.error} text={refused} />
        <Buttons
          onClose={onClose}
          busy={kill.isPending}
          disabled={reason.trim() === '' || (level !== 'Firm' && chosen === '')}
          label={`Kill ${words}`}
        />
      </form>
    </Dialog>
  );
}

function Problem({ error, text }: { error: unknown; text?: string | undefined }) {
  const message = text ?? (error ? problemOf(error).message : undefined);
  if (message === undefined) return null;
  return (
    <p role="alert" className="text-s text-bad">
      {message}
    </p>
  );
}

function Buttons(props: { onClose: () => void; busy: boolean; disabled?: boolean; label: string }) {
  return (
    <div className="flex justify-end gap-2 pt-1">
      <Button onClick={props.onClose}>Leave it</Button>
      <Button type="submit" variant="danger" disabled={props.busy || (props.disabled ?? false)}>
        {props.busy ? 'Asking the engine…' : props.label}
      </Button>
    </div>
  );
}
