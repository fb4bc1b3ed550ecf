/** What is kept: decisions, their proof, the audit, the costs, the models. */
import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiInputs } from './api-types.ts';
import { problemOf, useTRPC } from './client.ts';

const NOT_YET_TRIES = 4;
const NOT_YET_MS = 500;

/** A stored decision never changes: asked once. A moment after it was made it may not be stored yet: asked again. */
export const useDecision = (decisionId: string | undefined) =>
  useQuery(
    useTRPC().decisions.get.queryOptions(decisionId === undefined ? skipToken : { decisionId }, {
      staleTime: Number.POSITIVE_INFINITY,
      retry: (failures, error) =>
        failures < NOT_YET_TRIES &&
        !['FORBIDDEN', 'UNAUTHORIZED', 'BAD_REQUEST'].includes(problemOf(error).code ?? ''),
      retryDelay: NOT_YET_MS,
    }),
  );
export const useRedecide = () => useMutation(useTRPC().decisions.redecide.mutationOptions());

export const useAudit = (filter: ApiInputs['audit']['search']) =>
  useQuery(
    useTRPC().audit.search.queryOptions(filter, {
      placeholderData: keepPreviousData,
      refetchInterval: 5_000,
    }),
  );

export const useChain = (enabled: boolean) =>
  useQuery(useTRPC().audit.chain.queryOptions(undefined, { enabled, refetchInterval: 30_000 }));

export const useScorecards = () =>
  useQuery(useTRPC().tca.scorecards.queryOptions({ limit: 200 }, { refetchInterval: 5_000 }));
export const useScorecard = (parentId: string | undefined) =>
  useQuery(
    useTRPC().tca.scorecard.queryOptions(parentId === undefined ? skipToken : { parentId }, {
      refetchInterval: 5_000,
    }),
  );

export const useModels = () =>
  useQuery(useTRPC().models.list.queryOptions(undefined, { refetchInterval: 10_000 }));
export function usePromote() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useMutation(
    trpc.models.promote.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.models.pathKey() }),
    }),
  );
}
