/** What one level change, and one print, does to the sums: called once the books have taken it. */
import type { LevelChanged, TradePrinted } from '@fairlead/domain';
import { type Activity, add, addMessage, addTrade, LONG_SECONDS, SUM, sumOf } from './activity.ts';
import { breakMicroprice, learnMicroprice } from './microprice.ts';
import { addTake } from './momentum.ts';
import { askFlow, bidFlow } from './order-flow.ts';
import { levelFact, printFact } from './predation.ts';
import { isTwoSided, QUOTE, touchDiffers } from './quote.ts';
import type { FeatureState } from './state.ts';

/** The venue's level is now `event`; `before` and `predation.level.before` say what it was. */
export function takeLevel(state: FeatureState, venue: number, event: LevelChanged): void {
  const { activity, before, instrument, predation, quotes } = state;
  const { level } = predation;
  const all = state.venues.length;
  const now = venue * QUOTE.width;
  const bidPx = before[QUOTE.bidPx]!;
  const bidQty = before[QUOTE.bidQty]!;
  const askPx = before[QUOTE.askPx]!;
  const askQty = before[QUOTE.askQty]!;
  const ofi =
    bidFlow(bidPx, bidQty, quotes[now + QUOTE.bidPx]!, quotes[now + QUOTE.bidQty]!) -
    askFlow(askPx, askQty, quotes[now + QUOTE.askPx]!, quotes[now + QUOTE.askQty]!);
  addLevelChange(activity, venue, ofi, level.before - event.qty);
  addLevelChange(activity, all, ofi, level.before - event.qty);

  level.venue = venue;
  level.side = event.side;
  level.px = event.px;
  level.nth = Math.round(event.px / instrument.tick);
  level.after = event.qty;
  level.inside = bidQty > 0 && askQty > 0 && event.px > bidPx && event.px < askPx;
  level.unit = instrument.avgTradeQty;
  const fact = levelFact(predation, activity.clock[venue]!);
  if (fact !== 'None') add(activity, venue, FACT_SUM[fact], 1);

  if (!isTwoSided(quotes, venue)) breakMicroprice(state.microprice, venue);
  else if (touchDiffers(quotes, venue, before)) {
    learnMicroprice(state.microprice, venue, quotes, instrument.tick);
  }
}

const FACT_SUM = {
  Added: SUM.additions,
  Fleeting: SUM.fleeting,
  Ping: SUM.pings,
  Layering: SUM.layerings,
} as const;

function addLevelChange(activity: Activity, row: number, ofi: number, reduced: number): void {
  add(activity, row, SUM.ofi1, ofi);
  add(activity, row, SUM.ofi10, ofi);
  addMessage(activity, row);
  if (reduced > 0) add(activity, row, SUM.reduced, reduced);
}

/** The venue printed `event`, on the side that `predation.print.sign` says. */
export function takeTrade(state: FeatureState, venue: number, event: TradePrinted): void {
  const { activity, before, instrument, momentum, predation } = state;
  const { print } = predation;
  const { sign } = print;
  const ts = activity.clock[venue]!;
  const all = state.venues.length;
  print.venue = venue;
  print.px = event.px;
  print.qty = event.qty;
  print.unit = instrument.avgTradeQty;
  print.usual = sumOf(activity, venue, SUM.volume) / LONG_SECONDS;
  if (printFact(predation, ts)) add(activity, venue, SUM.reversals, 1);

  addTrade(activity, venue, event.qty, sign);
  addTrade(activity, all, event.qty, sign);
  addMessage(activity, venue);
  addMessage(activity, all);
  const lifts = sign > 0 && before[QUOTE.askQty]! > 0 && event.px >= before[QUOTE.askPx]!;
  const hits = sign < 0 && before[QUOTE.bidQty]! > 0 && event.px <= before[QUOTE.bidPx]!;
  if (!lifts && !hits) return;
  addTake(momentum, venue, sign, ts);
  addTake(momentum, all, sign, ts);
}
