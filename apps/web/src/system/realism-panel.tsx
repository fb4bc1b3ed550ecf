'use client';
/** How realistic a scenario of the simulated market is: measured when somebody asks, and shown as it was kept. */
import { REALISM_SPANS, type RealismAsk, type RealismSpan, type RealismState } from '@fairlead/domain';
import {
  Button,
  Chip,
  Empty,
  Field,
  formatQty,
  formatShare,
  Panel,
  PanelContent,
  ProgressBar,
  Segmented,
  Select,
  TextInput,
} from '@fairlead/ui';
import { type FormEvent, useState } from 'react';
import { problemOf } from '../data/client.ts';
import { panelState } from '../data/panel-state.ts';
import { useMeasuring, useRealism, useRealismReport } from '../data/realism.ts';
import { useActor } from '../data/session.ts';
import { useSimulation } from '../data/simulation.ts';
import { may } from '../state/access.ts';
import { longestKept, SPAN_WORDS } from '../state/realism-words.ts';
import { RealismReportView } from './realism-report.tsx';

export function RealismPanel() {
  const realism = useRealism();
  return (
    <Panel
      title="Simulated market: realism"
      aside={
        <span className="ml-auto text-ink-3">stylised facts of a run of its own, beside recorded days</span>
      }
    >
      <PanelContent state={panelState(realism)} rows={6}>
        {(state) => <Realism state={state} lost={realism.isError ? realism.error : undefined} />}
      </PanelContent>
    </Panel>
  );
}

function Realism({ state, lost }: { state: RealismState; lost: unknown }) {
  const { data: simulation } = useSimulation();
  const [chosen, setChosen] = useState<string>();
  const [span, setSpan] = useState<RealismSpan>();
  const scenario = chosen ?? simulation?.scenario ?? '';
  const shown = span ?? longestKept(state.kept, scenario) ?? 'Hour';
  const kept = state.kept.find((each) => each.scenario === scenario && each.span === shown);
  const report = useRealismReport(kept);
  const names = new Set([
    ...(simulation?.scenarios ?? []).map(({ name }) => name),
    ...state.kept.map((each) => each.scenario),
  ]);
  const label = (name: string): string =>
    state.kept.some((each) => each.scenario === name) ? `${name} · measured` : name;
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2 border-b border-line p-2.5">
        <div className="w-44">
          <Field label="Scenario">
            {(parts) => (
              <Select
                {...parts}
                options={[...names].map((name) => ({ value: name, label: label(name) }))}
                value={scenario}
                onValue={(name) => {
                  setChosen(name);
                  setSpan(undefined);
                }}
              />
            )}
          </Field>
        </div>
        <Segmented
          label="Span"
          className="h-7"
          options={REALISM_SPANS.map((value) => ({ value, label: SPAN_WORDS[value] }))}
          value={shown}
          onValue={setSpan}
        />
        <MeasureForm state={state} scenario={scenario} span={shown} />
      </div>
      {lost === undefined ? null : (
        <p role="alert" className="border-b border-line px-2.5 py-1.5 text-s text-warn">
          <span aria-hidden>▲ </span>
          {problemOf(lost).message}
        </p>
      )}
      {kept === undefined ? (
        <Empty
          title={`${scenario}: ${SPAN_WORDS[shown].toLowerCase()} not measured yet`}
          hint="A run of its own measures it, beside the market that trades and at the lowest priority. Facts that need more than its span say so."
        />
      ) : (
        <PanelContent state={panelState(report)} rows={8}>
          {(read) => (
            <RealismReportView
              report={read}
              older={
                kept.older ? (
                  <Chip tone="warn" title="the scenario’s file has changed since, or is gone">
                    of an older version
                  </Chip>
                ) : null
              }
            />
          )}
        </PanelContent>
      )}
    </>
  );
}

interface MeasureProps {
  readonly state: RealismState;
  readonly scenario: string;
  readonly span: RealismSpan;
}

function MeasureForm({ state: { running, ended }, scenario, span }: MeasureProps) {
  const { role } = useActor();
  const { measure, cancel } = useMeasuring();
  const [seed, setSeed] = useState('1');
  if (!may(role, 'realism.measure'))
    return running === undefined ? (
      <p className="pb-1.5 text-s text-ink-3">Supervisors and administrators measure.</p>
    ) : (
      <Progress running={running} />
    );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    measure.mutate({ scenario, span, seed: seed.trim() === '' ? Number.NaN : Number(seed) });
  };
  const refused = measure.error ?? cancel.error;
  const problem = refused === null ? undefined : problemOf(refused).message;
  return (
    <>
      {running === undefined ? (
        <form onSubmit={submit} className="flex items-end gap-1.5">
          <div className="w-20">
            <Field label="Seed">
              {(parts) => (
                <TextInput
                  {...parts}
                  num
                  inputMode="numeric"
                  value={seed}
                  onChange={(event) => setSeed(event.target.value)}
                />
              )}
            </Field>
          </div>
          <Button type="submit" disabled={measure.isPending || scenario === ''}>
            Measure
          </Button>
        </form>
      ) : (
        <div className="flex items-center gap-2">
          <Progress running={running} />
          <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel
          </Button>
        </div>
      )}
      {problem === undefined ? null : (
        <p role="alert" className="basis-full text-s text-bad">
          {problem}
        </p>
      )}
      {ended === undefined ? null : (
        <p role="status" className="basis-full text-s text-warn">
          {ended.scenario}, {SPAN_WORDS[ended.span].toLowerCase()}, seed {ended.seed}: {ended.reason}
        </p>
      )}
    </>
  );
}

function Progress({ running }: { running: RealismAsk & { events: number; doneShare: number } }) {
  const { scenario, span, seed, events, doneShare } = running;
  return (
    <p className="flex h-7 items-center gap-2 text-s text-ink-2">
      <span>
        {scenario}, {SPAN_WORDS[span].toLowerCase()}, seed {seed}
      </span>
      <ProgressBar label="Measured" done={doneShare} />
      <span className="num min-w-[4ch] text-right">{formatShare(doneShare)}</span>
      <span className="num text-ink-3">{formatQty(events)} events</span>
    </p>
  );
}
