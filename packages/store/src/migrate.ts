/**
 * Applies the committed migrations of `prisma/migrations` with Prisma's own schema engine (its WebAssembly build:
 * no binary to fetch) over the same driver as the client. The table `_prisma_migrations` is Prisma's, so that
 * `prisma migrate deploy` agrees elsewhere.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import { isUnreachable, unreachable } from './database.ts';
import { messageOf, StoreError } from './failure.ts';

const PRISMA = fileURLToPath(new URL('../../../prisma/', import.meta.url));
export const MIGRATIONS = `${PRISMA}migrations`;
export const SCHEMA = `${PRISMA}schema.prisma`;
const FILTER = { externalTables: [], externalEnums: [] };

/**
 * Idempotent: what is applied already is left alone.
 * @param onProgress one line per migration applied
 * @returns the names of those that were applied now
 * @throws StoreError `DatabaseUnreachable`, `SchemaMismatch`
 */
export async function migrate(
  databaseUrl: string,
  onProgress: (line: string) => void = () => {},
): Promise<readonly string[]> {
  try {
    return await withEngine(databaseUrl, async (engine) => {
      const migrationsList = committed();
      const { history, failedMigrationNames } = await engine.diagnoseMigrationHistory({
        migrationsList,
        optInToShadowDatabase: false,
        filters: FILTER,
      });
      if (failedMigrationNames.length > 0) {
        const names = failedMigrationNames.join(', ');
        throw mismatch(`migration ${names} failed before: a person must look`);
      }
      if (history && history.diagnostic !== 'databaseIsBehind') {
        const names = history.unpersistedMigrationNames.join(', ');
        throw mismatch(`it has migrations that this version does not know: ${names}`);
      }
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: FILTER });
      for (const name of appliedMigrationNames) onProgress(`applied migration ${name}`);
      return appliedMigrationNames;
    });
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (isUnreachable(error)) throw unreachable(databaseUrl, error);
    throw mismatch(messageOf(error).split('\n   0:')[0] ?? '', error);
  }
}

const mismatch = (reason: string, cause?: unknown): StoreError =>
  new StoreError('SchemaMismatch', `the database can't be migrated: ${reason}`, cause);

/**
 * SQL that turns one schema's database into another's; `from` absent: an empty one. The engine wants a server of
 * the right kind to talk to, and leaves it as it is. Triggers are not part of a Prisma schema: migrations add
 * them by hand.
 */
export async function schemaDiff(anyUrl: string, from: string | undefined, to: string): Promise<string> {
  const target = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: SCHEMA, content }],
  });
  return withEngine(anyUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: from === undefined ? { tag: 'empty' } : target(from),
      to: target(to),
      script: true,
      exitCode: null,
      filters: FILTER,
    });
    return stdout ?? '';
  });
}

/** Names of the committed migrations, in order. */
export const committedMigrations = (): string[] =>
  (existsSync(MIGRATIONS) ? readdirSync(MIGRATIONS, { withFileTypes: true }) : [])
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

function committed() {
  const lock = `${MIGRATIONS}/migration_lock.toml`;
  return {
    baseDir: MIGRATIONS,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lock) ? readFileSync(lock, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: committedMigrations().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: readFileSync(`${MIGRATIONS}/${name}/migration.sql`, 'utf8') },
      },
    })),
  };
}

/** Runs `work` with an engine on the database, and closes its connections after. */
async function withEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  // Loaded when first needed: it is large, and only start-up and tests migrate.
  const { SchemaEngine: Engine } = await import('@prisma/schema-engine-wasm');
  const driver = new WholeScripts({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000, max: 4 });
  const datamodels: [string, string][] = [[SCHEMA, readFileSync(SCHEMA, 'utf8')]];
  try {
    const engine = await Engine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(driver));
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    // A connection left open keeps the advisory lock that migrations take: the next one would wait for it.
    await driver.disconnect();
  }
}

/**
 * The driver cuts a script at every `;`, also inside a function's body, and runs the pieces apart. Sent whole, the
 * server parses it, and a migration that fails leaves nothing behind.
 */
class WholeScripts extends PrismaPg {
  readonly #made: { dispose: () => Promise<void> }[] = [];

  disconnect = async (): Promise<void> => {
    for (const adapter of this.#made.splice(0)) await adapter.dispose();
  };

  override async connect() {
    const adapter = await super.connect();
    this.#made.push(adapter);
    adapter.executeScript = async (script: string) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        const { message, ...facts } = factsOf(error);
        throw new DriverAdapterError({ kind: 'postgres', message, ...facts });
      }
    };
    return adapter;
  }
}

function factsOf(error: unknown) {
  const told = (typeof error === 'object' && error !== null ? error : {}) as Readonly<
    Record<string, unknown>
  >;
  const text = (key: string) => (typeof told[key] === 'string' ? told[key] : undefined);
  return {
    message: messageOf(error),
    code: text('code') ?? 'N/A',
    severity: text('severity') ?? 'ERROR',
    detail: text('detail'),
    column: text('column'),
    hint: text('hint'),
  };
}
