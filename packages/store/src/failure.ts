/** What goes wrong at this edge: the disk, the lock, the database. Each message is one sentence for the person who runs it. */

export type StoreErrorCode =
  /** Another live process holds the folder. */
  | 'Locked'
  /** The folder can't be made or written. */
  | 'FolderNotWritable'
  /** A record of the journal is not what was written. */
  | 'JournalBroken'
  /** The disk refused a write: nothing after the last durable record is known. */
  | 'JournalWrite'
  | 'DatabaseUnreachable'
  /** Migrations are missing, failed, or those of another version. */
  | 'SchemaMismatch'
  /** The database holds the projections of another run. */
  | 'OtherRun'
  /** What the database holds is not what the domain allows. */
  | 'DataInvalid'
  | 'PortInUse'
  | 'PostgresFailed';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** `ENOSPC` and the like; absent where the error has none. */
export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
