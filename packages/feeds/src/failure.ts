/** The one failure of this package: recorded data that does not say what its format promises. */

export interface FeedFault {
  /** The file as the caller named it; inside an archive, `archive.zip:entry.csv`. */
  readonly file: string;
  /** 1-based line of the CSV. Absent where the fault is of the file as a whole. */
  readonly row?: number;
  /** The column's name in LOBSTER.md. Absent where the fault is of the whole row. */
  readonly field?: string;
  readonly reason: string;
}

/** Message: one sentence that a person can act on, e.g. `x.csv, row 17, size: must be above zero, got -5`. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly file: string;
  readonly row: number | undefined;
  readonly field: string | undefined;
  readonly reason: string;

  constructor(fault: FeedFault, cause?: unknown) {
    const at = [
      fault.file,
      ...(fault.row === undefined ? [] : [`row ${fault.row}`]),
      ...(fault.field === undefined ? [] : [fault.field]),
    ];
    super(`${at.join(', ')}: ${fault.reason}`, cause === undefined ? {} : { cause });
    this.file = fault.file;
    this.row = fault.row;
    this.field = fault.field;
    this.reason = fault.reason;
  }
}
