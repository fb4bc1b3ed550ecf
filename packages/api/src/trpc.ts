/** The tRPC instance: every procedure passes `authorised`, every error says which field and why. */
import type { Actor, FieldProblem, Result } from '@fairlead/domain';
import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { mayCall, type Procedure } from './permissions.ts';
import type { Services } from './services.ts';

export interface ApiContext {
  /** Absent: not signed in. */
  readonly actor: Actor | undefined;
  readonly services: Services;
}

/** An expected refusal of a request, mapped to BAD_REQUEST with its fields. */
class FieldError extends Error {
  override readonly name = 'FieldError';
  readonly problems: readonly FieldProblem[];
  constructor(problems: readonly FieldProblem[]) {
    super(problems.map((p) => `${p.field}: ${p.reason}`).join('; '));
    this.problems = problems;
  }
}

export const badRequest = (problems: readonly FieldProblem[]): TRPCError => {
  const cause = new FieldError(problems);
  return new TRPCError({ code: 'BAD_REQUEST', message: cause.message, cause });
};

export const problemsOf = (cause: unknown): readonly FieldProblem[] => {
  if (cause instanceof FieldError) return cause.problems;
  if (!(cause instanceof ZodError)) return [];
  return cause.issues.map((issue) => ({
    field: issue.path.join('.') || 'request',
    reason: issue.code === 'unrecognized_keys' ? `unknown field ${issue.keys.join(', ')}` : issue.message,
  }));
};

const t = initTRPC.context<ApiContext>().create({
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
  errorFormatter: ({ shape, error }) => {
    const problems = problemsOf(error.cause);
    return {
      ...shape,
      message:
        problems.length > 0 ? problems.map((p) => `${p.field}: ${p.reason}`).join('; ') : shape.message,
      data: { ...shape.data, stack: undefined, problems },
    };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** A procedure that only the roles of `PERMISSIONS[name]` reach. */
export const authorised = (name: Procedure) =>
  t.procedure.use(({ ctx, next }) => {
    const { actor } = ctx;
    if (!actor) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'sign in first' });
    if (!mayCall(actor.role, name)) {
      throw new TRPCError({ code: 'FORBIDDEN', message: `a ${actor.role} may not call ${name}` });
    }
    return next({ ctx: { ...ctx, actor } });
  });

/** @throws TRPCError of this code with the reason, where there is one instead of an answer */
export const answered = <T>(answer: Result<T, string>, code: TRPCError['code']): T => {
  if (!answer.ok) throw new TRPCError({ code, message: answer.error });
  return answer.value;
};

export const found = <T>(value: T | undefined, what: string): T => {
  if (value === undefined)
    throw new TRPCError({ code: 'NOT_FOUND', message: `${what} does not exist, or is not yours to see` });
  return value;
};
