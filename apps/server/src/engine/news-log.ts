/**
 * The news that the engine was told, beside the tape of its market data: one JSON line a story, with the market time
 * that it was stepped at (`ts`, ns since the session's midnight) and the score that it was told with. The rest of the
 * line is what NEWS.md asks of a feed, so that a log can be followed again. A disk that fails ends the log, and
 * trading goes on.
 */
import { createWriteStream } from 'node:fs';
import type { Nanos, NewsStory } from '@fairlead/domain';
import type { Logger } from 'pino';

export interface NewsLog {
  readonly add: (story: NewsStory, ts: Nanos) => void;
  readonly stop: () => void;
}

export function createNewsLog(file: string, log: Pick<Logger, 'error'>): NewsLog {
  const stream = createWriteStream(file, { flags: 'a' });
  let failed = false;
  stream.on('error', (error) => {
    failed = true;
    log.error({ err: error }, 'the news is no longer recorded');
  });
  return {
    add: ({ id, publishedMs, source, headline, url, instruments, sentimentScore }, ts) => {
      if (failed) return;
      const publishedAt = new Date(publishedMs).toISOString();
      const line = { ts, id, publishedAt, source, headline, url, symbols: instruments, sentimentScore };
      stream.write(`${JSON.stringify(line)}\n`);
    },
    stop: () => stream.end(),
  };
}
