/** The process: prints one JSON line when it is ready, ends when its stdin does, or on SIGTERM or SIGINT. */
import { writeSync } from 'node:fs';
import { InvariantError } from '@fairlead/domain';
import { FeedError } from '@fairlead/feeds';
import { pino } from 'pino';
import { MarketError } from './failure.ts';
import { startMarket } from './index.ts';
import { parseOptions } from './options.ts';

const [STDOUT, STDERR] = [1, 2];

/** One sentence for a failure of the world; all there is for one of ours. */
function fail(cause: unknown): never {
  const expected = cause instanceof MarketError || cause instanceof FeedError;
  const ours = cause instanceof InvariantError ? 'A rule of the market does not hold: ' : '';
  const text = expected ? cause.message : `${ours}${cause instanceof Error ? cause.stack : cause}`;
  writeSync(STDERR, `${text}\n`);
  process.exit(1);
}

process.on('uncaughtException', fail);
const options = parseOptions(process.argv.slice(2));
if (!options.ok) fail(new MarketError(options.error));
const log = pino({ name: 'market' }, pino.destination({ dest: STDERR, sync: true }));
const market = await startMarket({ ...options.value, log }).catch(fail);

let stopping = false;
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  market.close().then(() => process.exit(0), fail);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.stdin.on('end', stop);
process.stdin.on('close', stop);
process.stdin.on('error', stop);
process.stdin.resume();
writeSync(STDOUT, `${JSON.stringify({ ready: true, port: market.port })}\n`);
