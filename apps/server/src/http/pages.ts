/** The built cockpit, served by Next's own production handler inside this process. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import next from 'next';
import type { PageHandler } from './server.ts';

const WEB = resolve(import.meta.dirname, '../../../web');

/** @throws Error when the cockpit has not been built */
export async function createPages(): Promise<PageHandler> {
  if (!existsSync(resolve(WEB, '.next/BUILD_ID'))) {
    throw new Error('the cockpit is not built: npm run up builds it');
  }
  const app = next({ dev: false, dir: WEB, quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  return (request, response) => handle(request, response);
}
