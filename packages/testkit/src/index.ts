export * from './desk.ts';
export * from './fake-venue.ts';
export * from './market-events.ts';
export * from './naive-level-book.ts';
export * from './naive-matcher.ts';
export * from './naive-orders.ts';
export * from './orders.ts';
export * from './recorded.ts';
