/**
 * The feature state's twin: keeps every event it was told and computes a row from all of them, by the formulas of
 * `FEATURES.md` in their plainest words. Nothing is incremental but the order book's twin. Slow: each row looks
 * at every event again.
 */
import type { Instrument, MarketEvent, Side, Tactic, Venue } from '@fairlead/domain';
import { naiveLean, naiveTakes } from './naive-features-microprice.ts';
import { naiveOwnColumns } from './naive-features-own.ts';
import { naivePredation } from './naive-features-predation.ts';
import { applyNaively, createNaiveLevelBook, type NaiveLevelBook, naiveLevels } from './naive-level-book.ts';

export interface Told {
  readonly event: MarketEvent;
  readonly ts: number;
}
export interface OwnTold {
  readonly type: 'Sent' | 'Acked' | 'Fill' | 'Restated' | 'Reject' | 'Canceled';
  readonly venue: number;
  readonly side: Side;
  readonly qty: number;
  readonly px: number;
  readonly passive: boolean;
  readonly latencyNs: number;
  readonly ts: number;
  /** Position of the event that it was told after. */
  readonly after: number;
}
export interface NewsTold {
  readonly score: number;
  readonly ts: number;
}
export interface NaiveQuestion {
  readonly venueIndex: number;
  readonly tactic: Tactic;
  readonly side: Side;
  readonly qty: number;
  readonly px?: number;
  readonly horizonNs: number;
  readonly ts: number;
}

export interface Quote {
  readonly bidPx?: number;
  readonly bidQty: number;
  readonly askPx?: number;
  readonly askQty: number;
}
/** Something of a size at a time; `row` is a venue's index, or the number of venues for all together. */
interface Fact {
  readonly row: number;
  readonly ts: number;
  readonly amount: number;
}

/** One event, and what stood before and after it at its venue. */
export interface NaiveStep {
  readonly event: MarketEvent;
  readonly ts: number;
  /** Index of the venue. */
  readonly row: number;
  readonly applied: boolean;
  readonly before: Quote;
  readonly after: Quote;
  /** Shares at the level that changes. */
  readonly shownBefore: number;
  /** Of a print: +1 bought, -1 sold, 0 not known. */
  readonly sign: number;
}

const SECOND = 1e9;
const FRESH = 3 * SECOND;
const MAX_SPREAD_TICKS = 1000;

/** What a history of events amounts to. */
export interface NaiveFeatures {
  readonly steps: readonly NaiveStep[];
  readonly news: readonly NewsTold[];
  readonly instrument: Instrument;
  readonly venues: readonly Venue[];
  readonly books: readonly NaiveLevelBook[];
  /** Latest touch, per row. */
  readonly quotes: readonly Quote[];
  readonly ofi: readonly Fact[];
  readonly signed: readonly Fact[];
  readonly prints: readonly Fact[];
  readonly messages: readonly Fact[];
  readonly reduced: readonly Fact[];
  /** From `ts` on, the spread in ticks; absent: none. */
  readonly spreads: readonly { readonly row: number; readonly ts: number; readonly ticks?: number }[];
  readonly samples: readonly { readonly ts: number; readonly mid: number }[];
  /** The consolidated mid that each event left; absent: none, or crossed. */
  readonly mids: readonly { readonly ts: number; readonly mid?: number }[];
  readonly own: readonly OwnTold[];
}

