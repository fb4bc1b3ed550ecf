export { type ClientMarket, clientOf } from './client-market.ts';
export type { MarketClock } from './clock.ts';
export { createDriver, type Driver, type DriverParts, type Hearing, type OrderLink } from './driver.ts';
export { type Answer, type AskModels, askPredictor } from './models.ts';
export { newsItem } from './news-item.ts';
export { firstActs, HOUSE, limitsOfNew, type OfferedModels, sessionOpened } from './opening.ts';
export type { OrderJournal, Sequencer, Settled, Told } from './sequencer.ts';
export {
  createSimulatedDriver,
  type SimulatedDriver,
  type SimulatedModels,
  type SimulatedOptions,
} from './simulated.ts';
