/**
 * A queue in time priority whose members leave from anywhere in O(1): a doubly linked list through the members
 * themselves, so that joining allocates nothing. A member is in at most one queue at a time.
 */
export interface Queued<T> {
  before: T | undefined;
  behind: T | undefined;
}

export interface Queue<T> {
  head: T | undefined;
  tail: T | undefined;
}

export const createQueue = <T>(): Queue<T> => ({ head: undefined, tail: undefined });

/** Behind everybody. */
export function join<T extends Queued<T>>(queue: Queue<T>, member: T): void {
  member.before = queue.tail;
  member.behind = undefined;
  if (queue.tail === undefined) queue.head = member;
  else queue.tail.behind = member;
  queue.tail = member;
}

/** `member.behind` stays readable: whoever walks the queue may let the member go and walk on. */
export function leave<T extends Queued<T>>(queue: Queue<T>, member: T): void {
  if (member.before === undefined) queue.head = member.behind;
  else member.before.behind = member.behind;
  if (member.behind === undefined) queue.tail = member.before;
  else member.behind.before = member.before;
}
