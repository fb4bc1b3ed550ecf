import type { FeedFormat } from '../record.ts';
import { decodeItch } from './decoder.ts';
import { isItchName } from './name.ts';
import { verifyItch } from './verify.ts';

/** A day begins with a system event of 12 bytes, "start of messages". */
const isFirstMessage = (head: Uint8Array): boolean =>
  head[0] === 0 && head[1] === 12 && head[2] === 0x53 && head[13] === 0x4f;

/** A day of one NASDAQ market: ITCH.md. */
export const ITCH: FeedFormat = {
  name: 'itch',
  title: 'NASDAQ TotalView-ITCH 5.0',
  scale: { pxDecimals: 4, qtyDecimals: 0 },
  matches: (name, head) => isFirstMessage(head) || isItchName(name),
  decode: decodeItch,
  verify: verifyItch,
};
