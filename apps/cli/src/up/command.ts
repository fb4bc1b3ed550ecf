/** `fairlead up`: the whole house on this machine, until Ctrl-C. */
import { CliError } from '../failure.ts';
import { type House, startHouse } from './house.ts';
import { interruption } from './interruption.ts';
import { parseUpFlags, type UpFlags } from './options.ts';
import { runSmoke } from './smoke.ts';

export async function up(flags: UpFlags): Promise<void> {
  if (flags.smoke) return runSmoke(flags);
  if (flags.json) throw new CliError('--json goes with --smoke', { exitCode: 2 });
  const options = parseUpFlags(flags);
  process.stdout.write('Fairlead starts\n');
  // An interrupt while starting must still stop what stands.
  const interrupted = interruption();
  const starting = startHouse(options, (text) => process.stdout.write(`  ${text}\n`));
  const house = await Promise.race([starting, interrupted.then(() => undefined)]);
  if (!house) {
    process.stdout.write('\nStopping ...\n');
    await (await starting.catch(() => undefined))?.stop();
    return;
  }
  printWelcome(house, options.market);
  const why = await Promise.race([interrupted, house.failed]);
  process.stdout.write(why === undefined ? '\nStopping ...\n' : `\n${why}\nStopping ...\n`);
  await house.stop();
  process.stdout.write('Stopped. The state is kept: the same command resumes it.\n');
  if (why !== undefined) throw new CliError(why);
}

const environmentOf = (market: string): string => {
  if (market === 'simulated') return 'SIM';
  return market.startsWith('live:') ? 'LIVE-PAPER: real books, orders on paper only' : 'REPLAY';
};

function printWelcome(house: House, market: string): void {
  const width = Math.max(...house.signIns.map((s) => s.email.length));
  const lines = [
    '',
    `Fairlead is ready: ${house.address}`,
    `  market: ${market}   environment: ${environmentOf(market)}`,
    '',
    'Sign in as',
    ...house.signIns.map((s) => `  ${s.role.padEnd(14)} ${s.email.padEnd(width)}  ${s.password}`),
    '',
    'Ctrl-C stops everything; the same command resumes.',
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
