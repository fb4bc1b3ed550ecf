/** A real PostgreSQL for the tests of one file: in a temporary folder, on a free port, gone when stopped. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestDatabase {
  /** A database with the committed migrations applied. */
  readonly url: string;
  /** Another one like it, empty: the same server, a copy. */
  readonly another: () => Promise<string>;
  /** One without any table. */
  readonly bare: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** One server per test file: start it in `beforeAll`, stop it in `afterAll`. Takes about two seconds. */
export async function startTestDatabase(): Promise<TestDatabase> {
  // Loaded here, so that the tests of the pure packages do not load a database client.
  const { migrate, startEmbeddedPostgres } = await import('@fairlead/store');
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-test-database-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  try {
    // Nothing here has to survive a crash.
    const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
    const server = await startEmbeddedPostgres({ dir, settings });
    const stop = async () => {
      await server.stop();
      remove();
    };
    try {
      await migrate(server.url);
      let made = 0;
      const next = (template?: string) => {
        made += 1;
        return server.makeDatabase(`t${made}`, template);
      };
      const another = () => next('fairlead');
      return { url: await another(), another, bare: () => next(), stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    remove();
    throw error;
  }
}
