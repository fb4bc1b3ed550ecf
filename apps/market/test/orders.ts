/** Orders of one instrument for the shipped day, at two of its lit venues. */
import { clOrdId, instrumentId, px, qty, venueId } from '@fairlead/domain';
import type { NewOrder } from '@fairlead/gateway';

export const A = venueId('LIT-A');
export const C = venueId('LIT-C');
export const KESTREL = instrumentId('KESTREL');

const base = {
  type: 'NewOrder',
  instrument: KESTREL,
  side: 'Buy',
  timeInForce: 'Day',
  postOnly: false,
} as const;
export const take = (id: string, orderQty: number): NewOrder => ({
  ...base,
  clOrdId: clOrdId(id),
  ordType: 'Market',
  timeInForce: 'ImmediateOrCancel',
  orderQty: qty(orderQty),
});
/** Far below the market: it rests until it is canceled. */
export const rest = (id: string, orderQty: number): NewOrder => ({
  ...base,
  clOrdId: clOrdId(id),
  ordType: 'Limit',
  orderQty: qty(orderQty),
  px: px(600_000),
});
export const replaceOf = (orig: string, id: string) =>
  ({
    type: 'ReplaceOrder',
    clOrdId: clOrdId(id),
    origClOrdId: clOrdId(orig),
    orderQty: qty(60),
    px: px(610_000),
  }) as const;