export function naiveFeatures(
  reference: { readonly instrument: Instrument; readonly venues: readonly Venue[] },
  told: readonly Told[],
  own: readonly OwnTold[],
  news: readonly NewsTold[] = [],
): NaiveFeatures {
  const { instrument, venues } = reference;
  const all = venues.length;
  const books = venues.map(createNaiveLevelBook);
  const open = venues.map(() => true);
  const heardAt = venues.map(() => Number.NEGATIVE_INFINITY);
  const quotes: Quote[] = [...venues, 'all'].map(() => ({ bidQty: 0, askQty: 0 }));
  const ofi: Fact[] = [];
  const signed: Fact[] = [];
  const prints: Fact[] = [];
  const messages: Fact[] = [];
  const steps: NaiveStep[] = [];
  const reduced: Fact[] = [];
  const spreads: { row: number; ts: number; ticks?: number }[] = [];
  const samples: { ts: number; mid: number }[] = [];
  const mids: { ts: number; mid?: number }[] = [];
  for (const { event, ts } of told) {
    const row = venues.findIndex(({ id }) => id === event.venue);
    const book = books[row]!;
    const before = quoteOf(book);
    const midBefore = midOf(quotes[all]!);
    const bySide = event.type === 'TradePrinted' && event.aggressor && (event.aggressor === 'Buy' ? 1 : -1);
    const byMid =
      event.type === 'TradePrinted' && midBefore !== undefined ? Math.sign(event.px - midBefore) : 0;
    const sign = bySide || byMid;
    const shownBefore =
      event.type === 'LevelChanged'
        ? (naiveLevels(book, event.side).find(({ px }) => px === event.px)?.qty ?? 0)
        : 0;
    const isNew = event.feedSeq > book.feedSeq;
    const applied = applyNaively(book, event) === 'Applied';
    if (event.type === 'TradingStatusChanged' && isNew) open[row] = event.status === 'Open';
    heardAt[row] = Math.max(heardAt[row]!, Math.min(event.tsEvent, ts));
    quotes[row] = quoteOf(book);
    steps.push({ event, ts, row, applied, before, after: quotes[row]!, shownBefore, sign });
    quotes[all] = together(
      books,
      (venue, fresh) => open[venue]! && (!fresh || heardAt[venue]! >= ts - FRESH),
    );
    for (const which of [row, all]) {
      spreads.push({ row: which, ts, ...ticksOf(quotes[which]!, instrument) });
      const fact = (amount: number): Fact => ({ row: which, ts, amount });
      if (applied && event.type === 'LevelChanged') {
        messages.push(fact(1));
        ofi.push(fact(orderFlowImbalance(before, quotes[row]!)));
        reduced.push(fact(Math.max(shownBefore - event.qty, 0)));
      }
      if (applied && event.type === 'TradePrinted') {
        messages.push(fact(1));
        prints.push(fact(event.qty));
        signed.push(fact(sign * event.qty));
      }
    }
    const mid = midOf(quotes[all]!);
    const crossed = (quotes[all]!.bidPx ?? 0) > (quotes[all]!.askPx ?? 0);
    mids.push({ ts, ...(mid !== undefined && !crossed && { mid }) });
    const last = samples.at(-1);
    if (mid !== undefined && !crossed && (!last || ts - last.ts >= 100e6)) samples.push({ ts, mid });
  }
  return {
    steps,
    news,
    instrument,
    venues,
    books,
    quotes,
    ofi,
    signed,
    prints,
    messages,
    reduced,
    spreads,
    samples,
    mids,
    own,
  };
}

function quoteOf(book: NaiveLevelBook): Quote {
  const bid = naiveLevels(book, 'Buy')[0];
  const ask = naiveLevels(book, 'Sell')[0];
  return {
    ...(bid && { bidPx: bid.px }),
    bidQty: bid?.qty ?? 0,
    ...(ask && { askPx: ask.px }),
    askQty: ask?.qty ?? 0,
  };
}

/** The best over the books that count: the fresh ones, per side, where any of those shows it. */
function together(
  books: readonly NaiveLevelBook[],
  counts: (venue: number, fresh: boolean) => boolean,
): Quote {
  const touch = (side: Side) => {
    for (const fresh of [true, false]) {
      const tops = books.flatMap((book, i) => (counts(i, fresh) ? naiveLevels(book, side).slice(0, 1) : []));
      const prices = tops.map(({ px }) => px);
      const px = side === 'Buy' ? Math.max(...prices) : Math.min(...prices);
      const qty = tops.filter((top) => top.px === px).reduce((sum, top) => sum + top.qty, 0);
      if (qty > 0) return { px, qty };
    }
    return undefined;
  };
  const bid = touch('Buy');
  const ask = touch('Sell');
  return {
    ...(bid && { bidPx: bid.px }),
    bidQty: bid?.qty ?? 0,
    ...(ask && { askPx: ask.px }),
    askQty: ask?.qty ?? 0,
  };
}

const midOf = ({ bidPx, askPx }: Quote): number | undefined =>
  bidPx === undefined || askPx === undefined ? undefined : (bidPx + askPx) / 2;

function ticksOf({ bidPx, askPx }: Quote, { tick }: Instrument): { ticks?: number } {
  if (bidPx === undefined || askPx === undefined) return {};
  return { ticks: Math.min(Math.max((askPx - bidPx) / tick, 0), MAX_SPREAD_TICKS) };
}

/** Cont, Kukanov, Stoikov 2014, eq. 4, with a side that is not shown priced at plus or minus infinity. */
function orderFlowImbalance(from: Quote, to: Quote): number {
  const bid0 = from.bidPx ?? Number.NEGATIVE_INFINITY;
  const bid1 = to.bidPx ?? Number.NEGATIVE_INFINITY;
  const ask0 = from.askPx ?? Number.POSITIVE_INFINITY;
  const ask1 = to.askPx ?? Number.POSITIVE_INFINITY;
  return (
    (bid1 >= bid0 ? to.bidQty : 0) -
    (bid1 <= bid0 ? from.bidQty : 0) -
    (ask1 <= ask0 ? to.askQty : 0) +
    (ask1 >= ask0 ? from.askQty : 0)
  );
}

