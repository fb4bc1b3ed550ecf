/** A query as the state of a panel. */
import type { PanelState } from '@fairlead/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import { problemOf } from './client.ts';

export function panelState<T>(query: UseQueryResult<T, unknown>): PanelState<T> {
  if (query.data !== undefined) return { type: 'Ready', data: query.data };
  if (query.isError) {
    const problem = problemOf(query.error);
    return problem.code === 'FORBIDDEN'
      ? { type: 'Forbidden', message: problem.message }
      : { type: 'Failed', message: problem.message, retry: () => void query.refetch() };
  }
  return { type: 'Loading' };
}
