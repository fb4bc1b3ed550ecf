/** The one failure of this package: market data that does not say what its format promises. */

export interface FeedFault {
  /** The file as the caller named it; inside an archive, `archive.zip:entry.csv`; of a live feed, its address. */
  readonly file: string;
  /** 1-based line of a text file. Absent where the fault is of the file as a whole. */
  readonly row?: number;
  /** 1-based record of a binary file or a message stream, and where it begins. */
  readonly record?: number;
  readonly byte?: number;
  /** The column's or member's name in the format's page. Absent where the fault is of the whole row. */
  readonly field?: string;
  readonly reason: string;
}

/** Message: one sentence that a person can act on, e.g. `x.csv, row 17, size: must be above zero, got -5`. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly file: string;
  readonly row: number | undefined;
  readonly record: number | undefined;
  readonly byte: number | undefined;
  readonly field: string | undefined;
  readonly reason: string;

  constructor(fault: FeedFault, cause?: unknown) {
    const { file, row, record, byte, field, reason } = fault;
    const at = [
      file,
      ...(row === undefined ? [] : [`row ${row}`]),
      ...(record === undefined ? [] : [`record ${record}`]),
      ...(byte === undefined ? [] : [`byte ${byte}`]),
      ...(field === undefined ? [] : [field]),
    ];
    super(`${at.join(', ')}: ${reason}`, cause === undefined ? {} : { cause });
    this.file = file;
    this.row = row;
    this.record = record;
    this.byte = byte;
    this.field = field;
    this.reason = reason;
  }
}
