/** How long a live connection waits for what. Milliseconds. */
export interface Timing {
  /** For the handshake, and for a page. */
  readonly openMs: number;
  /** For every book to be known after the connection opened or a gap was noticed. */
  readonly syncMs: number;
  /** Without any frame, pongs included: the connection is dead whatever the socket says. */
  readonly silenceMs: number;
  /** Between our pings. */
  readonly pingMs: number;
  /** Before the first attempt to connect again; each next waits twice as long, to `maxBackoffMs` at most. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

export const TIMING: Timing = {
  openMs: 10_000,
  syncMs: 20_000,
  silenceMs: 30_000,
  pingMs: 10_000,
  backoffMs: 500,
  maxBackoffMs: 30_000,
};

/**
 * Numbers in [0, 1) from a seed: waits are jittered, and reproducible in tests. SplitMix (Steele, Lea and Flood,
 * 2014) in 32 bits: neighbouring seeds differ from the first number on.
 */
export function createJitter(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** The `nth` wait (from 1) in ms: between half and the whole of the doubled time, so that clients don't come back in step. */
export function backoff(nth: number, { backoffMs, maxBackoffMs }: Timing, jitter: () => number): number {
  const whole = Math.min(maxBackoffMs, backoffMs * 2 ** Math.min(nth - 1, 20));
  return whole * (0.5 + 0.5 * jitter());
}
