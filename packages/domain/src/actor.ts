/** Who acts, and in which capacity (CONTROLS, roles). */
import type { UserId } from './ids.ts';
import type { Brand } from './numbers.ts';

export type Role = 'trader' | 'supervisor' | 'compliance' | 'administrator';
export const ROLES: readonly Role[] = ['trader', 'supervisor', 'compliance', 'administrator'];

export type DeskId = Brand<string, 'DeskId'>;
export type AccountId = Brand<string, 'AccountId'>;
export const deskId = (s: string): DeskId => s as DeskId;
export const accountId = (s: string): AccountId => s as AccountId;

export interface Actor {
  readonly userId: UserId;
  readonly name: string;
  readonly role: Role;
  readonly desk: DeskId;
}

/** The engine's own acts (schedules, recoveries) carry this name in the audit. */
export const SYSTEM_ACTOR = 'system';
