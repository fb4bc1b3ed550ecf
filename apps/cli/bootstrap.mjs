/**
 * The two commands' first step, and the only file that runs before anything is installed: Node >= 20 and its
 * built-ins alone. Installs what the lock file says, generates the Prisma client, compiles our modules, builds the
 * cockpit; each step is skipped when its inputs have not changed. Then hands over to the pinned Node 24.
 *
 *   node apps/cli/bootstrap.mjs setup | up [options] | test [options]
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const MODULES = join(ROOT, 'node_modules');
const NODE_24 = join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const STAMPS = join(MODULES, '.fairlead');
const COMPILED = join(STAMPS, 'compiled');

const ENV = {
  ...process.env,
  // Tools start with `env node`: the pinned one, whatever the shell has.
  PATH: `${join(MODULES, '.bin')}${delimiter}${process.env.PATH ?? ''}`,
  // Their install scripts fetch from hosts other than the registry; older npm runs them unasked.
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip',
  PRISMA_SKIP_POSTINSTALL_GENERATE: '1',
  PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  NODE_COMPILE_CACHE: COMPILED,
};

const quiet = process.argv.includes('--json');
const say = (text) => (quiet ? process.stderr : process.stdout).write(`${text}\n`);

function fail(text) {
  process.stderr.write(`fairlead: ${text}\n`);
  process.exit(1);
}

/** Runs a command with its output kept back; shows the seconds while it runs, the output if it fails. */
function run(label, command, args) {
  return new Promise((done) => {
    const began = Date.now();
    const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
    const live = process.stderr.isTTY && !quiet;
    const child = spawn(command, args, { cwd: ROOT, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
    let kept = '';
    const keep = (chunk) => {
      kept = (kept + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    if (!live) say(`  ${label} ...`);
    const ticker = setInterval(() => live && process.stderr.write(`\r  ${label} ... ${seconds()}`), 500);
    const end = (code, reason) => {
      clearInterval(ticker);
      if (live) process.stderr.write('\r\x1b[K');
      if (code !== 0) {
        process.stderr.write(kept);
        fail(`${label} failed: ${reason}`);
      }
      say(`  ${label}: done in ${seconds()}`);
      done();
    };
    child.on('error', (error) => end(1, error.message));
    child.on('close', (code) => end(code ?? 1, `${command} ended with ${code}`));
  });
}

const SKIPPED = new Set(['node_modules', '.next', '.turbo', 'generated', '.git', '.fairlead']);

function hashOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(path)) return;
    const entries = readDirectory(path);
    if (entries) {
      for (const name of entries) if (!SKIPPED.has(name)) add(join(path, name));
    } else {
      hash.update(relative(ROOT, path)).update('\0').update(readFileSync(path)).update('\0');
    }
  };
  for (const path of paths) add(join(ROOT, path));
  return hash.digest('hex');
}

function readDirectory(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

const stampPath = (name) => join(STAMPS, name);
const isFresh = (name, hash) => existsSync(stampPath(name)) && readFileSync(stampPath(name), 'utf8') === hash;
function stamp(name, hash) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stampPath(name), hash);
}

/** Does `work` unless the step's inputs are as they were when it last succeeded and `product` still stands. */
async function step({ name, inputs, product, work }) {
  const hash = hashOf(inputs);
  if (isFresh(name, hash) && existsSync(join(ROOT, product))) return;
  rmSync(stampPath(name), { force: true });
  await work();
  stamp(name, hash);
}

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

async function setup() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20)
    fail(
      `Node ${process.versions.node} is too old: Node 20 or newer starts the install (it brings its own Node 24)`,
    );
  await step({
    name: 'install',
    inputs: ['package-lock.json', '.npmrc'],
    product: 'node_modules/node/bin',
    // Not `ci`: it refuses a lock without the optional binaries of platforms that a mirror does not carry.
    work: () =>
      run('installing packages', npm, [
        'install',
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
      ]),
  });
  await step({
    name: 'prisma',
    inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
    product: 'packages/store/generated',
    work: () =>
      run('generating the database client', NODE_24, [join(MODULES, 'prisma/build/index.js'), 'generate']),
  });
}

/** What `compile.mjs` says why; the cache only grows, so it starts anew. */
async function compile() {
  await step({
    name: 'compile',
    inputs: ['apps/cli', 'apps/market', 'apps/server', 'packages', 'package-lock.json'],
    product: relative(ROOT, COMPILED),
    work: () => {
      rmSync(COMPILED, { recursive: true, force: true });
      return run('compiling', NODE_24, [
        '--disable-warning=ExperimentalWarning',
        join(ROOT, 'apps/cli/compile.mjs'),
      ]);
    },
  });
}

async function build() {
  await step({
    name: 'build',
    inputs: [
      'apps/web',
      'packages/ui',
      'packages/domain',
      'packages/api',
      'packages/engine/src',
      'public',
      'package-lock.json',
      'turbo.json',
    ],
    product: 'apps/web/.next/BUILD_ID',
    work: () =>
      run('building the cockpit', NODE_24, [
        join(MODULES, 'turbo/bin/turbo'),
        'run',
        'build',
        '--output-logs=errors-only',
      ]),
  });
}

function handOver(script, args) {
  const env = { ...ENV, FAIRLEAD_CWD: process.env.INIT_CWD ?? process.cwd() };
  const child = spawn(NODE_24, ['--disable-warning=ExperimentalWarning', join(ROOT, script), ...args], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  // Whoever signals us means the child; a terminal has signaled it already, and it takes the second as the first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(error.message));
  child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'setup') {
  await setup();
  await compile();
  say('Set up. Next: npm run up');
} else if (command === 'up') {
  await setup();
  await compile();
  await build();
  handOver('apps/cli/src/main.ts', ['up', ...rest]);
} else if (command === 'test') {
  await setup();
  await compile();
  handOver('apps/cli/src/gate/main.ts', rest);
} else {
  fail(`unknown command "${command ?? ''}": setup, up or test`);
}
