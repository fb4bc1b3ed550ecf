export * from './market-events.ts';
export * from './naive-level-book.ts';
export * from './naive-matcher.ts';
export * from './orders.ts';
export * from './recorded.ts';
