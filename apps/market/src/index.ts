/**
 * The marketplace: simulated, replayed or paper venues in real time, over the wire of gateway/WIRE.md, with a durable
 * record of everything that it told us (README.md).
 */
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { choose } from './choice.ts';
import { readSession } from './clock.ts';
import { codeOf, MarketError } from './failure.ts';
import type { MarketOptions } from './options.ts';
import { type RunningMarket, run } from './run.ts';
import { lockState } from './state-lock.ts';

/**
 * Opens the market and serves it.
 * @throws MarketError or FeedError, whose message is one sentence for the person who started it
 */
export async function startMarket(
  options: MarketOptions & { readonly log?: Logger },
): Promise<RunningMarket> {
  const log = options.log ?? pino({ level: 'silent' });
  const folder = openFolder(join(options.state, 'market'));
  const lock = await lockState(folder);
  try {
    const last = readSession(folder);
    const chosen = await choose(options, { last, log });
    const running = await run(folder, { chosen, last, options, log });
    return {
      port: running.port,
      close: async () => {
        await running.close();
        lock.release();
      },
    };
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

function openFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return realpathSync(path);
  } catch (cause) {
    throw new MarketError(`The state folder ${path} can't be made (${codeOf(cause)}).`, { cause });
  }
}
