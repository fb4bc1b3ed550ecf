/** `fairlead`: parses the command line, runs one command, says one sentence when it can't. */
import { Command, CommanderError } from 'commander';
import { CliError } from './failure.ts';

const program = new Command('fairlead')
  .description('Fairlead: an execution cockpit around a machine-learning smart order router')
  .version('0.1.0')
  .showHelpAfterError('(fairlead COMMAND --help lists the options)')
  .exitOverride();

program
  .command('up')
  .description('start the database, the market, the engine and the cockpit on 127.0.0.1, until Ctrl-C')
  .option('--port <N>', 'port of the cockpit; 0 takes a free one (default: 4400)')
  .option('--state <DIR>', 'folder of the database, journals, models and logs (default: .fairlead)')
  .option(
    '--market <WHICH>',
    'simulated, replay:PATH of a LOBSTER file, or live:VENUE,VENUE: real books, orders on paper (default: simulated)',
  )
  .option(
    '--scenario <NAME|FILE>',
    'of the simulated market: default, a shipped one, or a .yaml file (default: the one that it ran last)',
  )
  .option('--instrument <ID>', 'what a live market trades: BTC-USD or ETH-USD (default: BTC-USD)')
  .option('--speed <N>', 'market seconds per wall second, 0.1 to 1000 (default: as it last ran, at first 1)')
  .option('--seed <N>', 'seed of the simulated flow (default: 42)')
  .option(
    '--news <WHERE>',
    'follow a news feed: a file (JSON Lines, RSS, Atom) or an http(s) address; may be given more than once',
    (where: string, before: readonly string[] = []) => [...before, where],
  )
  .option(
    '--no-tape',
    'do not record the market data (FAIRLEAD_TAPE=off; FAIRLEAD_TAPE_DAYS, FAIRLEAD_TAPE_GIB)',
  )
  .option('--smoke', 'work one parent through the public API in a temporary state, then stop')
  .option('--json', 'with --smoke: one JSON line on stdout')
  .action(async (flags) => (await import('./up/command.ts')).up(flags));

program
  .command('train')
  .description('generate simulated history, train the fill and impact models, export ONNX and cards')
  .option('--out <DIR>', 'folder of the models (default: .fairlead/models)')
  .option('--quick', 'a small run that shows the whole way, not a model to trade with')
  .option('--seed <N>', 'first training seed, below 100,000 (default: 1)')
  .option('--json', 'one JSON line on stdout')
  .action(async (flags) => (await import('./train.ts')).train(flags));

program
  .command('bench')
  .description(
    'measure a hot path: decoding, books, books with features, matching, decisions, episodes, simulator, steps, tapes',
  )
  .argument('<what>', 'book | decision | decode | episodes | feed | itch | match | simulator | step | tape')
  .argument('[path]', 'of a recording of any known format: what decode reads')
  .option('--json', 'one JSON line on stdout')
  .action(async (what, path, flags) => (await import('./bench/command.ts')).bench(what, path, flags));

program
  .command('replay')
  .description('read a recording of any known format, or a tape, again: what it holds, and a digest of it')
  .argument('<path>', 'the file, packed or not, or the folder of a tape')
  .option('--verify', 'rebuild its books and compare them with what the recording itself says')
  .option(
    '--study <NAME>',
    'ofi: how much of the mid order-flow imbalance explains; facts: the stylised facts (LOBSTER)',
  )
  .option('--speed <N>', 'play at N market seconds per wall second, with a line each second')
  .option('--from <TIME>', 'from the first record received then, HH:MM[:SS[.fraction]]')
  .option('--trades <FILE>', 'write its trades as CSV')
  .option(
    '--features <FILE>',
    'write feature rows as CSV: a passive order of average size, by venue and side',
  )
  .option('--every <TIME>', 'market time between feature rows: 100ms, 1s, 5m (default: 1s)')
  .option('--json', 'one JSON line on stdout')
  .action(async (path, flags) => (await import('./replay/command.ts')).replay(path, flags));

