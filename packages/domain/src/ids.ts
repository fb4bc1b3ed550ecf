/** Names of things. Ids that we make derive from `(runId, seq)`, so that a replay makes the same ids. */
import type { Brand, Seq } from './numbers.ts';

export type InstrumentId = Brand<string, 'InstrumentId'>;
export type VenueId = Brand<string, 'VenueId'>;
/** One life of the state folder: four characters, part of every id that a venue sees. */
export type RunId = Brand<string, 'RunId'>;
/** `P12`: the parent that input 12 created. */
export type ParentId = Brand<string, 'ParentId'>;
/** `D15`: the routing decision whose snapshot was taken at input 15. */
export type DecisionId = Brand<string, 'DecisionId'>;
/** Our id of a child order or of one request about it, unique at every venue for ever. */
export type ClOrdId = Brand<string, 'ClOrdId'>;
/** The venue's id of an order. */
export type OrderId = Brand<string, 'OrderId'>;
/** The venue's id of one report; `(venue, execId)` makes reports idempotent. */
export type ExecId = Brand<string, 'ExecId'>;
export type UserId = Brand<string, 'UserId'>;
export type TimerId = Brand<string, 'TimerId'>;
/** SHA-256 in hex. */
export type Hash = Brand<string, 'Hash'>;

export const instrumentId = (s: string): InstrumentId => s as InstrumentId;
export const venueId = (s: string): VenueId => s as VenueId;
export const runId = (s: string): RunId => s as RunId;
export const orderId = (s: string): OrderId => s as OrderId;
export const execId = (s: string): ExecId => s as ExecId;
export const clOrdId = (s: string): ClOrdId => s as ClOrdId;
export const userId = (s: string): UserId => s as UserId;
export const timerId = (s: string): TimerId => s as TimerId;

export const parentIdAt = (at: Seq): ParentId => `P${at}` as ParentId;
export const decisionIdAt = (at: Seq, nth: number): DecisionId =>
  `D${at}${nth === 0 ? '' : `-${nth}`}` as DecisionId;
export const clOrdIdAt = (run: RunId, at: Seq, nth: number): ClOrdId => `${run}-${at}-${nth}` as ClOrdId;
