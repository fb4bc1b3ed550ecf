/** Orders by the time at which their owners give them up, the first to go first. */
export interface Leaving {
  readonly atNs: number;
  readonly id: number;
}

export function leaveLater(leaving: Leaving[], order: Leaving): void {
  let at = leaving.length;
  while (at > 0 && (leaving[at - 1] as Leaving).atNs > order.atNs) at -= 1;
  leaving.splice(at, 0, order);
}
