export { type AppRouter, appRouter, createCaller } from './app-router.ts';
export type { SubmitRequest } from './contract.ts';
export { mayCall, PERMISSIONS, type Procedure } from './permissions.ts';
export type * from './services.ts';
export type { ApiContext } from './trpc.ts';
