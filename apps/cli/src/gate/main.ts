/**
 * `npm test`: the one gate, here and in CI. Cheapest first; each step says how long it took; the first that fails
 * ends the run with its output and one clear line.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { env, ROOT } from '../env.ts';
import { findBrowser } from './browser.ts';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);

const STEPS: readonly Step[] = [
  { name: 'format and lint', command: [bin('biome'), 'ci', '--error-on-warnings'] },
  { name: 'types', command: [bin('turbo'), 'run', 'typecheck', '--output-logs=errors-only'] },
  { name: 'types of tests', command: [bin('tsc'), '-p', 'tsconfig.tests.json'] },
  {
    name: 'boundaries',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'packages', 'apps'],
  },
  { name: 'dead code', command: [bin('knip')] },
  { name: 'unit, property and contract tests', command: [bin('vitest'), 'run', '--reporter=dot'] },
  { name: 'cockpit build', command: [bin('turbo'), 'run', 'build', '--output-logs=errors-only'] },
];

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function run({ name, command, env: extra }: Step): Promise<boolean> {
  return new Promise((done) => {
    const began = performance.now();
    process.stdout.write(`▶ ${name}\n`);
    const [program, ...args] = command;
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...env.inherited, FORCE_COLOR: '0', ...extra },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', (error) => {
      process.stdout.write(`✖ ${name}: ${error.message}\n`);
      done(false);
    });
    child.on('close', (code) => {
      process.stdout.write(`${code === 0 ? '✔' : '✖'} ${name}: ${seconds(began)}\n`);
      done(code === 0);
    });
  });
}

async function gate(): Promise<number> {
  const began = performance.now();
  process.stdout.write(`Fairlead's gate, on ${availableParallelism()} cores\n`);
  for (const step of STEPS) {
    if (!(await run(step))) return fail(step.name, began);
  }
  const browser = await findBrowser((text) => process.stdout.write(`  ${text}\n`));
  if (browser.type === 'missing') {
    process.stdout.write(`✖ journeys: ${browser.how}\n`);
    return fail('journeys', began);
  }
  const journeys: Step = {
    name: 'journeys in the browser',
    command: [bin('playwright'), 'test', '--config', 'e2e/playwright.config.ts'],
    env: browser.path === undefined ? {} : { FAIRLEAD_BROWSER: browser.path },
  };
  if (!(await run(journeys))) return fail(journeys.name, began);
  process.stdout.write(`\nAll green in ${seconds(began)}.\n`);
  return 0;
}

function fail(name: string, began: number): number {
  process.stdout.write(`\nFailed at "${name}" after ${seconds(began)}.\n`);
  return 1;
}

process.exit(await gate());
