/**
 * Who wants to act when: an indexed binary heap in which each actor has at most one time, which may move. Equal
 * times in the order of actors, so that a run does not depend on the order in which times were set. Times are ns
 * of market time; infinity means that the actor waits for nothing.
 */
import { invariant } from '@fairlead/domain';

export interface Wakes {
  readonly atNs: Float64Array;
  /** Actors as a heap, and where each stands in it. */
  readonly heap: Int32Array;
  readonly place: Int32Array;
}

export function createWakes(actors: number): Wakes {
  const heap = Int32Array.from({ length: actors }, (_, i) => i);
  return { atNs: new Float64Array(actors).fill(Number.POSITIVE_INFINITY), heap, place: heap.slice() };
}

/** The actor that is due first; 0 where nobody waits for anything. */
export const firstActor = (wakes: Wakes): number => wakes.heap[0] as number;

export const firstWakeNs = (wakes: Wakes): number => wakes.atNs[wakes.heap[0] as number] as number;

/** Sets or moves the actor's time: whole ns, or a clock that counts in them would never reach it. */
export function setWake(wakes: Wakes, actor: number, atNs: number): void {
  invariant(Number.isInteger(atNs) || atNs === Number.POSITIVE_INFINITY, 'an actor wakes at a whole ns');
  const before = wakes.atNs[actor] as number;
  if (atNs === before) return;
  wakes.atNs[actor] = atNs;
  if (atNs < before) rise(wakes, actor);
  else sink(wakes, actor);
}

const earlier = (at: Float64Array, a: number, b: number): boolean => {
  const x = at[a] as number;
  const y = at[b] as number;
  return x < y || (x === y && a < b);
};

function rise({ atNs, heap, place }: Wakes, actor: number): void {
  let at = place[actor] as number;
  while (at > 0) {
    const up = (at - 1) >>> 1;
    const parent = heap[up] as number;
    if (!earlier(atNs, actor, parent)) break;
    heap[at] = parent;
    place[parent] = at;
    at = up;
  }
  heap[at] = actor;
  place[actor] = at;
}

function sink({ atNs, heap, place }: Wakes, actor: number): void {
  const size = heap.length;
  let at = place[actor] as number;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= size) break;
    let child = heap[down] as number;
    if (down + 1 < size && earlier(atNs, heap[down + 1] as number, child)) {
      down += 1;
      child = heap[down] as number;
    }
    if (!earlier(atNs, child, actor)) break;
    heap[at] = child;
    place[child] = at;
    at = down;
  }
  heap[at] = actor;
  place[actor] = at;
}
