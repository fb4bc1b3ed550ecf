/** One cluster, one database per run: a replayed day and the simulated market share no table. */
import { invariant } from '@fairlead/domain';
import { PrismaPg } from '@prisma/adapter-pg';
import { isUnreachable, unreachable } from './database.ts';

/**
 * Makes the database `name` in the cluster of `serverUrl` where it does not exist.
 * @param name lower-case letters, digits and underscores, at most 63 of them
 * @param template a database to copy, to which nobody may be connected; absent: an empty one
 * @returns the URL of that database
 * @throws StoreError `DatabaseUnreachable`
 */
export async function ensureDatabase(serverUrl: string, name: string, template?: string): Promise<string> {
  // They go into the statement as they are: CREATE DATABASE takes no parameters.
  for (const given of [name, template ?? name]) {
    invariant(/^[a-z][a-z0-9_]{0,62}$/.test(given), `"${given}" is no database name`);
  }
  const from = template === undefined ? '' : ` TEMPLATE ${template}`;
  try {
    const server = await new PrismaPg({ connectionString: serverUrl, max: 1 }).connect();
    try {
      const { rows } = await server.queryRaw({
        sql: `SELECT 1 FROM pg_database WHERE datname = '${name}'`,
        args: [],
        argTypes: [],
      });
      if (rows.length === 0) await server.executeScript(`CREATE DATABASE ${name}${from}`);
    } finally {
      await server.dispose();
    }
  } catch (error) {
    throw isUnreachable(error) ? unreachable(serverUrl, error) : error;
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
