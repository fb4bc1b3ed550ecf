/** How a followed feed is read, whatever it is. */
import type { NewsDecoder, NewsRecord } from './record.ts';

export type TakeRecord = (record: NewsRecord) => void;

export interface NewsReader {
  /** What errors and the screen call it. */
  readonly name: string;
  /**
   * Hands out what is new since the last reading; nothing new is no failure.
   * @throws Error with one sentence
   */
  readonly read: (signal: AbortSignal) => Promise<void>;
  /** Wall ms that the other side asked us to wait before the next reading. */
  readonly patienceMs: () => number;
  /** Of the present file or the latest document; absent before any. */
  readonly decoder: () => NewsDecoder | undefined;
}
