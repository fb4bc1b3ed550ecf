/**
 * A recording of order events against itself: that the book of resting orders is never crossed or locked is what
 * the rules are for, and is looked at after every row; a trade inferred must be at a price between the two orders',
 * the maker must have come before the taker, and both sides must have given the same, to the venue's rounding.
 */
import { isBookCrossed, touchPx } from '@fairlead/book';
import type { DecodeOptions, FeedDecoder, OnRows, Verification } from '../record.ts';
import { chunksOf, findSource } from '../source.ts';
import type { BitstampWatcher } from './decode.ts';
import { createTradeInference } from './trades.ts';

const MAX_EXAMPLES = 5;
const ROUNDING = 2;

type Decode = (file: string, options: DecodeOptions, watcher: BitstampWatcher) => FeedDecoder;

/** @throws FeedError naming row, field and reason where the recording is not sound */
export async function verifyBitstamp(path: string, decode: Decode, onRows?: OnRows): Promise<Verification> {
  const examples: string[] = [];
  let rows = 0;
  let mismatches = 0;
  let held = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  const wrong = (what: string): void => {
    mismatches += 1;
    if (examples.length < MAX_EXAMPLES) examples.push(what);
  };
  let tradedLow = Number.POSITIVE_INFINITY;
  let tradedHigh = 0;
  const inference = createTradeInference(({ px }) => {
    tradedLow = Math.min(tradedLow, px);
    tradedHigh = Math.max(tradedHigh, px);
  });
  const source = await findSource(path);
  const decoder = decode(
    source.name,
    { take: () => {} },
    {
      onFill: inference.add,
      onRow: (orders) => {
        rows += 1;
        if (orders.held.size > 0) held += 1;
        if (isBookCrossed(orders.book)) wrong(`row ${rows + 1}: the book is crossed`);
        lowest = Math.min(lowest, touchPx(orders.book, 'Buy') ?? lowest);
        highest = Math.max(highest, touchPx(orders.book, 'Sell') ?? highest);
      },
    },
  );
  for await (const chunk of chunksOf(source)) {
    decoder.push(chunk);
    onRows?.(rows);
  }
  const { ignored = 0 } = decoder.end();
  const { trades, bidQty, askQty, unmatched } = inference.end();
  if (Math.abs(bidQty - askQty) > ROUNDING * trades) wrong(`bids gave ${bidQty} in trades, asks ${askQty}`);
  const checked =
    `the book of resting orders uncrossed and unlocked after each row (orders that take were held in ${held} of them, ` +
    `${ignored} events came late); ${trades} trades inferred, ${bidQty / 1e8} bid and ${askQty / 1e8} ask, ` +
    `at ${tradedLow / 1e8} to ${tradedHigh / 1e8}, best prices ${lowest / 1e8} to ${highest / 1e8}; ` +
    `${unmatched} fills met nobody`;
  return { rows, mismatches, checked, examples };
}
