/** Opens the database and binds the questions to it. */
import { connect, type Database } from './database.ts';
import { cursor, project } from './project.ts';
import {
  audit,
  auditAfter,
  limitSet,
  limitsHistory,
  models,
  riskTriggers,
  saveModel,
  verifyAudit,
} from './query-house.ts';
import { decision, order, orders, scorecardRows } from './query-orders.ts';
import type { Store } from './views.ts';

const databases = new WeakMap<Store, Database>();

/**
 * Connects to a migrated database.
 * @throws StoreError `DatabaseUnreachable`, `SchemaMismatch`
 */
export async function openStore(databaseUrl: string): Promise<Store> {
  const db = await connect(databaseUrl);
  const store: Store = {
    project: (records) => project(db, records),
    cursor: () => cursor(db),
    orders: (see) => orders(db, see),
    order: (see, parentId) => order(db, see, parentId),
    decision: (see, decisionId) => decision(db, see, decisionId),
    scorecardRow: async (see, parentId) => (await scorecardRows(db, see, { parentId, limit: 1 }))[0],
    scorecardRows: (see, limit) => scorecardRows(db, see, { limit }),
    audit: (see, filter) => audit(db, see, filter),
    auditAfter: (after, limit) => auditAfter(db, after, limit),
    verifyAudit: () => verifyAudit(db),
    limitSet: () => limitSet(db),
    limitsHistory: () => limitsHistory(db),
    riskTriggers: () => riskTriggers(db),
    saveModel: (model) => saveModel(db, model),
    models: () => models(db),
    close: () => db.close(),
  };
  databases.set(store, db);
  return store;
}

/** The client for better-auth's Prisma adapter, which wants the client itself. Nothing else may use it. */
export function prismaClient(store: Store): object {
  const db = databases.get(store);
  if (!db) throw new TypeError('not a store that openStore made');
  return db.prisma;
}
