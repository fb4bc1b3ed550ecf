/**
 * Fills Node's compile cache (NODE_COMPILE_CACHE) with every module that our processes load, so that none of them has
 * to strip types itself. It is not only for the start: the stripper is WebAssembly whose memory grows, and in a process
 * in which an ArrayBuffer was ever detached V8 checks every typed-array access for it (measured: a loop over a
 * Float64Array takes 1.5 times as long).
 */
import { globSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const SOURCES = ['apps/{cli,market,server}/src/**/*.ts', 'packages/*/src/**/*.ts'];
const OTHERS = /\.test\.ts$|\.d\.ts$|\/packages\/(ui|testkit)\//;

const modules = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
  .map((path) => join(ROOT, path))
  .filter((path) => !OTHERS.test(path));
// A graph is loaded whole before any of it runs: the first import ends it there.
const halt = 'data:text/javascript,throw new Error("loaded")';
const imports = [halt, ...modules.map((path) => pathToFileURL(path).href)];
const graph = imports.map((url) => `import ${JSON.stringify(url)};`).join('\n');
await import(`data:text/javascript,${encodeURIComponent(graph)}`).then(
  () => {
    throw new Error('the modules were run, not only loaded');
  },
  (error) => {
    if (error.message !== 'loaded') throw error;
  },
);
flushCompileCache();
