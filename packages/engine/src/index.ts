export type * from './audit.ts';
export type * from './effect.ts';
export * from './input.ts';
