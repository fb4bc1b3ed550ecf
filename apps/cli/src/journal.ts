/** `fairlead journal`: is the chain whole, and what state does it fold to? Reads; never writes or locks. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createEngine, stateHash, step } from '@fairlead/engine';
import { readJournal, verifyJournal } from '@fairlead/store';
import { fromCwd, ROOT } from './env.ts';
import { CliError } from './failure.ts';
import { parseUpFlags } from './up/options.ts';

export interface JournalFlags {
  readonly state?: string;
  readonly market?: string;
  readonly instrument?: string;
  readonly json?: boolean;
}

export async function journal(flags: JournalFlags): Promise<void> {
  const { state: _state, json: _json, ...run } = flags;
  const { marketKey } = parseUpFlags(run);
  const stateDir = flags.state === undefined ? resolve(ROOT, '.fairlead') : fromCwd(flags.state);
  const dir = join(stateDir, 'runs', marketKey, 'journal');
  if (!existsSync(dir)) throw new CliError(`there is no journal at ${dir}`);
  const chain = verifyJournal(dir);
  let state = createEngine();
  let inputs = 0;
  for (const input of readJournal(dir)) {
    state = step(state, input).state;
    inputs++;
  }
  const result = {
    intact: chain.intact,
    inputs,
    head: chain.head.hash,
    stateHash: stateHash(state),
    ...(chain.problem === undefined ? {} : { problem: chain.problem.text }),
  };
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(result)}\n`
      : `${Object.entries(result)
          .map(([k, v]) => `${k}: ${v}`)
          .join('\n')}\n`,
  );
  if (!chain.intact) throw new CliError(`the journal is broken: ${chain.problem?.text}`);
}
