'use client';
/** What is switched off, since when, by whom and why; and how to switch it off or on. */
import { type Kill, type KillScope, killKey } from '@fairlead/domain';
import { Button, cn, Dialog, Field, formatQty, Panel, Table, Td, TextInput, Th } from '@fairlead/ui';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import type { RiskState } from '../data/api-types.ts';
import { problemOf } from '../data/client.ts';
import { useReference } from '../data/market.ts';
import { useKill, useRearm } from '../data/risk.ts';
import { useActor } from '../data/session.ts';
import { may } from '../state/access.ts';
import { refusalText } from '../state/outcome.ts';

interface Switch {
  readonly scope: KillScope;
  readonly label: string;
  readonly kill: Kill | undefined;
}

type Act = { readonly type: 'Trip' | 'Rearm'; readonly target: Switch };

export function KillsPanel({ risk, className }: { risk: RiskState; className: string }) {
  const { role } = useActor();
  const reference = useReference();
  const [act, setAct] = useState<Act>();
  const killOf = (scope: KillScope) => risk.kills.find((kill) => killKey(kill.scope) === killKey(scope));
  const switches: readonly Switch[] = [
    { level: 'Firm' } as const,
    ...(reference.data?.instruments ?? []).map((i) => ({ level: 'Instrument', key: i.id }) as const),
    ...(reference.data?.venues ?? []).map((v) => ({ level: 'Venue', key: v.id }) as const),
  ].map((scope: KillScope) => ({
    scope,
    label: scope.level === 'Firm' ? 'Whole firm' : scope.key,
    kill: killOf(scope),
  }));
  // what is off stands first, where it can't be missed
  const ordered = switches.toSorted((a, b) => Number(b.kill !== undefined) - Number(a.kill !== undefined));
  const mayTrip = (scope: KillScope): boolean =>
    may(role, 'risk.kill') && (role === 'supervisor' || scope.level === 'Firm');
  return (
    <Panel
      title="Kill switches"
      className={className}
      aside={
        <span className={cn('ml-auto', risk.kills.length > 0 ? 'font-semibold text-bad' : 'text-ink-3')}>
          {risk.kills.length > 0 ? `■ ${risk.kills.length} tripped` : 'all armed'}
        </span>
      }
    >
      <Table label="Kill switches" fixed>
        <colgroup>
          <col className="w-[84px]" />
          <col className="w-[74px]" />
          <col />
          <col className="w-[76px]" />
        </colgroup>
        <thead>
          <tr>
            <Th align="left">Scope</Th>
            <Th align="left">State</Th>
            <Th align="left">Why</Th>
            <Th>
              <span className="sr-only">Act</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {ordered.map(({ scope, label, kill }) => {
            const target = { scope, label, kill };
            return (
              <tr key={killKey(scope)} className={kill ? 'bg-bad/10' : 'hover:bg-hover'}>
                <Td className="font-medium">{label}</Td>
                <Td className={kill ? 'font-semibold text-bad' : 'text-good'}>
                  <span aria-hidden className="mr-1 text-[8px]">
                    {kill ? '■' : '●'}
                  </span>
                  {kill ? 'killed' : 'armed'}
                </Td>
                <Td
                  className="text-ink-2"
                  title={kill && `${kill.reason}, by ${kill.by}, since input ${formatQty(kill.since)}`}
                >
                  {kill ? `${kill.reason} · ${kill.by} · since ${formatQty(kill.since)}` : ''}
                </Td>
                <Td align="right">
                  {kill && may(role, 'risk.rearm') ? (
                    <Button size="s" className="h-5" onClick={() => setAct({ type: 'Rearm', target })}>
                      Re-arm
                    </Button>
                  ) : !kill && mayTrip(scope) ? (
                    <Button
                      size="s"
                      variant="danger"
                      className="h-5"
                      aria-label={`Trip ${label}`}
                      onClick={() => setAct({ type: 'Trip', target })}
                    >
                      Trip
                    </Button>
                  ) : null}
                </Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      <ActDialog act={act} onClose={() => setAct(undefined)} />
    </Panel>
  );
}

function ActDialog({ act, onClose }: { act: Act | undefined; onClose: () => void }) {
  return (
    <Dialog
      open={act !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={act ? `${act.type === 'Trip' ? 'Kill' : 'Re-arm'}: ${act.target.label}` : ''}
      description={
        act?.type === 'Rearm'
          ? `New orders are let through again. It was killed by ${act.target.kill?.by}: ${act.target.kill?.reason}. Canceled orders stay canceled.`
          : 'No new orders in the scope, and all working ones are canceled, until a supervisor re-arms it.'
      }
    >
      {act ? <ActForm act={act} onClose={onClose} /> : null}
    </Dialog>
  );
}

function ActForm({ act, onClose }: { act: Act; onClose: () => void }) {
  const kill = useKill();
  const rearm = useRearm();
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<string>();
  const mutation = act.type === 'Trip' ? kill : rearm;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefused(undefined);
    mutation.mutate(
      { scope: act.target.scope, reason: reason.trim() },
      {
        onSuccess: (outcome) => {
          if (!outcome.accepted) return setRefused(refusalText(outcome));
          toast.success(`${act.target.label} ${act.type === 'Trip' ? 'killed' : 're-armed'}`);
          onClose();
        },
        onError: (error) => setRefused(problemOf(error).message),
      },
    );
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
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
      {refused === undefined ? null : (
        <p role="alert" className="text-s text-bad">
          {refused}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Leave it</Button>
        <Button
          type="submit"
          variant={act.type === 'Trip' ? 'danger' : 'primary'}
          disabled={mutation.isPending || reason.trim() === ''}
        >
          {act.type === 'Trip' ? `Kill ${act.target.label}` : `Re-arm ${act.target.label}`}
        </Button>
      </div>
    </form>
  );
}
