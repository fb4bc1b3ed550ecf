/** A history that can't be recorded as asked, worded for the person who asked. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
}
