/** A place in the audit: `seq.nth`, ordered by seq, then nth. */

/** Below zero where `a` comes before `b`. */
export function compareCursors(a: string, b: string): number {
  const [aSeq = 0, aNth = 0] = a.split('.').map(Number);
  const [bSeq = 0, bNth = 0] = b.split('.').map(Number);
  return aSeq - bSeq || aNth - bNth;
}

export const cursorOf = (record: { readonly seq: number; readonly nth: number }): string =>
  `${record.seq}.${record.nth}`;
