'use client';
/** Pause, go on, step: the same buttons in the panel and on the paused market's banner. */
import { isPaused, type Simulation } from '@fairlead/domain';
import { Button } from '@fairlead/ui';
import { Pause, Play, SkipForward, StepForward } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CommandOutcome } from '../data/api-types.ts';
import { problemOf } from '../data/client.ts';
import { useControls } from '../data/simulation.ts';
import { refusalText } from '../state/outcome.ts';

const STEP_MS = 1_000;
const ICON = 'size-3.5';

/** What became of a control: nothing to say where it was done, else the market's reason. */
export function useAnswers() {
  const [refused, setRefused] = useState<string>();
  const answers = (done?: () => void) => ({
    onSuccess: (outcome: CommandOutcome) => {
      setRefused(outcome.accepted ? undefined : refusalText(outcome));
      if (outcome.accepted) done?.();
    },
    onError: (error: unknown) => setRefused(problemOf(error).message),
  });
  const refusal: ReactNode =
    refused === undefined ? null : (
      <p role="alert" className="text-s text-bad">
        {refused}
      </p>
    );
  return { answers, refusal };
}

export function RunButtons({ simulation }: { simulation: Simulation }) {
  const { pause, resume, step } = useControls();
  const { answers, refusal } = useAnswers();
  const paused = isPaused(simulation);
  const switching = simulation.switchingTo !== undefined;
  const busy = switching || pause.isPending || resume.isPending || step.isPending;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {paused ? (
        <Button
          className="border-sim text-sim"
          disabled={busy}
          onClick={() => resume.mutate(undefined, answers())}
        >
          <Play aria-hidden className={ICON} /> Resume
        </Button>
      ) : (
        <Button disabled={busy} onClick={() => pause.mutate(undefined, answers())}>
          <Pause aria-hidden className={ICON} /> Pause
        </Button>
      )}
      <Button
        disabled={busy || !paused}
        title={paused ? 'One second of market time, at the present speed' : 'Pause first'}
        onClick={() => step.mutate({ forMs: STEP_MS }, answers())}
      >
        <SkipForward aria-hidden className={ICON} /> Step 1 s
      </Button>
      <Button
        disabled={busy || !paused}
        title={paused ? 'To the next change that any venue tells' : 'Pause first'}
        onClick={() => step.mutate({}, answers())}
      >
        <StepForward aria-hidden className={ICON} /> Next change
      </Button>
      {refusal}
    </div>
  );
}
