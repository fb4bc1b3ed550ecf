#!/usr/bin/env node
// `fairlead` for whatever Node the shell has: the pinned Node 24 runs the TypeScript.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const env = {
  ...process.env,
  NODE_COMPILE_CACHE: join(root, 'node_modules/.fairlead/compiled'),
  FAIRLEAD_CWD: process.env.INIT_CWD ?? process.cwd(),
};
const child = spawn(
  node,
  ['--disable-warning=ExperimentalWarning', join(root, 'apps/cli/src/main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit', env },
);
// Whoever signals us means the child; a terminal has signaled it already, and it takes the second as the first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`fairlead: ${error.message}; run npm run setup first\n`);
  process.exit(1);
});
child.on('close', (code) => process.exit(code ?? 1));
