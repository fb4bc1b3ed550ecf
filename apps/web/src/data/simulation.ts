/**
 * How the market runs, asked every second: a subscription would hold one of the six lines that a browser has to a
 * host. Another session of the market is another market: everything that was read of the last one is read anew.
 */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTRPC } from './client.ts';

const EVERY_MS = 1_000;

export const useSimulation = () =>
  useQuery(
    useTRPC().simulation.state.queryOptions(undefined, {
      refetchInterval: EVERY_MS,
      refetchIntervalInBackground: false,
      placeholderData: keepPreviousData,
    }),
  );

/**
 * Keeps the rest of the cockpit with the market: its clock is asked for at once where the market runs otherwise.
 * @returns how often the market has begun another session since this page was opened
 */
export function useFollowSessions(): number {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data } = useSimulation();
  const [turned, setTurned] = useState(0);
  const seen = useRef<{ readonly session: number; readonly runs: string }>(undefined);
  const session = data?.session;
  const runs = `${data?.speed} ${data?.until} ${data?.switchingTo}`;
  useEffect(() => {
    const before = seen.current;
    if (session === undefined) return;
    seen.current = { session, runs };
    if (before === undefined) return;
    if (before.session !== session) {
      void queries.invalidateQueries();
      setTurned((n) => n + 1);
    } else if (before.runs !== runs) void queries.invalidateQueries({ queryKey: trpc.system.pathKey() });
  }, [queries, trpc, session, runs]);
  return turned;
}

/** What a person may ask of the market. Each answers once the market has done it, or has refused. */
export function useControls() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.simulation.pathKey() });
  return {
    setSpeed: useMutation(trpc.simulation.setSpeed.mutationOptions({ onSettled })),
    pause: useMutation(trpc.simulation.pause.mutationOptions({ onSettled })),
    resume: useMutation(trpc.simulation.resume.mutationOptions({ onSettled })),
    step: useMutation(trpc.simulation.step.mutationOptions({ onSettled })),
    switchScenario: useMutation(trpc.simulation.switchScenario.mutationOptions({ onSettled })),
  };
}
