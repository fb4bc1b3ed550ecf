'use client';
/** A supervisor lets a pair of models advise. Which pair advised is in every decision from then on. */
import { Button, Dialog, Field, Select, TextInput } from '@fairlead/ui';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import type { ModelRow } from '../data/api-types.ts';
import { problemOf } from '../data/client.ts';
import { usePromote } from '../data/records.ts';
import { refusalText } from '../state/outcome.ts';

interface Props {
  readonly open: boolean;
  readonly models: readonly ModelRow[];
  readonly onClose: () => void;
}

export function PromoteDialog({ open, models, onClose }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Promote models"
      description="The pair advises from the next decision on. A refused model can’t be chosen: its panel says why."
    >
      {open ? <PromoteForm models={models} onClose={onClose} /> : null}
    </Dialog>
  );
}

function PromoteForm({ models, onClose }: { models: readonly ModelRow[]; onClose: () => void }) {
  const promote = usePromote();
  const of = (name: 'fill' | 'impact') =>
    models
      .filter((row) => row.card.name === name && row.state !== 'Refused')
      .map(({ card, state }) => ({
        value: card.hash as string,
        label: `${card.version} · ${card.hash.slice(0, 8)}${state === 'Serving' ? ' (serving)' : ''}`,
      }));
  const fills = of('fill');
  const impacts = of('impact');
  const [fill, setFill] = useState(fills[0]?.value ?? '');
  const [impact, setImpact] = useState(impacts[0]?.value ?? '');
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefused(undefined);
    promote.mutate(
      { fill, impact, reason: reason.trim() },
      {
        onSuccess: (outcome) => {
          if (!outcome.accepted) return setRefused(refusalText(outcome));
          toast.success('Models promoted');
          onClose();
        },
        onError: (error) => setRefused(problemOf(error).message),
      },
    );
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field label="Fill probability">
        {(parts) => <Select {...parts} value={fill} onValue={setFill} options={fills} />}
      </Field>
      <Field label="Impact">
        {(parts) => <Select {...parts} value={impact} onValue={setImpact} options={impacts} />}
      </Field>
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
          variant="primary"
          disabled={promote.isPending || reason.trim() === '' || fill === '' || impact === ''}
        >
          Promote the pair
        </Button>
      </div>
    </form>
  );
}
