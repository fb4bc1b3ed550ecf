/**
 * Writes the migration that brings the last commit's prisma/schema.prisma to the working tree's:
 *
 *     npm run migration -w @fairlead/store -- NAME
 *
 * The migration is written, not applied: read it, then commit it with the schema.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/embedded.ts';
import { committedMigrations, MIGRATIONS, SCHEMA, schemaDiff } from '../src/migrate.ts';

const name = process.argv[2];
if (name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write('usage: new-migration NAME   (small letters, digits, underscores)\n');
  process.exit(2);
}
const before =
  committedMigrations().length === 0
    ? undefined
    : execFileSync('git', ['show', 'HEAD:./schema.prisma'], {
        cwd: join(MIGRATIONS, '..'),
        encoding: 'utf8',
      });
const dir = mkdtempSync(join(tmpdir(), 'fairlead-migration-'));
const postgres = await startEmbeddedPostgres({ dir });
try {
  const sql = await schemaDiff(postgres.url, before, readFileSync(SCHEMA, 'utf8'));
  const stamp = new Date().toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const folder = join(MIGRATIONS, `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  process.stdout.write(`wrote ${folder}/migration.sql\n`);
} finally {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
