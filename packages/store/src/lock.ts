/**
 * One process per folder. The lock is a file `lock` that names its holder: the process id together with its birth
 * (Linux: boot id and start time), so that a later process with the same number is not mistaken for it. A lock
 * whose holder is dead is taken over; processes that race for it are settled by an exclusive claim on that very
 * holder, so that one wins. Processes in separate containers don't see each other's ids: not guarded.
 */
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { errnoOf, messageOf, StoreError } from './failure.ts';

export interface FolderLock {
  /** Lets go. Calling it twice is harmless. */
  readonly release: () => void;
}

interface Holder {
  readonly pid: number;
  readonly born: string;
  readonly nonce: string;
}

const ATTEMPTS = 50;

/**
 * Takes the folder, making it if need be.
 * @throws StoreError `Locked` while another live process holds it, `FolderNotWritable`
 */
export function lockFolder(dir: string): FolderLock {
  try {
    makeFolder(dir);
    accessSync(dir, constants.W_OK);
  } catch (error) {
    throw new StoreError(
      'FolderNotWritable',
      `the folder ${dir} can't be written: ${messageOf(error)}`,
      error,
    );
  }
  const path = join(dir, 'lock');
  const mine: Holder = { pid: process.pid, born: birthOf(process.pid) ?? '', nonce: randomUUID() };
  const draft = join(dir, `lock.${mine.nonce}`);
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (tryLink(draft, path)) return lockOf(path, mine);
      const holder = holderOf(path);
      if (holder === 'gone') continue;
      if (holder !== 'unreadable' && isAlive(holder)) throw inUse(dir, holder);
      if (takeOver(path, draft, holder)) return lockOf(path, mine);
    }
    throw new StoreError('Locked', `the folder ${dir} is being taken by another process: try again`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** One step at a time: Node's own recursive way never ends where the system refuses with ENOENT (`/proc`). */
function makeFolder(dir: string): void {
  if (existsSync(dir)) {
    if (!statSync(dir).isDirectory()) throw new Error('it is not a folder');
    return;
  }
  makeFolder(dirname(resolve(dir)));
  try {
    mkdirSync(dir);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

const inUse = (dir: string, holder: Holder): StoreError =>
  new StoreError(
    'Locked',
    holder.pid === process.pid
      ? `the folder ${dir} is already open in this process`
      : `the folder ${dir} is in use by process ${holder.pid}: stop it first, or choose another folder`,
  );

const lockOf = (path: string, mine: Holder): FolderLock => ({
  release: () => {
    const holder = holderOf(path);
    if (typeof holder === 'object' && holder.nonce === mine.nonce) rmSync(path, { force: true });
  },
});

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw new StoreError('FolderNotWritable', `the lock ${to} can't be made: ${messageOf(error)}`, error);
  }
}

/** Replaces a dead holder's lock, if nobody else is doing so. */
function takeOver(path: string, draft: string, dead: Holder | 'unreadable'): boolean {
  const of = dead === 'unreadable' ? 'unreadable' : dead.nonce;
  const claim = `${path}.claim.${of}`;
  if (!tryLink(draft, claim)) {
    const claimant = holderOf(claim);
    if (typeof claimant === 'object' && !isAlive(claimant)) rmSync(claim, { force: true });
    return false;
  }
  try {
    const now = holderOf(path);
    const same =
      now === dead || (typeof now === 'object' && typeof dead === 'object' && now.nonce === dead.nonce);
    if (!same) return false;
    renameSync(draft, path);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

function holderOf(path: string): Holder | 'gone' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'gone';
    throw new StoreError('FolderNotWritable', `the lock ${path} can't be read: ${messageOf(error)}`, error);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return 'unreadable';
    const { pid, born, nonce } = value as Partial<Holder>;
    if (typeof pid !== 'number' || typeof born !== 'string' || typeof nonce !== 'string') return 'unreadable';
    return { pid, born, nonce };
  } catch {
    return 'unreadable';
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (errnoOf(error) !== 'EPERM') return false;
  }
  const born = birthOf(holder.pid);
  return born === undefined || holder.born === '' || born === holder.born;
}

/** Tells two lives of one process id apart; absent where the system does not say. */
function birthOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted after the command's closing parenthesis: the name itself may hold spaces.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return started === undefined ? undefined : `${boot}:${started}`;
  } catch {
    return undefined;
  }
}
