/** Limits, kills and their use. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from './client.ts';

export const useRiskState = () =>
  useQuery(useTRPC().risk.state.queryOptions(undefined, { refetchInterval: 2_000 }));
export const useLimitsHistory = () =>
  useQuery(useTRPC().risk.history.queryOptions(undefined, { refetchInterval: 10_000 }));

function useRefreshRisk(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: trpc.risk.pathKey() });
}

export function useChangeLimit() {
  const onSettled = useRefreshRisk();
  return useMutation(useTRPC().risk.changeLimit.mutationOptions({ onSettled }));
}
export function useKill() {
  const onSettled = useRefreshRisk();
  return useMutation(useTRPC().risk.kill.mutationOptions({ onSettled }));
}
export function useRearm() {
  const onSettled = useRefreshRisk();
  return useMutation(useTRPC().risk.rearm.mutationOptions({ onSettled }));
}
