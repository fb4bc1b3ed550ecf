/** The order state as the server shows it: complete views, computed from facts at the time of asking. */
import { type Kill, type LimitSet, type ModelsUsed, type ParentId, qty, sumNotional } from '@fairlead/domain';
import { triggerCounts, utilisation } from '@fairlead/risk';
import type { ChildView, ParentView } from './audit.ts';
import { type Child, deriveOrdStatus, leavesOf } from './child.ts';
import { killOver, killText } from './kill.ts';
import { parentView } from './parent.ts';
import type { EngineState } from './state.ts';

/** The child as of now; the quantity and price are the venue's last accepted ones. */
export function childView(child: Child): ChildView {
  const { order, orderId, ackedAt, closedAt, text } = child;
  return {
    order,
    ...(orderId === undefined ? {} : { orderId }),
    ordStatus: deriveOrdStatus(child),
    cumQty: qty(child.cumQty),
    leavesQty: qty(leavesOf(child)),
    cumNotional: sumNotional(child.cumNotional, 0),
    sentAt: child.sentAt,
    ...(ackedAt === undefined ? {} : { ackedAt }),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(text === undefined ? {} : { text }),
  };
}

/** Every parent, in the order of submission. */
export const parentViews = (state: EngineState): readonly ParentView[] =>
  [...state.orders.parents.values()].map((p) => parentView(p, killText(killOver(state.orders, p))));

/** One parent as of now; absent where there is none of that id. */
export function parentViewOf(state: EngineState, parentId: ParentId): ParentView | undefined {
  const parent = state.orders.parents.get(parentId);
  return parent && parentView(parent, killText(killOver(state.orders, parent)));
}

/** One parent's children, in the order of sending; all children where no parent is named. */
export function childViews(state: EngineState, parentId?: ParentId): readonly ChildView[] {
  const { children } = state.orders;
  const views: ChildView[] = [];
  for (const child of children.values()) {
    if (parentId === undefined || child.order.parentId === parentId) views.push(childView(child));
  }
  return views;
}

export const limitsOf = (state: EngineState): LimitSet => state.orders.limits;
export const killsOf = (state: EngineState): readonly Kill[] => [...state.orders.kills.values()];
export const modelsOf = (state: EngineState): ModelsUsed | undefined => state.orders.models;

/** Limits, kills, use against each limit and how often each control refused. */
export const riskOf = (state: EngineState) => ({
  limits: limitsOf(state),
  kills: killsOf(state),
  utilisation: utilisation(state.orders.risk),
  triggers: triggerCounts(state.orders.risk),
});