program
  .command('simulate')
  .description('run a scenario on the virtual clock: what happens in it, or whether its file is sound')
  .option('--scenario <WHICH>', 'a YAML file, or the name of a shipped one (default: day)')
  .option('--seed <N>', 'seed of the run, or the first one recorded; below 900,000 (default: 1)')
  .option('--minutes <M>', 'of market time (default: to the close; recorded: 10 an episode)')
  .option('--until-event <N>', 'stop after this event: where a participant failed')
  .option('--check', 'read the file only: its problems, each with its line, or what it holds')
  .option('--report', 'run its day and judge it by the stylised facts of markets')
  .option(
    '--days <N>',
    'with --report: days that the facts are told of, their meta-orders taken together (default: 1)',
  )
  .option('--instrument <ID>', "with --report: which one's market (default: the first)")
  .option('--against <FILE>', 'with --report: the same facts of a LOBSTER day beside it, and the distances')
  .option('--html <FILE>', 'with --report: write the report as a page with plots')
  .option('--fit <FILE>', 'estimate a scenario from a LOBSTER day, and say how near a simulated day comes')
  .option('--out <FILE>', 'with --fit: the scenario (default: fitted.yaml)')
  .option(
    '--record <DIR>',
    'record episodes with parents at work in them: tapes and journals, what is missing',
  )
  .option('--episodes <N>', 'with --record: how many, of as many seeds (default: 10)')
  .option('--workers <N>', 'with --record: threads (default: one per core)')
  .option('--rules', 'with --record: no models, the rules route every parent')
  .option(
    '--study <NAME>',
    'predator: what one makes of equal slices and of drawn ones (scenario: predatory)',
  )
  .option('--pairs <N>', 'with --study: pairs of runs, of as many seeds (default: 200, from 100,001 on)')
  .option('--json', 'one JSON line on stdout')
  .action(async (flags) => (await import('./simulate/command.ts')).simulate(flags));

const tape = program.command('tape').description('what came in, recorded: list, export, import');

tape
  .command('ls')
  .description('the tapes in a folder: session, records, venues, instruments, size')
  .argument('[dir]', 'a tape, or a folder with tapes below it (default: .fairlead)')
  .option('--json', 'one JSON line on stdout')
  .action(async (dir, flags) => (await import('./tape/list.ts')).listTapes(dir, flags));

tape
  .command('export')
  .description("a tape's records as JSON lines or CSV; numbers are integers of the tape's scale")
  .argument('<dir>', 'the folder of the tape')
  .option('--from <TIME>', 'from the first record received then, HH:MM[:SS[.fraction]]')
  .option('--to <TIME>', 'to before the first record received then')
  .option('--venue <ID>', 'of this venue only')
  .option('--instrument <ID>', 'of this instrument only')
  .option('--out <FILE>', 'whole or not at all; .csv is CSV (default: stdout)')
  .option('--csv', 'CSV with a header line instead of JSON lines')
  .action(async (dir, flags) => (await import('./tape/export.ts')).exportTape(dir, flags));

tape
  .command('import')
  .description('make a tape of a recorded file of any known format, packed or not')
  .argument('<path>', 'the file')
  .option('--out <DIR>', 'folder of the tape, which must not exist (default: .fairlead/tapes/NAME)')
  .option('--json', 'one JSON line on stdout')
  .action(async (path, flags) => (await import('./tape/import.ts')).importTape(path, flags));

program
  .command('journal')
  .description("verify a run's journal and fold it: hash chain, inputs, state hash")
  .option('--state <DIR>', 'state folder (default: .fairlead)')
  .option('--market <WHICH>', 'the run: simulated, replay:PATH or live:VENUE,VENUE (default: simulated)')
  .option('--instrument <ID>', 'of a live run (default: BTC-USD)')
  .option('--json', 'one JSON line on stdout')
  .action(async (flags) => (await import('./journal.ts')).journal(flags));

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}
// A handle that a library left open must not hold a finished command.
process.exit();

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CliError) {
    process.stderr.write(`fairlead: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `fairlead: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return 1;
}
