/**
 * A day of ticks against itself. A file of prints or quotes carries no second account of what it says, so a
 * mismatch is only where it contradicts itself: a print or a quote that is half or twice the one before it and that
 * the vendor did not flag. The rest is told, not judged: how often the best bid and offer stood locked or crossed,
 * and, where the quotes of the day lie beside the prints, where prints stood in the best bid and offer in force.
 */
import { basename, dirname, join } from 'node:path';
import type { Side } from '@fairlead/domain';
import type { DecodeOptions, FeedDecoder, OnRows, Verification } from '../record.ts';
import { chunksOf, findSource } from '../source.ts';
import { mayTradeThrough } from './conditions.ts';
import type { TickFacts } from './decode.ts';

const MAX_EXAMPLES = 5;
const OPEN_NS = 9.5 * 3600e9;
const CLOSE_NS = 16 * 3600e9;

type Decode = (file: string, options: DecodeOptions, see: (facts: TickFacts) => void) => FeedDecoder;

/** A print in regular hours that sets the last price. */
interface Print {
  readonly ts: number;
  readonly px: number;
  readonly mayTradeThrough: boolean;
}

/** @throws FeedError naming row, field and reason where the file is not sound */
export async function verifyTradeQuote(path: string, decode: Decode, onRows?: OnRows): Promise<Verification> {
  const jumps = createJumps();
  const prints: Print[] = [];
  const nbbo = createNbbo();
  let rows = 0;
  let conditions = 0;
  let isQuotes = false;
  const source = await findSource(path);
  const decoder = decode(
    source.name,
    {
      take: ({ type, side, px, tsEvent }) => {
        if (type === 'Quote') {
          isQuotes = true;
          follow(nbbo, side!, px);
          look(jumps, rows, side!, px);
        } else if (type === 'Trade' && tsEvent >= OPEN_NS && tsEvent < CLOSE_NS) {
          prints.push({ ts: tsEvent, px, mayTradeThrough: mayTradeThrough(conditions) });
          look(jumps, rows, 'Print', px);
        }
      },
    },
    (facts) => {
      rows += 1;
      conditions = facts.conditions;
    },
  );
  for await (const chunk of chunksOf(source)) {
    decoder.push(chunk);
    onRows?.(rows);
  }
  const { ignored = 0 } = decoder.end();
  const flagged = ignored === 0 ? '' : `; ${ignored} rows are ${isQuotes ? 'suspicious' : 'official prices'}`;
  const said = isQuotes
    ? `the best bid and offer stood locked after ${nbbo.locked} quotes and crossed after ${nbbo.crossed}`
    : await placePrints(path, prints, decode);
  const checked = `order of time in ${rows} ${isQuotes ? 'quotes' : 'prints'}, and none half or twice the one before it; ${said}${flagged}`;
  return { rows, mismatches: jumps.count, checked, examples: jumps.examples };
}

interface Jumps {
  readonly last: Map<string, number>;
  readonly examples: string[];
  count: number;
}
const createJumps = (): Jumps => ({ last: new Map(), examples: [], count: 0 });

/** Quotes by side: out of hours a side is often bare, so a quote is compared with its own side's. */
function look(jumps: Jumps, row: number, what: string, px: number): void {
  const before = jumps.last.get(what);
  jumps.last.set(what, px);
  if (before === undefined || (px * 2 > before && px < before * 2)) return;
  jumps.count += 1;
  if (jumps.examples.length < MAX_EXAMPLES)
    jumps.examples.push(`row ${row}: ${what} at ${px} after ${before}`);
}

interface Nbbo {
  bid: number | undefined;
  ask: number | undefined;
  locked: number;
  crossed: number;
}
const createNbbo = (): Nbbo => ({ bid: undefined, ask: undefined, locked: 0, crossed: 0 });

function follow(nbbo: Nbbo, side: Side, px: number): void {
  if (side === 'Buy') nbbo.bid = px;
  else nbbo.ask = px;
  if (nbbo.bid === undefined || nbbo.ask === undefined) return;
  if (nbbo.bid === nbbo.ask) nbbo.locked += 1;
  if (nbbo.bid > nbbo.ask) nbbo.crossed += 1;
}

/** Each print against the last quotes before its millisecond: within it, which came first is not told. */
async function placePrints(path: string, prints: readonly Print[], decode: Decode): Promise<string> {
  const source = await findSource(quotesBeside(path)).catch(() => undefined);
  if (source === undefined) return 'no quotes of the day lie beside it';
  const nbbo = createNbbo();
  const counts = { inside: 0, at: 0, outside: 0, exempt: 0 };
  let next = 0;
  let placed = 0;
  const placeUpTo = (ts: number): void => {
    for (; next < prints.length && prints[next]!.ts <= ts; next += 1) {
      const { bid, ask } = nbbo;
      if (bid === undefined || ask === undefined || bid >= ask) continue;
      const { px, mayTradeThrough } = prints[next]!;
      placed += 1;
      if (px === bid || px === ask) counts.at += 1;
      else if (px > bid && px < ask) counts.inside += 1;
      else counts.outside += 1;
      if ((px < bid || px > ask) && mayTradeThrough) counts.exempt += 1;
    }
  };
  const decoder = decode(
    source.name,
    {
      take: ({ side, px, tsEvent }) => {
        placeUpTo(tsEvent);
        follow(nbbo, side!, px);
      },
    },
    () => {},
  );
  for await (const chunk of chunksOf(source)) decoder.push(chunk);
  decoder.end();
  placeUpTo(Number.POSITIVE_INFINITY);
  const share = (count: number): string => `${((100 * count) / Math.max(placed, 1)).toFixed(2)}%`;
  return (
    `of ${placed} prints of regular hours, against the best bid and offer before their millisecond, ` +
    `${share(counts.at)} at it, ${share(counts.inside)} inside, ${share(counts.outside)} outside ` +
    `(${share(counts.exempt)} marked as sweeps or exempt)`
  );
}

/** `20131007_trade.zip` or `20131007_ibm_Trade_Tick.csv`. */
const quotesBeside = (path: string): string =>
  join(
    dirname(path),
    basename(path)
      .replace(/_trade/, '_quote')
      .replace(/_Trade/, '_Quote'),
  );
