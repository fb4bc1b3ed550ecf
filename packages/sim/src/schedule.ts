/** Messages in flight: a binary heap in the order of arrival, first sent first among equals. */
export interface InFlight<T> {
  readonly atNs: number;
  readonly nth: number;
  readonly message: T;
}

export interface Flight<T> {
  readonly heap: InFlight<T>[];
  sent: number;
}

export const createFlight = <T>(): Flight<T> => ({ heap: [], sent: 0 });

export const nextArrival = <T>(flight: Flight<T>): number => flight.heap[0]?.atNs ?? Number.POSITIVE_INFINITY;

const before = <T>(a: InFlight<T>, b: InFlight<T>): boolean =>
  a.atNs < b.atNs || (a.atNs === b.atNs && a.nth < b.nth);

export function dispatch<T>(flight: Flight<T>, message: T, atNs: number): void {
  const { heap } = flight;
  const entry: InFlight<T> = { atNs, nth: flight.sent, message };
  flight.sent += 1;
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const up = (at - 1) >>> 1;
    const parent = heap[up];
    if (parent === undefined || !before(entry, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = entry;
}

/** The earliest message, taken out. */
export function arrive<T>(flight: Flight<T>): InFlight<T> | undefined {
  const { heap } = flight;
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    const left = heap[down];
    const right = heap[down + 1];
    if (left === undefined) break;
    let child = left;
    if (right !== undefined && before(right, left)) {
      child = right;
      down += 1;
    }
    if (!before(child, last)) break;
    heap[at] = child;
    at = down;
  }
  heap[at] = last;
  return first;
}
