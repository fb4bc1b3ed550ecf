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
export * from './matching.ts';
export * from './midpoint-pool.ts';
export * from './order-book.ts';
