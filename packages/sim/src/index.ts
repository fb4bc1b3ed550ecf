export * from './config.ts';
export * from './default-market.ts';
export * from './market.ts';
export * from './orders.ts';
export * from './recorded.ts';
export * from './replay-market.ts';
