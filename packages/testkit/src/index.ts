export * from './naive-matcher.ts';
export * from './orders.ts';
export * from './recorded.ts';
