/** A Chromium for the journeys: one that is here, else Debian's, else Playwright's own, else how to get one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ROOT } from '../env.ts';

export type Browser =
  /** `path` absent: Playwright's own. */
  { readonly type: 'found'; readonly path?: string } | { readonly type: 'missing'; readonly how: string };

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const installed = (): Browser | undefined => {
  const path = SYSTEM.find((p) => existsSync(p));
  if (path) return { type: 'found', path };
  return existsSync(chromium.executablePath()) ? { type: 'found' } : undefined;
};

const ran = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 600_000 }).status === 0;

export async function findBrowser(say: (text: string) => void): Promise<Browser> {
  const here = installed();
  if (here) return here;
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    say("no browser here: installing Debian's chromium");
    if (
      ran('apt-get', ['update', '-q']) &&
      ran('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'])
    ) {
      const debian = installed();
      if (debian) return debian;
    }
  }
  say('no browser here: asking Playwright for its own');
  if (
    ran(process.execPath, [
      join(ROOT, 'node_modules/playwright/cli.js'),
      'install',
      '--with-deps',
      'chromium',
    ])
  ) {
    const own = installed();
    if (own) return own;
  }
  return {
    type: 'missing',
    how: 'there is no Chromium and none could be installed: run "apt-get install chromium" or "npx playwright install chromium"',
  };
}
