import { readFileSync } from 'node:fs';
import { startTestDatabase, type TestDatabase } from '@fairlead/testkit';
import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from './index.ts';
import { committedMigrations, SCHEMA, schemaDiff } from './migrate.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(async () => {
  await database?.stop();
});

const rows = async (url: string, sql: string): Promise<unknown[][]> => {
  const adapter = await new PrismaPg({ connectionString: url, max: 1 }).connect();
  try {
    return (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows;
  } finally {
    await adapter.dispose();
  }
};
const run = async (url: string, sql: string): Promise<void> => {
  const adapter = await new PrismaPg({ connectionString: url, max: 1 }).connect();
  try {
    for (const statement of sql.split(';')) {
      if (statement.trim()) await adapter.executeRaw({ sql: statement, args: [], argTypes: [] });
    }
  } finally {
    await adapter.dispose();
  }
};

test('the migrations apply from empty, once, and say which', async () => {
  const url = await database.bare();
  const told: string[] = [];
  const names = committedMigrations();
  expect(await migrate(url, (line) => told.push(line))).toEqual(names);
  expect(told).toEqual(names.map((name) => `applied migration ${name}`));
  expect(await migrate(url)).toEqual([]);
  const kept = 'SELECT migration_name, applied_steps_count, rolled_back_at IS NULL, finished_at IS NOT NULL';
  expect(await rows(url, `${kept} FROM _prisma_migrations ORDER BY migration_name`)).toEqual(
    names.map((name) => [name, 1, true, true]),
  );
});

test('two that migrate at once leave one set of tables', async () => {
  const url = await database.bare();
  const applied = await Promise.all([migrate(url), migrate(url)]);
  expect(applied.flat().sort()).toEqual(committedMigrations());
});

test('the migrations give what the schema says', async () => {
  const migrated = await database.another();
  const direct = await database.bare();
  await run(direct, await schemaDiff(direct, undefined, readFileSync(SCHEMA, 'utf8')));
  const columns = `SELECT table_name, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
    ORDER BY table_name, column_name`;
  expect(await rows(migrated, columns)).toEqual(await rows(direct, columns));
  const indexes = `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    AND tablename <> '_prisma_migrations' ORDER BY indexname`;
  expect(await rows(migrated, indexes)).toEqual(await rows(direct, indexes));
});

test('a database of a later version is refused by the name of its migration', async () => {
  const url = await database.another();
  await run(
    url,
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     VALUES ('x', 'x', '29990101000000_future', now(), 1)`,
  );
  await expect(migrate(url)).rejects.toMatchObject({
    code: 'SchemaMismatch',
    message:
      "the database can't be migrated: it has migrations that this version does not know: 29990101000000_future",
  });
});

test('a server that is not there is one clear sentence', async () => {
  await expect(migrate('postgresql://user:secret@127.0.0.1:1/fairlead')).rejects.toMatchObject({
    code: 'DatabaseUnreachable',
    message:
      "the database fairlead at 127.0.0.1:1 can't be reached (Can't reach database server at `127.0.0.1:1`): is DATABASE_URL right?",
  });
});
