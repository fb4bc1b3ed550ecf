/**
 * A LOBSTER day proven against itself: the book that the messages make is compared, level for level after every
 * row, with the vendor's. It starts from the vendor's first row (orders rest before the file begins). The vendor
 * records a window of `levels` levels: one that leaves the window is forgotten, and when the window has room a
 * level worse than all of ours may be revealed in its last place; its size is the vendor's word. Anything else
 * that differs is a mismatch, after which the book is taken anew from the vendor's row, so that each is counted
 * once.
 */
import type { Level } from '@fairlead/domain';
import { openLobster, type RecordedMessage } from './lobster.ts';
import type { OnRows, Verification } from './record.ts';

interface Window {
  readonly sign: 1 | -1;
  /** Best first, at most the recorded number. */
  levels: { px: number; qty: number }[];
}

const MAX_EXAMPLES = 5;

/**
 * @throws FeedError naming row, field and reason where the files are not sound
 */
export async function verifyLobster(path: string, onRows?: OnRows): Promise<Verification> {
  const day = await openLobster(path);
  const bids = windowOf(1, day.firstBook.bids);
  const asks = windowOf(-1, day.firstBook.asks);
  const examples: string[] = [];
  let rows = 0;
  let mismatches = 0;
  for await (const { firstRow, messages, books = [] } of day.batches({ books: true })) {
    for (const [i, message] of messages.entries()) {
      const row = firstRow + i;
      const recorded = books[i]!;
      // The first row is where the book comes from.
      if (row > 1) applyMessage(message, bids, asks);
      const wrong =
        settle(bids, recorded.bids, day.meta.levels) ?? settle(asks, recorded.asks, day.meta.levels);
      rows += 1;
      if (wrong === undefined) continue;
      mismatches += 1;
      if (examples.length < MAX_EXAMPLES) examples.push(`row ${row}, ${message.type}: ${wrong}`);
      bids.levels = recorded.bids.map(({ px, qty }) => ({ px, qty }));
      asks.levels = recorded.asks.map(({ px, qty }) => ({ px, qty }));
    }
    onRows?.(rows);
  }
  const cut = day.meta.isExcerpt ? ' (an excerpt: its last line, which is cut off, is left out)' : '';
  const checked = `${day.meta.levels} levels a side of ${day.meta.ticker} after every message against the vendor's row${cut}`;
  return { rows, mismatches, checked, examples };
}

const windowOf = (sign: 1 | -1, levels: readonly Level[]): Window => ({
  sign,
  levels: levels.map(({ px, qty }) => ({ px, qty })),
});

/** Hidden executions, crosses and halts leave the displayed book as it is. */
function applyMessage(message: RecordedMessage, bids: Window, asks: Window): void {
  if (!('side' in message) || message.type === 'ExecuteHidden' || message.type === 'Cross') return;
  const window = message.side === 'Buy' ? bids : asks;
  const { levels, sign } = window;
  const at = levels.findIndex(({ px }) => sign * px <= sign * message.px);
  const level = at < 0 ? undefined : levels[at];
  const held = level?.px === message.px ? level : undefined;
  if (message.type === 'Add') {
    if (held) held.qty += message.qty;
    else levels.splice(at < 0 ? levels.length : at, 0, { px: message.px, qty: message.qty });
  } else if (held) {
    held.qty -= message.qty;
    if (held.qty === 0) levels.splice(at, 1);
  }
}

/**
 * Cuts the window to its size, takes in what was revealed at its end.
 * @returns what differs from the vendor's side, if anything does
 */
function settle(window: Window, recorded: readonly Level[], size: number): string | undefined {
  const { levels, sign } = window;
  if (levels.length > size) levels.length = size;
  for (const [nth, { px, qty }] of recorded.entries()) {
    const ours = levels[nth];
    if (ours === undefined && nth === levels.length && nth === recorded.length - 1) {
      levels.push({ px, qty });
      continue;
    }
    if (ours?.px !== px || ours.qty !== qty) {
      const side = sign === 1 ? 'bid' : 'ask';
      const made = ours === undefined ? 'nothing' : `${ours.qty} at ${ours.px}`;
      return `${side} level ${nth + 1} is ${qty} at ${px}, the messages make ${made}`;
    }
  }
  if (levels.length === recorded.length) return undefined;
  return `the messages make ${levels.length} levels, the vendor shows ${recorded.length}`;
}