/** Sum of the facts of a row, each worth e^(-age / tau) of itself at `ts`. */
export const decayedSum = (facts: readonly Fact[], row: number, tauSeconds: number, ts: number): number =>
  facts
    .filter((fact) => fact.row === row)
    .reduce((sum, { amount, ts: at }) => sum + amount * Math.exp(-(ts - at) / (tauSeconds * SECOND)), 0);

/** The spread that holds, in deviations from its time-weighted mean; time without a spread does not pass. */
export function naiveSpreadScore(features: NaiveFeatures, row: number, ts: number): number {
  const holds = features.spreads.filter((spread) => spread.row === row);
  const held = holds.at(-1)?.ticks;
  if (held === undefined) return 0;
  let elapsed = 0;
  let weight = 0;
  let sum = 0;
  let squares = 0;
  let until = ts;
  for (const { ts: from, ticks } of holds.reverse()) {
    if (ticks !== undefined) {
      const seconds = (until - from) / SECOND;
      const share = -Math.exp(-elapsed / 60) * Math.expm1(-seconds / 60);
      elapsed += seconds;
      weight += share;
      sum += share * ticks;
      squares += share * ticks * ticks;
    }
    until = from;
  }
  if (weight === 0) return 0;
  const mean = sum / weight;
  return (held - mean) / Math.sqrt(Math.max(squares / weight - mean * mean, 0) + 0.25 ** 2);
}

/** bps per square-root second; the daily figure counts as one more second. */
export function naiveVolatility({ samples, instrument }: NaiveFeatures, tauSeconds: number): number {
  const prior = instrument.dailyVolatilityBps ** 2 / 23_400;
  let squares = prior;
  let seconds = 1;
  const last = samples.at(-1)?.ts ?? 0;
  samples.slice(1).forEach(({ ts, mid }, i) => {
    const from = samples[i]!;
    const weight = Math.exp(-(last - ts) / (tauSeconds * SECOND));
    squares += weight * (10_000 * (mid / from.mid - 1)) ** 2;
    seconds += (weight * (ts - from.ts)) / SECOND;
  });
  return Math.sqrt(squares / seconds);
}

