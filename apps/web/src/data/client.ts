/** The one connection to the API: same origin, queries in batches, subscriptions over server-sent events. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
} from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import type { AppRouter } from './api-types.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const URL = '/api/trpc';

export const createClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink({ url: URL }),
        false: httpBatchLink({ url: URL, maxItems: 20 }),
      }),
    ],
  });
export type ApiClient = ReturnType<typeof createClient>;

interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

/** What went wrong, in words that a person can act on. */
export interface ApiProblem {
  readonly code: string | undefined;
  readonly message: string;
  readonly fields: readonly FieldProblem[];
}

export function problemOf(error: unknown): ApiProblem {
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data;
    const shape = (data ?? {}) as { code?: string; problems?: readonly FieldProblem[] };
    const unreachable = data === undefined || data === null;
    return {
      code: shape.code,
      message: unreachable ? 'The server does not answer. What you see may be old.' : error.message,
      fields: shape.problems ?? [],
    };
  }
  return { code: undefined, message: error instanceof Error ? error.message : String(error), fields: [] };
}

/** Where to sign in, and come back from. */
const signInPath = (from: string): string =>
  from === '/' || from.startsWith('/sign-in') ? '/sign-in' : `/sign-in?next=${encodeURIComponent(from)}`;

/** Asks for a sign-in where a session is missing or has ended. */
export function leaveIfSignedOut(error: unknown): void {
  if (problemOf(error).code !== 'UNAUTHORIZED' || window.location.pathname === '/sign-in') return;
  window.location.assign(signInPath(window.location.pathname + window.location.search));
}

const REFUSALS = new Set(['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_REQUEST']);

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError: leaveIfSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        retry: (failures, error) => failures < 2 && !REFUSALS.has(problemOf(error).code ?? ''),
      },
    },
  });
