import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Every core: the default keeps one back, and two are all that CI has.
    maxWorkers: '100%',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    reporters: ['default'],
  },
});