/** Every feature of one candidate, by name, not clipped. */
export function naiveRow(features: NaiveFeatures, question: NaiveQuestion): Record<string, number> {
  const { instrument, venues, books, quotes, own } = features;
  const { venueIndex: venue, tactic, side, ts } = question;
  const { kind, latencyNs } = venues[venue]!;
  const all = venues.length;
  const unit = instrument.avgTradeQty;
  const s = side === 'Buy' ? 1 : -1;
  const far: Side = side === 'Buy' ? 'Sell' : 'Buy';
  const dark = kind === 'DarkMidpoint';
  const ownRow = dark ? all : venue;
  const quote = quotes[ownRow]!;
  const pricedRow = midOf(quote) === undefined ? all : ownRow;
  const priced = quotes[pricedRow]!;
  const mid = midOf(priced);
  const spread = mid === undefined ? 0 : priced.askPx! - priced.bidPx!;
  const sum = (facts: readonly Fact[], row: number, tau: number) => decayedSum(facts, row, tau, ts);

  const nearOf = (q: Quote) => (side === 'Buy' ? q.bidQty : q.askQty);
  const farOf = (q: Quote) => (side === 'Buy' ? q.askQty : q.bidQty);
  const depth = (of: Side, n: number) =>
    (dark ? books : [books[venue]!])
      .flatMap((book) => naiveLevels(book, of).slice(0, n))
      .reduce((total, { qty }) => total + qty, 0);
  const against = (a: number, b: number) => (a + b === 0 ? 0 : (a - b) / (a + b));

  const naturalOffset = { TakeNow: 1, PostTouch: 0, PostInside: 0, MidPeg: 0.5 }[tactic];
  const near = side === 'Buy' ? priced.bidPx : priced.askPx;
  const natural =
    mid === undefined
      ? undefined
      : {
          TakeNow: near! + s * spread,
          PostTouch: near!,
          PostInside: near! + s * instrument.tick,
          MidPeg: mid,
        }[tactic];
  const px = question.px ?? natural;
  const atOrBetter = (of: Side, sign: number) =>
    naiveLevels(books[venue]!, of)
      .filter((level) => px !== undefined && sign * level.px >= sign * px)
      .reduce((total, { qty }) => total + qty, 0);
  const depthBetween = (n: number) => [
    Math.log(1 + depth(side, n) / unit),
    Math.log(1 + depth(far, n) / unit),
    against(depth(side, n), depth(far, n)),
  ];
  const [nearDepth3, farDepth3, imbalance3] = depthBetween(3) as [number, number, number];
  const [nearDepth5, farDepth5, imbalance5] = depthBetween(5) as [number, number, number];
  const imbalance = against(priced.bidQty, priced.askQty);
  const volume = sum(features.prints, venue, 60);
  const ownSum = (amount: (fact: OwnTold) => number) =>
    own
      .filter((fact) => fact.venue === venue)
      .reduce((total, fact) => total + amount(fact) * Math.exp(-(ts - fact.ts) / (300 * SECOND)), 0);
  const filled = ownSum(({ type: was, qty }) => (was === 'Fill' ? qty : 0));
  const unfilled = ownSum(({ type: was, qty }) => (was === 'Canceled' || was === 'Reject' ? qty : 0));
  const reference = instrument.dailyVolatilityBps / Math.sqrt(23_400);

  return {
    spreadTicks: Math.log(1 + Math.max(spread, 0) / instrument.tick),
    spreadBps: Math.log(1 + (mid === undefined ? 0 : (10_000 * Math.max(spread, 0)) / mid)),
    spreadScore: naiveSpreadScore(features, pricedRow, ts),
    nearDepth: Math.log(1 + nearOf(quote) / unit),
    farDepth: Math.log(1 + Math.max(farOf(quote), dark ? 0 : atOrBetter(far, -s)) / unit),
    imbalance1: against(nearOf(quote), farOf(quote)),
    imbalance3,
    imbalance5,
    nearDepth3,
    nearDepth5,
    farDepth3,
    farDepth5,
    micropriceOffset:
      mid === undefined || spread <= 0
        ? 0
        : (10_000 * s * naiveLean(features, imbalance, spread / instrument.tick) * spread) / mid,
    ofi1s: s * Math.asinh(sum(features.ofi, ownRow, 1) / unit),
    ofi10s: s * Math.asinh(sum(features.ofi, ownRow, 10) / unit),
    flow1s: s * Math.asinh(sum(features.signed, ownRow, 1) / unit),
    flow10s: s * Math.asinh(sum(features.signed, ownRow, 10) / unit),
    takesInRow: s * Math.asinh(naiveTakes(features, ownRow, ts)),
    tradeRate: Math.log(
      1 +
        sum(
          features.prints.map((p) => ({ ...p, amount: 1 })),
          venue,
          10,
        ) /
          10,
    ),
    volatilityShort: Math.log(naiveVolatility(features, 10) / reference),
    volatilityLong: Math.log(naiveVolatility(features, 60) / reference),
    volatilitySlow: Math.log(naiveVolatility(features, 300) / reference),
    volatilityLevel: Math.log(naiveVolatility(features, 60)),
    queueAhead: dark || tactic === 'TakeNow' ? 0 : Math.log(1 + atOrBetter(side, s) / unit),
    priceOffset:
      mid === undefined || px === undefined
        ? naturalOffset
        : (s * (px - near!)) / Math.max(spread, instrument.tick),
    size: Math.log(question.qty / unit),
    squareRootImpact: Math.log(instrument.dailyVolatilityBps * Math.sqrt(question.qty / instrument.adv)),
    horizon: Math.log(question.horizonNs / SECOND),
    tacticTakeNow: tactic === 'TakeNow' ? 1 : 0,
    tacticPostTouch: tactic === 'PostTouch' ? 1 : 0,
    tacticPostInside: tactic === 'PostInside' ? 1 : 0,
    tacticMidPeg: tactic === 'MidPeg' ? 1 : 0,
    kindInverted: kind === 'Inverted' ? 1 : 0,
    volumeShare: (volume + unit) / (sum(features.prints, all, 60) + all * unit),
    ownFillRatio: (filled + unit) / (filled + unfilled + 2 * unit),
    ownRejectRatio:
      ownSum(({ type: was }) => (was === 'Reject' ? 1 : 0)) /
      (ownSum(({ type: was }) => (was === 'Sent' ? 1 : 0)) + 1),
    messageRate: Math.log(1 + sum(features.messages, venue, 10) / 10),
    latency: Math.log(latencyNs / 1e6),
    ...naiveOwnColumns(features, question),
    ...naivePredation(features, venue, ts),
  };
}
