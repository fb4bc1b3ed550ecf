/** The one failure of this package: a tape that does not hold what was written, or that can't be written. */

export interface TapeFault {
  /** The segment's path; the folder's where the fault is of the tape as a whole. */
  readonly segment: string;
  /** 1-based block of the segment. Absent where the fault is not in a block. */
  readonly block?: number;
  readonly reason: string;
}

/** Message: one sentence that a person can act on, e.g. `tape-...1.tape, block 3: its checksum does not match`. */
export class TapeError extends Error {
  override readonly name = 'TapeError';
  readonly segment: string;
  readonly block: number | undefined;
  readonly reason: string;

  constructor({ segment, block, reason }: TapeFault, cause?: unknown) {
    const at = block === undefined ? segment : `${segment}, block ${block}`;
    super(`${at}: ${reason}`, cause === undefined ? {} : { cause });
    this.segment = segment;
    this.block = block;
    this.reason = reason;
  }
}

/** What the operating system said, in a clause: `no space left on device (ENOSPC)`. */
export function systemReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined) return cause.message;
  const words = /^[A-Z0-9]+: ([^,]+)/.exec(cause.message)?.[1];
  return words === undefined ? cause.message : `${words} (${code})`;
}
