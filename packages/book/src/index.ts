export { beginAuction, type Indicative, inAuction, indicative, uncross } from './auction.ts';
export {
  cancelConditional,
  createBlockPool,
  enterConditional,
  expire,
  firmUp,
  matchAtMidpoint,
  nextDeadlineNs,
  restingConditionals,
} from './block-pool.ts';
export { enterQuote, enterRequest } from './block-requests.ts';
export type { BlockCall, BlockPool, BlockSink } from './block-state.ts';
export { cancelOrder, cancelOwner, expireOrders } from './cancel.ts';
export {
  applyAt,
  applyLevelAt,
  applyPrintAt,
  applyToConsolidated,
  type Consolidated,
  createConsolidated,
  type Nbbo,
  type NbboSide,
  nbbo,
  snapshotDue,
  venueAt,
} from './consolidated.ts';
export { referenceTouch, verdictOn } from './crossed.ts';
export { contactAt, dataAt } from './feed-health.ts';
export {
  createFeedMonitor,
  type FeedMonitor,
  type MonitorReport,
  monitorReport,
  observeRecord,
} from './feed-monitor.ts';
export { feedReport, marketReport } from './feed-report.ts';
export {
  applyToLevelBook,
  type BookChange,
  bestAsk,
  bestBid,
  createLevelBook,
  depthAtOrBetter,
  depthOfLevels,
  depthWithin,
  type LevelBook,
  levelCount,
  levelPx,
  levelQty,
  levels,
  qtyAt,
} from './level-book.ts';
export * from './match-order.ts';
export { createMatchingBook, type MatchingBook } from './match-store.ts';
export * from './match-view.ts';
export { enterOrder, executeResting, replaceOrder } from './matching.ts';
export * from './midpoint-pool.ts';
export * from './order-book.ts';
export { warmOrders } from './order-store.ts';
export { type ReferenceTouch, repricePegs } from './pegs.ts';
