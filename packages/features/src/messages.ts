/** What one level change, and one print, does to the sums: called once the books have taken it. */
import type { LevelChanged, TradePrinted } from '@fairlead/domain';
import { add, addLevelChange, addTrade, clockOf, LONG_SECONDS, SUM, sumNow } from './activity.ts';
import { breakMicroprice, learnMicroprice } from './microprice.ts';
import { addTake } from './momentum.ts';
import { askFlow, bidFlow } from './order-flow.ts';
import { type LevelFact, levelFact, printFact, sideIndex } from './predation.ts';
import { isTwoSided, QUOTE, type Quotes, touchDiffers } from './quote.ts';
import type { FeatureState } from './state.ts';

/** The venue's level is now `event`; its book says what it was, and `before` the touch if that moved. */
export function takeLevel(state: FeatureState, venue: number, event: LevelChanged): void {
  const { activity, before, instrument, predation, quotes } = state;
  const { level } = predation;
  const { levelBefore, touchMoved } = state.books[venue]!;
  const { px, qty } = event;
  const ofi = touchMoved ? touchFlow(before, quotes, venue) : 0;
  addLevelChange(activity, venue, ofi, levelBefore - qty);

  level.venue = venue;
  level.side = sideIndex(event.side);
  level.px = px;
  level.nth = Math.round(px / instrument.tick);
  level.before = levelBefore;
  level.after = qty;
  level.hand = touchMoved && isInside(before, px) ? instrument.avgTradeQty : 0;
  level.ts = clockOf(activity);
  const fact = levelFact(predation);
  if (fact !== 'None') add(activity, venue, sumOfFact(fact), 1);

  if (!touchMoved) return;
  if (!isTwoSided(quotes, venue)) breakMicroprice(state.microprice, venue);
  else if (touchDiffers(quotes, venue, before)) {
    learnMicroprice(state.microprice, venue, quotes, instrument.tick);
  }
}

/** Order-flow imbalance of the venue's touch, from `before` to now. */
function touchFlow(before: Quotes, quotes: Quotes, venue: number): number {
  const now = venue * QUOTE.width;
  return (
    bidFlow(
      before[QUOTE.bidPx]!,
      before[QUOTE.bidQty]!,
      quotes[now + QUOTE.bidPx]!,
      quotes[now + QUOTE.bidQty]!,
    ) -
    askFlow(
      before[QUOTE.askPx]!,
      before[QUOTE.askQty]!,
      quotes[now + QUOTE.askPx]!,
      quotes[now + QUOTE.askQty]!,
    )
  );
}

const isInside = (touch: Quotes, px: number): boolean =>
  isTwoSided(touch, 0) && px > touch[QUOTE.bidPx]! && px < touch[QUOTE.askPx]!;

function sumOfFact(fact: Exclude<LevelFact, 'None'>) {
  switch (fact) {
    case 'Added':
      return SUM.additions;
    case 'Fleeting':
      return SUM.fleeting;
    case 'Ping':
      return SUM.pings;
    case 'Layering':
      return SUM.layerings;
  }
}

/** The venue printed `event`, on the side that `predation.print.sign` says. */
export function takeTrade(state: FeatureState, venue: number, event: TradePrinted): void {
  const { activity, instrument, momentum, predation, quotes } = state;
  const { print } = predation;
  const { sign } = print;
  const ts = clockOf(activity);
  print.venue = venue;
  print.px = event.px;
  print.qty = event.qty;
  print.unit = instrument.avgTradeQty;
  print.usual = sumNow(activity, venue, SUM.volume) / LONG_SECONDS;
  if (printFact(predation, ts)) add(activity, venue, SUM.reversals, 1);

  addTrade(activity, venue, event.qty, sign);
  // A print moves no touch: the venue's is still the one that it met.
  const touch = venue * QUOTE.width;
  const lifts = sign > 0 && quotes[touch + QUOTE.askQty]! > 0 && event.px >= quotes[touch + QUOTE.askPx]!;
  const hits = sign < 0 && quotes[touch + QUOTE.bidQty]! > 0 && event.px <= quotes[touch + QUOTE.bidPx]!;
  if (!lifts && !hits) return;
  addTake(momentum, venue, sign, ts);
  addTake(momentum, state.venues.length, sign, ts);
}
