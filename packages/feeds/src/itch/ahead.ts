/**
 * The orders that a chunk's next messages name, told before the first of them is taken (`DecodeOptions.ahead`). The
 * messages are not checked here: what is no message, or names nothing, tells a number that is no order's.
 */
import type { DecodeOptions } from '../record.ts';

/** Orders that are told of together. */
const TOGETHER = 32;
/** By type byte: 1 where the message is about an order that rests. */
const NAMES_ORDER = new Uint8Array(256);
for (const type of 'DECXU') NAMES_ORDER[type.charCodeAt(0)] = 1;
/** Where such a message's type and its order's id are, counted from its length. */
const TYPE = 2;
const ID = 13;
const ID_BYTES = 8;
const HIGH = 4_294_967_296;

export interface Outlook {
  readonly tell: NonNullable<DecodeOptions['ahead']>;
  readonly ids: Float64Array;
}

export const createOutlook = (tell: Outlook['tell']): Outlook => ({ tell, ids: new Float64Array(TOGETHER) });

/** @param from where a message's length is. @returns where that of the first message is that was not looked at */
export function lookAhead({ ids, tell }: Outlook, view: DataView, from: number): number {
  let at = from;
  let count = 0;
  while (count < TOGETHER && at + ID + ID_BYTES <= view.byteLength) {
    if (NAMES_ORDER[view.getUint8(at + TYPE)] === 1) {
      ids[count] = view.getUint32(at + ID) * HIGH + view.getUint32(at + ID + 4);
      count += 1;
    }
    at += 2 + view.getUint16(at);
  }
  if (count > 0) tell(ids, count);
  return at;
}
