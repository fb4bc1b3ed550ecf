/** One cluster, one database per run: a replayed day and the simulated market share no table. */
import { invariant } from '@fairlead/domain';
import { PrismaPg } from '@prisma/adapter-pg';
import { isUnreachable, unreachable } from './database.ts';

/**
 * Makes the database `name` in the cluster of `serverUrl` where it does not exist.
 * @param name lower-case letters, digits and underscores, at most 63 of them
 * @returns the URL of that database
 * @throws StoreError `DatabaseUnreachable`
 */
export async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  // It goes into the statement as it is: CREATE DATABASE takes no parameters.
  invariant(/^[a-z][a-z0-9_]{0,62}$/.test(name), `"${name}" is no database name`);
  try {
    const server = await new PrismaPg({ connectionString: serverUrl }).connect();
    try {
      const { rows } = await server.queryRaw({
        sql: `SELECT 1 FROM pg_database WHERE datname = '${name}'`,
        args: [],
        argTypes: [],
      });
      if (rows.length === 0) await server.executeScript(`CREATE DATABASE ${name}`);
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
