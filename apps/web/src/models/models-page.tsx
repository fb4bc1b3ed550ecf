'use client';
/** The models: what each scored on data it never saw, against what stands without it, and which one serves. */
import {
  Button,
  Chip,
  cn,
  formatHash,
  formatQty,
  Panel,
  PanelContent,
  Table,
  Td,
  Th,
  type Tone,
} from '@fairlead/ui';
import { useState } from 'react';
import type { ModelRow } from '../data/api-types.ts';
import { panelState } from '../data/panel-state.ts';
import { useModels } from '../data/records.ts';
import { useActor } from '../data/session.ts';
import { useHealth } from '../data/system.ts';
import { may } from '../state/access.ts';
import { PromoteDialog } from './promote-dialog.tsx';

const STATE: Readonly<Record<ModelRow['state'], { tone: Tone; word: string }>> = {
  Serving: { tone: 'good', word: '● serving' },
  Registered: { tone: 'neutral', word: 'registered' },
  Refused: { tone: 'bad', word: '■ refused' },
};

export function ModelsPage() {
  const { role } = useActor();
  const models = useModels();
  const health = useHealth();
  const [promoting, setPromoting] = useState(false);
  const rows = models.data ?? [];
  const serving = rows.filter((row) => row.state === 'Serving').length;
  const decision = health.data?.decision;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-1.5 p-1.5">
      <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 rounded-md border border-line bg-panel px-3 py-1.5 text-s">
        <h1 className="text-l font-semibold">Models</h1>
        {models.data === undefined ? null : (
          <span className={serving > 0 ? 'text-ink-2' : 'text-warn'}>
            {serving > 0 ? `${serving} serving` : '▲ none serves: decisions are made by rules'}
          </span>
        )}
        {decision ? (
          <span className="text-ink-3">
            decisions <span className="num text-ink-2">{formatQty(decision.count)}</span>, of which by rules{' '}
            <span className="num text-ink-2">{formatQty(decision.fallbacks)}</span>
          </span>
        ) : null}
        {may(role, 'models.promote') && rows.length > 0 ? (
          <Button size="s" className="ml-auto" onClick={() => setPromoting(true)}>
            Promote…
          </Button>
        ) : null}
      </div>
      <PanelContent
        state={panelState(models)}
        rows={8}
        empty={{
          when: (data) => data.length === 0,
          title: 'No model is registered',
          hint: 'Train one with `npx fairlead train`. Until then decisions are made by rules, and say so.',
        }}
      >
        {(data) => (
          <div className="grid gap-1.5 desk:grid-cols-2">
            {data.map((row) => (
              <ModelPanel key={`${row.card.name} ${row.card.hash}`} row={row} />
            ))}
          </div>
        )}
      </PanelContent>
      <PromoteDialog open={promoting} models={rows} onClose={() => setPromoting(false)} />
    </div>
  );
}

function ModelPanel({ row }: { row: ModelRow }) {
  const { card, state, problem } = row;
  return (
    <Panel
      title={card.name === 'fill' ? 'Fill probability' : 'Impact'}
      aside={
        <>
          <span className="num text-ink-2">{card.version}</span>
          <span className="ml-auto">
            <Chip tone={STATE[state].tone}>{STATE[state].word}</Chip>
          </span>
        </>
      }
    >
      {problem === undefined ? null : (
        <p role="alert" className="border-b border-line bg-bad/10 px-2.5 py-1.5 text-s text-bad">
          {problem}
        </p>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 border-b border-line px-2.5 py-2 text-s">
        <dt className="text-ink-3">Model</dt>
        <dd className="num truncate text-ink-2" title={card.hash}>
          {formatHash(card.hash)} <span className="font-sans text-ink-3">on schema</span>{' '}
          {formatHash(card.schemaHash)}
        </dd>
        <dt className="text-ink-3">Trained</dt>
        <dd className="num text-ink-2">{card.trainedAt}</dd>
        <dt className="text-ink-3">Rows</dt>
        <dd className="num text-ink-2">
          {formatQty(card.rows.train)} train · {formatQty(card.rows.validation)} validation ·{' '}
          {formatQty(card.rows.test)} test
        </dd>
        <dt className="text-ink-3">Seeds</dt>
        <dd className="num truncate text-ink-2">
          {card.seeds.train} · {card.seeds.validation} · {card.seeds.test}
        </dd>
      </dl>
      <Scores name={`${card.name} ${card.version}`} scores={card.scores} />
      {card.notes.length === 0 ? null : (
        <ul className="grid gap-1 px-2.5 py-2 text-s text-ink-3">
          {card.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const figure = (value: number): string =>
  Math.abs(value) >= 100
    ? value.toFixed(1)
    : Math.abs(value) >= 0.0001 || value === 0
      ? value.toFixed(4)
      : value.toExponential(1);

/** Held-out scores, lower is better; the gain over the baseline with its 95% interval against zero. */
function Scores({ name, scores }: { name: string; scores: ModelRow['card']['scores'] }) {
  return (
    <Table label={`Held-out scores of ${name}`} minWidth={500} className="flex-none">
      <thead>
        <tr>
          <Th align="left">Held-out score, lower is better</Th>
          <Th>Model</Th>
          <Th>Baseline</Th>
          <Th align="left">Gain, 95% interval</Th>
          <Th align="left">Better</Th>
        </tr>
      </thead>
      <tbody>
        {scores.map((score) => (
          <tr key={`${score.metric} ${score.baselineName}`} className="hover:bg-hover">
            <Td className="py-1">
              {score.metric}
              <span className="block text-xs text-ink-3">against {score.baselineName}</span>
            </Td>
            <Td num>{figure(score.model)}</Td>
            <Td num>{figure(score.baseline)}</Td>
            <Td>
              <Gain low={score.gainLow} high={score.gainHigh} />
            </Td>
            <Td className={score.better ? 'text-good' : 'text-warn'}>
              {score.better ? '✓ yes' : '✗ not shown'}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** An interval against zero: the whisker must clear the middle line to count. */
function Gain({ low, high }: { low: number; high: number }) {
  const reach = Math.max(Math.abs(low), Math.abs(high)) * 1.15 || 1;
  const at = (value: number): number => 50 + (value / reach) * 50;
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="relative inline-block h-3 w-20 shrink-0">
        <span className="absolute inset-y-0 left-1/2 w-px bg-line-control" />
        <span
          className={cn('absolute top-1/2 h-0.5 -translate-y-1/2', low > 0 ? 'bg-good' : 'bg-warn')}
          style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }}
        />
      </span>
      <span className="num text-ink-2">
        {figure(low)} to {figure(high)}
      </span>
    </span>
  );
}
