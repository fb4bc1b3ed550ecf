/** The world's failures of this process. The message is the one sentence that the person who started it reads. */
export class MarketError extends Error {
  override readonly name = 'MarketError';
}

export const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : String(cause);
