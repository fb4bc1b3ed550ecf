/** How realistic the market's scenarios are: what is measured and kept, asked every second, and one report of it. */
import type { KeptReport } from '@fairlead/domain';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC, useTRPCClient } from './client.ts';

const EVERY_MS = 1_000;

export const useRealism = () =>
  useQuery(
    useTRPC().realism.state.queryOptions(undefined, {
      refetchInterval: EVERY_MS,
      refetchIntervalInBackground: false,
    }),
  );

/** Read once: a report that is measured anew is another one. */
export function useRealismReport(kept: KeptReport | undefined) {
  const client = useTRPCClient();
  return useQuery({
    queryKey: ['realism report', kept?.scenario, kept?.span, kept?.measuredMs],
    queryFn: () => {
      const { scenario, span } = kept as KeptReport;
      return client.realism.report.query({ scenario, span });
    },
    enabled: kept !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useMeasuring() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.realism.pathKey() });
  return {
    measure: useMutation(trpc.realism.measure.mutationOptions({ onSettled })),
    cancel: useMutation(trpc.realism.cancel.mutationOptions({ onSettled })),
  };
}
