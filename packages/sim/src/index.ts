export * from './config.ts';
export * from './default-market.ts';
export * from './ground-truth.ts';
export * from './market.ts';
export * from './orders.ts';
export { createRandom, exponential, type Random, uniform } from './random.ts';
export * from './recorded.ts';
export { createReplayMarket, type RecordedDay, replayConfig } from './replay-market.ts';
