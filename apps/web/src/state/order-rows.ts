/** Which orders a table shows, and in which order, before a person sorts it. Pure. */
import type { ChildView, ParentView } from '../data/api-types.ts';
import { isOpen } from './progress.ts';

export interface OrderFilter {
  readonly text: string;
  readonly openOnly: boolean;
  /** A user id. */
  readonly mineOf: string | undefined;
}

/** Orders that need a person first, then open ones, then the rest; the latest first among equals. */
export function shownOrders(parents: Iterable<ParentView>, filter: OrderFilter): ParentView[] {
  const words = filter.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const rank = (parent: ParentView): number => (parent.attention !== undefined ? 0 : isOpen(parent) ? 1 : 2);
  return [...parents]
    .filter((parent) => {
      if (filter.openOnly && !isOpen(parent)) return false;
      if (filter.mineOf !== undefined && parent.order.trader !== filter.mineOf) return false;
      const { order } = parent;
      const text =
        `${parent.parentId} ${order.side} ${order.instrument} ${order.strategy} ${order.router} ${order.trader} ${parent.ordStatus}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b) || b.submittedAt - a.submittedAt);
}

export interface OrderCounts {
  readonly working: number;
  readonly done: number;
  readonly needYou: number;
}

export function countOrders(parents: Iterable<ParentView>): OrderCounts {
  let working = 0;
  let done = 0;
  let needYou = 0;
  for (const parent of parents) {
    if (isOpen(parent)) working += 1;
    else done += 1;
    if (parent.attention !== undefined) needYou += 1;
  }
  return { working, done, needYou };
}

/** Children with the latest wave first, working ones before done ones. */
export const latestFirst = (children: readonly ChildView[]): readonly ChildView[] =>
  [...children].sort(
    (a, b) => Number(b.closedAt === undefined) - Number(a.closedAt === undefined) || b.sentAt - a.sentAt,
  );
