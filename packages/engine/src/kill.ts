/** Which kill holds what. Only the gate refuses by it; here it stops asking, and tells people why. */
import type { Kill, KillScope } from '@fairlead/domain';
import type { Child } from './child.ts';
import type { Parent } from './parent.ts';
import type { OrderState } from './state.ts';

/** The kill that holds the parent back, if any: a venue's kill leaves it the other venues. */
export const killOver = (orders: OrderState, parent: Parent): Kill | undefined =>
  orders.kills.get('Firm') ?? orders.kills.get(`Instrument:${parent.order.instrument}`);

export const killText = (kill: Kill | undefined): string | undefined =>
  kill === undefined
    ? undefined
    : `killed (${kill.scope.level === 'Firm' ? 'Firm' : `${kill.scope.level} ${kill.scope.key}`}) by ${kill.by}: ${kill.reason}`;

export const inScope = (scope: KillScope, child: Child): boolean =>
  scope.level === 'Firm' ||
  (scope.level === 'Instrument' ? child.order.instrument : child.order.venue) === scope.key;

export function killed(orders: OrderState, child: Child): boolean {
  for (const kill of orders.kills.values()) if (inScope(kill.scope, child)) return true;
  return false;
}
