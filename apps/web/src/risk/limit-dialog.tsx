'use client';
/** One change of one limit: before and after side by side, a reason, and the version it was decided on. */
import type { LimitControl, LimitLevel, LimitRow } from '@fairlead/domain';
import { Button, Dialog, Field, Select, TextInput } from '@fairlead/ui';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { problemOf } from '../data/client.ts';
import { useQtyDecimals, useReference } from '../data/market.ts';
import { useChangeLimit } from '../data/risk.ts';
import {
  controlWords,
  formatBound,
  LIMIT_CONTROLS,
  LIMIT_LEVELS,
  limitKey,
  parseBound,
  typedBound,
  unitOf,
} from '../state/limit-words.ts';
import { refusalText } from '../state/outcome.ts';

export type LimitEdit =
  | { readonly type: 'Change'; readonly basedOn: number; readonly row: LimitRow }
  | { readonly type: 'Add'; readonly basedOn: number };

interface Props {
  readonly edit: LimitEdit | undefined;
  readonly rows: readonly LimitRow[];
  readonly onClose: () => void;
}

export function LimitDialog({ edit, rows, onClose }: Props) {
  return (
    <Dialog
      open={edit !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={
        edit?.type === 'Change'
          ? `${controlWords(edit.row.control)} · ${edit.row.level} ${edit.row.key === '*' ? 'default' : edit.row.key}`
          : 'Add a limit'
      }
      description="The next order obeys it. The change is journaled with your name and reason."
    >
      {edit ? <LimitForm edit={edit} rows={rows} onClose={onClose} /> : null}
    </Dialog>
  );
}

function LimitForm({
  edit,
  rows,
  onClose,
}: {
  edit: LimitEdit;
  rows: readonly LimitRow[];
  onClose: () => void;
}) {
  const given = edit.type === 'Change' ? edit.row : undefined;
  const change = useChangeLimit();
  const reference = useReference();
  const [level, setLevel] = useState<LimitLevel>(given?.level ?? 'Instrument');
  const [key, setKey] = useState<string>(given?.key ?? '');
  const [control, setControl] = useState<LimitControl>(given?.control ?? 'MAX_PARENT_QTY');
  const decimals = useQtyDecimals();
  const [text, setText] = useState(given ? typedBound(given.control, given.bound, decimals) : '');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const [refused, setRefused] = useState<string>();
  const bound = parseBound(control, text, decimals);
  const subject = { level, key: level === 'Firm' ? '*' : key.trim(), control };
  const before = given ?? rows.find((row) => limitKey(row) === limitKey(subject));
  const instruments = reference.data?.instruments.map((i) => i.id as string) ?? [];

  const send = (next: number | null) => {
    setAsked(true);
    setRefused(undefined);
    if (reason.trim() === '' || subject.key === '') return;
    change.mutate(
      { basedOn: edit.basedOn, row: { ...subject, bound: next }, reason: reason.trim() },
      {
        onSuccess: (outcome) => {
          if (!outcome.accepted) return setRefused(refusalText(outcome));
          toast.success(`${controlWords(control)} changed`, {
            description: next === null ? 'row removed' : formatBound(control, next, decimals),
          });
          onClose();
        },
        onError: (error) => setRefused(problemOf(error).message),
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (bound.ok) send(bound.value);
  };

  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
      {given ? null : (
        <div className="grid grid-cols-2 gap-3">
          <Field label="Level">
            {(parts) => (
              <Select
                {...parts}
                value={level}
                onValue={setLevel}
                options={LIMIT_LEVELS.map((value) => ({ value, label: value }))}
              />
            )}
          </Field>
          {level === 'Firm' ? (
            <p className="self-end pb-1.5 text-s text-ink-3">for the whole firm</p>
          ) : (
            <Field
              label={
                level === 'Instrument' ? 'Instrument, or * for the default' : `${level}, or * for the default`
              }
              problem={asked && key.trim() === '' ? 'for whom?' : undefined}
            >
              {(parts) => (
                <>
                  <TextInput
                    {...parts}
                    list="limit-keys"
                    value={key}
                    onChange={(event) => setKey(event.target.value)}
                  />
                  <datalist id="limit-keys">
                    {['*', ...(level === 'Instrument' ? instruments : [])].map((value) => (
                      <option key={value} value={value} />
                    ))}
                  </datalist>
                </>
              )}
            </Field>
          )}
          <Field label="Control">
            {(parts) => (
              <Select
                {...parts}
                value={control}
                onValue={setControl}
                options={LIMIT_CONTROLS.map((value) => ({
                  value,
                  label: `${controlWords(value)} (${unitOf(value, decimals)})`,
                }))}
              />
            )}
          </Field>
        </div>
      )}
      <Field label="New bound" problem={asked && !bound.ok ? bound.error.reason : undefined}>
        {(parts) => (
          <TextInput
            {...parts}
            num
            inputMode="decimal"
            unit={unitOf(control, decimals)}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <dl className="grid grid-cols-2 gap-2">
        <Side
          name="Before"
          value={before ? formatBound(control, before.bound, decimals) : 'no row: denied'}
        />
        <Side name="After" value={bound.ok ? formatBound(control, bound.value, decimals) : '—'} strong />
      </dl>
      <Field label="Reason" problem={asked && reason.trim() === '' ? 'why is it changed?' : undefined}>
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
      <div className="flex gap-2 pt-1">
        {given ? (
          <Button
            variant="danger"
            disabled={change.isPending}
            onClick={() => send(null)}
            title="What this row allowed is then denied by default"
          >
            Remove the row
          </Button>
        ) : null}
        <Button className="ml-auto" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" variant="primary" disabled={change.isPending}>
          {change.isPending ? 'Asking the engine…' : given ? 'Change the limit' : 'Add the limit'}
        </Button>
      </div>
    </form>
  );
}

function Side({ name, value, strong = false }: { name: string; value: string; strong?: boolean }) {
  return (
    <div className="rounded-md border border-line bg-raised px-3 py-2">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className={strong ? 'num text-l font-semibold' : 'num text-l text-ink-2'}>{value}</dd>
    </div>
  );
}
