/**
 * Three failures, three mechanisms (STYLE): a broken rule of ours throws `InvariantError` and halts;
 * an expected refusal is a `Result` with a code from a closed set; the world's failure is a typed error
 * at the edge that meets it.
 */

/** A rule of ours does not hold. Never caught to carry on: the state behind it can't be trusted. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

export function invariant(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new InvariantError(rule);
}

/** One thing wrong with one field of an input, worded for the person who typed it. */
export interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });
