/** The Prisma client with its driver, and what the world's failures mean. */
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/client.ts';
import { errnoOf, messageOf, StoreError } from './failure.ts';

export type Transaction = Prisma.TransactionClient;

export interface Database {
  readonly prisma: PrismaClient;
  /** Runs `work`, turning a lost database into a StoreError. */
  readonly run: <T>(work: (prisma: PrismaClient) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

const CONNECT_MS = 10_000;

/** @throws StoreError `DatabaseUnreachable`, `SchemaMismatch` */
export async function connect(databaseUrl: string): Promise<Database> {
  const adapter = new PrismaPg(
    { connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_MS, max: 10 },
    // A connection that the server closes while idle is replaced at the next question.
    { onPoolError: () => {}, onConnectionError: () => {} },
  );
  const prisma = new PrismaClient({ adapter });
  const run = async <T>(work: (client: PrismaClient) => Promise<T>): Promise<T> => {
    try {
      return await work(prisma);
    } catch (error) {
      if (isUnreachable(error)) throw unreachable(databaseUrl, error);
      throw error;
    }
  };
  try {
    await run((client) => client.cursor.count());
  } catch (error) {
    await prisma.$disconnect();
    if (error instanceof StoreError) throw error;
    if (error instanceof Prisma.PrismaClientKnownRequestError && NO_TABLE.has(error.code)) {
      throw new StoreError('SchemaMismatch', 'the database has not been migrated to this version', error);
    }
    throw error;
  }
  return { prisma, run, close: () => prisma.$disconnect() };
}

/** Prisma's "table does not exist" and "column does not exist". */
const NO_TABLE = new Set(['P2021', 'P2022']);
/** Can't reach, refused, no such database, connection closed, server has too many clients. */
const UNREACHABLE = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1010',
  'P1011',
  'P1017',
  'P2037',
]);
const UNREACHABLE_ERRNO = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EPIPE',
  // PostgreSQL: password, database, shutting down, starting up.
  '28P01',
  '28000',
  '3D000',
  '57P01',
  '57P03',
]);
const UNREACHABLE_WORDS =
  /ECONNREFUSED|ENOTFOUND|Can't reach database|Connection terminated|timeout (exceeded )?when trying to connect|DatabaseNotReachable|ConnectionClosed|Authentication failed|Database `[^`]*` does not exist/i;

export function isUnreachable(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = errnoOf(at);
    if (code !== undefined && (UNREACHABLE.has(code) || UNREACHABLE_ERRNO.has(code))) return true;
    if (UNREACHABLE_WORDS.test(at.message)) return true;
  }
  return false;
}

/** Names the host and database, never the password. */
export function unreachable(databaseUrl: string, cause: unknown): StoreError {
  let where = 'the database';
  let advice = 'is DATABASE_URL right?';
  try {
    const { hostname, port, pathname } = new URL(databaseUrl);
    where = `the database ${pathname.slice(1)} at ${hostname}:${port || '5432'}`;
  } catch {
    advice = 'DATABASE_URL is not a URL';
  }
  const lines = messageOf(cause)
    .split('\n')
    .map((line) => line.trim().replace(/[.:]$/, ''));
  const reason =
    lines.find((line) => UNREACHABLE_WORDS.test(line)) ?? lines.find((line) => line !== '') ?? '';
  return new StoreError('DatabaseUnreachable', `${where} can't be reached (${reason}): ${advice}`, cause);
}
