/**
 * Many rows at once, a column an array (`unnest`): the fastest that the driver offers. Names and types are
 * constants of this package: no text from outside is ever part of the SQL.
 */
import type { Transaction } from './database.ts';

type Value = bigint | number | string | boolean | null;
export type Row = Readonly<Record<string, Value>>;

export interface Table {
  readonly name: string;
  readonly key: readonly string[];
  /** Set when the row is made, never after. */
  readonly fixed?: readonly string[];
  readonly columns: Readonly<Record<string, 'text' | 'int8' | 'int4' | 'float8' | 'bool' | 'json'>>;
}

const CHUNK = 1_000;

/** `keep`: a row that is there stays as it is; `replace`: it becomes this; `refuse`: it must not be there. */
export async function write(
  tx: Transaction,
  table: Table,
  rows: readonly Row[],
  existing: 'keep' | 'replace' | 'refuse',
): Promise<void> {
  const names = Object.keys(table.columns);
  const list = names.map((name) => `"${name}"`).join(', ');
  const arrays = names.map((name, i) => `$${i + 1}::${table.columns[name]}[]`).join(', ');
  const kept = new Set([...table.key, ...(table.fixed ?? [])]);
  const updates = names.filter((name) => !kept.has(name)).map((name) => `"${name}" = EXCLUDED."${name}"`);
  const key = table.key.map((name) => `"${name}"`).join(', ');
  const conflict = {
    refuse: '',
    keep: ` ON CONFLICT (${key}) DO NOTHING`,
    replace: ` ON CONFLICT (${key}) DO UPDATE SET ${updates.join(', ')}`,
  }[existing];
  const sql = `INSERT INTO "${table.name}" (${list}) SELECT * FROM unnest(${arrays})${conflict}`;
  for (let from = 0; from < rows.length; from += CHUNK) {
    const part = rows.slice(from, from + CHUNK);
    await tx.$executeRawUnsafe(sql, ...names.map((name) => part.map((row) => row[name] ?? null)));
  }
}
