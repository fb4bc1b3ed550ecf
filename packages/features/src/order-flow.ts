/**
 * Order-flow imbalance between two looks at the touch (Cont, Kukanov, Stoikov 2014, eq. 4), in shares. A side
 * that shows nothing has quantity 0, and its price means nothing.
 */

/** Demand added at the best bid (Cont, Kukanov, Stoikov 2014, eq. 4's first two terms). No bid is one at minus infinity. */
export function bidFlow(px0: number, qty0: number, px1: number, qty1: number): number {
  const rose = qty1 > 0 && (qty0 === 0 || px1 >= px0);
  const fell = qty0 > 0 && (qty1 === 0 || px1 <= px0);
  return (rose ? qty1 : 0) - (fell ? qty0 : 0);
}

/** Supply added at the best ask (the other two terms, positive = more for sale). */
export function askFlow(px0: number, qty0: number, px1: number, qty1: number): number {
  const fell = qty1 > 0 && (qty0 === 0 || px1 <= px0);
  const rose = qty0 > 0 && (qty1 === 0 || px1 >= px0);
  return (fell ? qty1 : 0) - (rose ? qty0 : 0);
}
