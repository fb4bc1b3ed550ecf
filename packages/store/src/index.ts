export type { ChainProblem, JournalCheck, JournalHead } from './chain.ts';
export { verifyJournal } from './chain.ts';
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded.ts';
export { ensureDatabase } from './ensure-database.ts';
export { StoreError, type StoreErrorCode } from './failure.ts';
export { type Journal, type JournalOptions, openJournal, readJournal, type TornTail } from './journal.ts';
export { type FolderLock, lockFolder } from './lock.ts';
export { migrate } from './migrate.ts';
export { openStore, prismaClient } from './store.ts';
export type {
  AuditChain,
  ScorecardRow,
  Sight,
  Store,
  StoreCursor,
  StoredAuditFilter,
  StoredDecisionSummary,
  StoredFill,
  StoredLimitsChange,
  StoredModel,
  StoredParent,
} from './views.ts';
