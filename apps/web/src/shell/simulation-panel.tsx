'use client';
/** What the environment's badge opens: how the market runs, and for who may, another speed or scenario, a pause, a step. */
import type { Simulation } from '@fairlead/domain';
import { Button, Field, formatQty, Select, TextInput } from '@fairlead/ui';
import { type FormEvent, useState } from 'react';
import { useOrders } from '../data/orders.tsx';
import { useActor } from '../data/session.ts';
import { useControls } from '../data/simulation.ts';
import { may } from '../state/access.ts';
import { formatSpeed, runsInWords } from '../state/simulation-words.ts';
import { RunButtons, useAnswers } from './simulation-buttons.tsx';

export function SimulationPanel({ simulation }: { simulation: Simulation }) {
  const { role } = useActor();
  const runs = may(role, 'simulation.pause');
  const switches = may(role, 'simulation.switchScenario');
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 p-3">
      <div className="flex items-baseline gap-2">
        <h2 className="font-semibold text-sim">Simulation</h2>
        <span className="ml-auto text-ink-2">{runsInWords(simulation)}</span>
      </div>
      {runs ? (
        <>
          <RunButtons simulation={simulation} />
          <SpeedForm speed={simulation.speed} />
        </>
      ) : null}
      {switches ? <ScenarioForm simulation={simulation} /> : null}
      <p className="text-s text-ink-3">
        session <span className="num">{simulation.session}</span> · seed{' '}
        <span className="num">{simulation.seed}</span> ·{' '}
        <span className="num">{formatQty(simulation.eventsPerSecond)}</span> changes/s · reached{' '}
        <span className="num">{formatSpeed(simulation.reachedSpeed)}</span>
      </p>
      {runs && switches ? null : (
        <p className="text-s text-ink-3">
          {runs
            ? 'A supervisor can turn the market to another scenario.'
            : 'Supervisors and administrators control it.'}
        </p>
      )}
    </div>
  );
}

const PRESETS = [1, 5, 20, 100];

function SpeedForm({ speed }: { speed: number }) {
  const { setSpeed } = useControls();
  const { answers, refusal } = useAnswers();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '')
      setSpeed.mutate(
        { speed: Number(text) },
        answers(() => setText('')),
      );
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex items-end gap-1.5">
        <fieldset className="flex shrink-0 gap-1.5">
          <legend className="pb-1 text-s text-ink-2">Speed</legend>
          {PRESETS.map((preset) => (
            <Button
              key={preset}
              aria-pressed={preset === speed}
              className={preset === speed ? 'border-sim text-sim' : 'text-ink-2'}
              disabled={setSpeed.isPending}
              onClick={() => setSpeed.mutate({ speed: preset }, answers())}
            >
              ×{preset}
            </Button>
          ))}
        </fieldset>
        <div className="min-w-0 flex-1">
          <Field label="Other">
            {(parts) => (
              <TextInput
                {...parts}
                num
                inputMode="decimal"
                placeholder="0.1–1000"
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        </div>
        <Button type="submit" disabled={setSpeed.isPending || text.trim() === ''}>
          Set
        </Button>
      </div>
      {refusal}
    </form>
  );
}

function ScenarioForm({ simulation }: { simulation: Simulation }) {
  const { switchScenario } = useControls();
  const { answers, refusal } = useAnswers();
  const orders = useOrders();
  const [chosen, setChosen] = useState<string>();
  const { scenarios, refuses, scenario, switchingTo } = simulation;
  if (refuses.SwitchScenario !== undefined)
    return <p className="text-s text-ink-3">{refuses.SwitchScenario}</p>;
  const name = chosen ?? scenario ?? '';
  const open =
    orders.type === 'Ready'
      ? [...orders.data.parents.values()].filter((parent) => parent.closedAt === undefined).length
      : 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    switchScenario.mutate({ scenario: name }, answers());
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex items-end gap-1.5">
        <div className="min-w-0 flex-1">
          <Field label="Scenario">
            {(parts) => (
              <Select
                {...parts}
                options={scenarios.map((each) => ({ value: each.name, label: each.name }))}
                value={name}
                onValue={setChosen}
              />
            )}
          </Field>
        </div>
        <Button type="submit" disabled={switchScenario.isPending || switchingTo !== undefined}>
          {name === scenario ? 'Start anew' : `Turn to ${name}`}
        </Button>
      </div>
      <p className="text-s text-ink-3">
        {scenarios.find((each) => each.name === name)?.about ?? ''}. Another session begins at its start
        {open === 0 ? '.' : `, and ${open} open ${open === 1 ? 'order is' : 'orders are'} canceled.`}
      </p>
      {refusal}
    </form>
  );
}
