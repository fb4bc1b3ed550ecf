/**
 * One candidate's features (schema.ts says what each is). Reading only: the same state and row give the same
 * bytes however often they are asked for.
 */
import { depthAtOrBetter, depthOfLevels, type LevelBook } from '@fairlead/book';
import type { Side, Tactic } from '@fairlead/domain';
import { NANOS_PER_SECOND, opposite } from '@fairlead/domain';
import { decayTo, MEDIUM_SECONDS, SUM, spreadScore, sumOf } from './activity.ts';
import { INDICATOR_COUNT, writeIndicators } from './indicators.ts';
import { lnMsOf, QUANTILE } from './latency.ts';
import { MARKOUT, shrunkMarkoutBps } from './markouts.ts';
import { leanOf } from './microprice.ts';
import { runAt } from './momentum.ts';
import { newsKept } from './news.ts';
import { fillRatio, ownKept, rejectRatio } from './own.ts';
import { imbalanceOf, isTwoSided, QUOTE, spreadOf } from './quote.ts';
import { AT, FEATURE_COUNT, INDICATOR_AT, put, TACTIC_AT } from './schema.ts';
import type { FeatureState } from './state.ts';
import { longBps, shortBps, slowBps } from './volatility.ts';

export interface CandidateRow {
  readonly venueIndex: number;
  readonly tactic: Tactic;
  readonly side: Side;
  /** Shares asked about. */
  readonly qty: number;
  /** Limit; absent: the tactic's natural price (far touch, near touch, a tick inside, midpoint). */
  readonly px?: number | undefined;
  readonly horizonNs: number;
  /** Our clock, ns of market time. */
  readonly ts: number;
}

/** Writes the `FEATURE_COUNT` numbers of one candidate at `offset` of `out`. */
export function writeRow(state: FeatureState, row: CandidateRow, out: Float32Array, offset: number): void {
  const { templates } = state;
  const slot = row.venueIndex * 2 + (row.side === 'Buy' ? 0 : 1);
  const from = slot * FEATURE_COUNT;
  if (templates.madeOf[slot] !== templates.version || templates.madeAt[slot] !== row.ts) {
    if (templates.sharedOf !== templates.version || templates.sharedAt !== row.ts)
      shareInstant(state, row.ts);
    writeVenue(state, row.venueIndex, row.side, row.ts, from);
    templates.madeOf[slot] = templates.version;
    templates.madeAt[slot] = row.ts;
  }
  const made = templates.rows;
  for (let i = 0; i < FEATURE_COUNT; i++) out[offset + i] = made[from + i]!;
  writeCandidate(state, row, out, offset);
}

/** What depends on the order: its price against the book, size, horizon, tactic. */
function writeCandidate(state: FeatureState, row: CandidateRow, out: Float32Array, offset: number): void {
  const { instrument, books, quotes, templates, venues } = state;
  const { venueIndex: venue, side, tactic } = row;
  const all = venues.length;
  const dark = venues[venue]!.kind === 'DarkMidpoint';
  const quoteRow = !dark && isTwoSided(quotes, venue) ? venue : all;
  const buy = side === 'Buy';
  const sign = buy ? 1 : -1;
  const at = quoteRow * QUOTE.width;
  const near = quotes[at + (buy ? QUOTE.bidPx : QUOTE.askPx)]!;
  const far = quotes[at + (buy ? QUOTE.askPx : QUOTE.bidPx)]!;
  const quoted = isTwoSided(quotes, quoteRow);
  const price = row.px ?? (quoted ? naturalPx(tactic, near, far, sign * instrument.tick) : undefined);

  const spread = Math.max(sign * (far - near), instrument.tick);
  put(
    out,
    offset,
    AT.priceOffset,
    quoted && price !== undefined ? (sign * (price - near)) / spread : NATURAL_OFFSET[tactic],
  );

  if (!dark && price !== undefined) {
    const book = books[venue]!;
    if (tactic !== 'TakeNow') {
      const ahead = depthAtOrBetter(book, side, price);
      put(out, offset, AT.queueAhead, Math.log(1 + ahead / instrument.avgTradeQty));
    }
    const reached = depthAtOrBetter(book, opposite(side), price);
    if (reached > quotes[venue * QUOTE.width + (buy ? QUOTE.askQty : QUOTE.bidQty)]!) {
      put(out, offset, AT.farDepth, Math.log(1 + reached / instrument.avgTradeQty));
    }
  }
  if (row.qty !== templates.qty) {
    templates.qty = row.qty;
    templates.lnSize = Math.log(row.qty / instrument.avgTradeQty);
  }
  if (row.horizonNs !== templates.horizonNs) {
    templates.horizonNs = row.horizonNs;
    templates.lnHorizon = Math.log(row.horizonNs / NANOS_PER_SECOND);
  }
  put(out, offset, AT.size, templates.lnSize);
  // ln(daily volatility x sqrt(qty / adv)): a constant of the instrument and half the logarithm of the size.
  put(out, offset, AT.squareRootImpact, templates.lnUnitImpactBps + templates.lnSize / 2);
  put(out, offset, AT.horizon, templates.lnHorizon);
  out[offset + TACTIC_AT[tactic]] = 1;
}

/** Where a tactic's price is in spreads when nothing is quoted to measure from. */
const NATURAL_OFFSET: Readonly<Record<Tactic, number>> = {
  TakeNow: 1,
  PostTouch: 0,
  PostInside: 0,
  MidPeg: 0.5,
};

function naturalPx(tactic: Tactic, near: number, far: number, step: number): number {
  if (tactic === 'TakeNow') return far;
  if (tactic === 'MidPeg') return (near + far) / 2;
  return tactic === 'PostInside' ? near + step : near;
}

/** What every venue shares at one instant. */
function shareInstant(state: FeatureState, ts: number): void {
  const { activity, templates, volatility } = state;
  decayTo(activity, ts, templates.kept);
  templates.lnShortBps = Math.log(shortBps(volatility));
  templates.lnLongBps = Math.log(longBps(volatility));
  templates.lnSlowBps = Math.log(slowBps(volatility));
  templates.allDepths.fill(0);
  for (const book of state.books) addDepths(book, templates.allDepths);
  const angle = (2 * Math.PI * (ts % DAY_NS)) / DAY_NS;
  templates.timeSin = Math.sin(angle);
  templates.timeCos = Math.cos(angle);
  const heard = newsKept(state.news, ts);
  templates.newsScore = state.news.score * heard;
  templates.lnNews = Math.log(1 + state.news.items * heard);
  templates.sharedOf = templates.version;
  templates.sharedAt = ts;
}

/** What every tactic at the venue shares. */
function writeVenue(state: FeatureState, venue: number, side: Side, ts: number, offset: number): void {
  const { activity, instrument, quotes, templates } = state;
  const out = templates.rows;
  const reference = state.venues[venue]!;
  const all = state.venues.length;
  const dark = reference.kind === 'DarkMidpoint';
  const unit = instrument.avgTradeQty;
  const bookRow = dark ? all : venue;
  const spreadRow = isTwoSided(quotes, bookRow) ? bookRow : all;
  const sign = side === 'Buy' ? 1 : -1;
  const { kept } = templates;

  const ticks = Math.max(spreadOf(quotes, spreadRow, instrument.tick) ?? 0, 0);
  put(out, offset, AT.spreadTicks, Math.log(1 + ticks));
  put(out, offset, AT.spreadBps, Math.log(1 + Math.max(spreadBpsOf(state, spreadRow), 0)));
  put(out, offset, AT.spreadScore, spreadScore(activity, spreadRow, ts));

  const at = bookRow * QUOTE.width;
  const bidQty = quotes[at + QUOTE.bidQty]!;
  const askQty = quotes[at + QUOTE.askQty]!;
  put(out, offset, AT.nearDepth, Math.log(1 + (side === 'Buy' ? bidQty : askQty) / unit));
  put(out, offset, AT.farDepth, Math.log(1 + (side === 'Buy' ? askQty : bidQty) / unit));
  put(out, offset, AT.imbalance1, sign * share(bidQty, askQty));
  const depths = dark ? templates.allDepths : templates.depths;
  if (!dark) addDepths(state.books[venue]!, depths.fill(0));
  const near = side === 'Buy' ? 0 : 2;
  const far = 2 - near;
  put(out, offset, AT.nearDepth3, Math.log(1 + depths[near]! / unit));
  put(out, offset, AT.nearDepth5, Math.log(1 + depths[near + 1]! / unit));
  put(out, offset, AT.farDepth3, Math.log(1 + depths[far]! / unit));
  put(out, offset, AT.farDepth5, Math.log(1 + depths[far + 1]! / unit));
  put(out, offset, AT.imbalance3, share(depths[near]!, depths[far]!));
  put(out, offset, AT.imbalance5, share(depths[near + 1]!, depths[far + 1]!));
  put(out, offset, AT.micropriceOffset, sign * micropriceOffsetBps(state, spreadRow));

  const ofi1 = (sumOf(activity, bookRow, SUM.ofi1) * kept.short) / unit;
  const flow1 = (sumOf(activity, bookRow, SUM.flow1) * kept.short) / unit;
  const ofi10 = (sumOf(activity, bookRow, SUM.ofi10) * kept.medium) / unit;
  const flow10 = (sumOf(activity, bookRow, SUM.flow10) * kept.medium) / unit;
  put(out, offset, AT.ofi1s, sign * Math.asinh(ofi1));
  put(out, offset, AT.ofi10s, sign * Math.asinh(ofi10));
  put(out, offset, AT.flow1s, sign * Math.asinh(flow1));
  put(out, offset, AT.flow10s, sign * Math.asinh(flow10));
  put(out, offset, AT.takesInRow, sign * Math.asinh(runAt(state.momentum, bookRow, ts)));

  const perSecond = kept.medium / MEDIUM_SECONDS;
  put(out, offset, AT.tradeRate, Math.log(1 + sumOf(activity, venue, SUM.trades) * perSecond));
  put(out, offset, AT.messageRate, Math.log(1 + sumOf(activity, venue, SUM.messages) * perSecond));
  put(out, offset, AT.volatilityShort, templates.lnShortBps - templates.lnReferenceBps);
  put(out, offset, AT.volatilityLong, templates.lnLongBps - templates.lnReferenceBps);
  put(out, offset, AT.volatilitySlow, templates.lnSlowBps - templates.lnReferenceBps);
  put(out, offset, AT.volatilityLevel, templates.lnLongBps);

  const volume = sumOf(activity, venue, SUM.volume) * kept.long;
  const total = sumOf(activity, all, SUM.volume) * kept.long;
  put(out, offset, AT.volumeShare, (volume + unit) / (total + all * unit));
  put(out, offset, AT.kindInverted, reference.kind === 'Inverted' ? 1 : 0);
  put(out, offset, AT.latency, templates.lnLatency[venue]!);
  put(out, offset, AT.ackLatencyP50, lnMsOf(state.ackLatency, venue, QUANTILE.median));
  put(out, offset, AT.ackLatencyP90, lnMsOf(state.ackLatency, venue, QUANTILE.ninety));
  put(out, offset, AT.feedLagP50, lnMsOf(state.feedLag, venue, QUANTILE.median));
  put(out, offset, AT.feedLagP90, lnMsOf(state.feedLag, venue, QUANTILE.ninety));
  put(out, offset, AT.timeSin, templates.timeSin);
  put(out, offset, AT.timeCos, templates.timeCos);
  put(out, offset, AT.newsSentiment, sign * templates.newsScore);
  put(out, offset, AT.newsCount, templates.lnNews);
  writeOwn(state, { venue, sign, ts }, offset);
  writePredation(state, venue, offset);
}

/** What our own orders met there. */
function writeOwn(
  state: FeatureState,
  { venue, sign, ts }: { readonly venue: number; readonly sign: number; readonly ts: number },
  offset: number,
): void {
  const { instrument, markouts, own } = state;
  const out = state.templates.rows;
  const unit = instrument.avgTradeQty;
  const remembered = ownKept(own, venue, ts);
  put(out, offset, AT.ownFillRatio, fillRatio(own, venue, unit, remembered));
  put(out, offset, AT.ownRejectRatio, rejectRatio(own, venue, remembered));
  put(out, offset, AT.ownMarkout1s, shrunkMarkoutBps(markouts, venue, MARKOUT.oneSecond, ts));
  put(out, offset, AT.ownMarkout5s, shrunkMarkoutBps(markouts, venue, MARKOUT.fiveSeconds, ts));
  put(out, offset, AT.inventory, sign * Math.asinh(own.netQty / unit));
}

/** How the others there behave (indicators.ts). */
function writePredation(state: FeatureState, venue: number, offset: number): void {
  const { indicators, kept, rows } = state.templates;
  writeIndicators(state, venue, kept, indicators);
  for (let i = 0; i < INDICATOR_COUNT; i++) put(rows, offset, INDICATOR_AT[i]!, indicators[i]!);
}

const DAY_NS = 86_400 * NANOS_PER_SECOND;

/** Adds the book's shares: first three bids, five bids, three asks, five asks. */
function addDepths(book: LevelBook, into: Float64Array): void {
  into[0]! += depthOfLevels(book, 'Buy', 3);
  into[1]! += depthOfLevels(book, 'Buy', 5);
  into[2]! += depthOfLevels(book, 'Sell', 3);
  into[3]! += depthOfLevels(book, 'Sell', 5);
}

const share = (bid: number, ask: number): number => (bid + ask > 0 ? (bid - ask) / (bid + ask) : 0);

/** Ask less bid over the mid; 0 where the row is not two-sided, negative where it is crossed. */
function spreadBpsOf(state: FeatureState, row: number): number {
  const { quotes } = state;
  if (!isTwoSided(quotes, row)) return 0;
  const bidPx = quotes[row * QUOTE.width + QUOTE.bidPx]!;
  const askPx = quotes[row * QUOTE.width + QUOTE.askPx]!;
  return ((askPx - bidPx) / ((askPx + bidPx) / 2)) * 10_000;
}

function micropriceOffsetBps(state: FeatureState, row: number): number {
  const { instrument, microprice, quotes } = state;
  const ticks = spreadOf(quotes, row, instrument.tick);
  if (ticks === undefined || ticks <= 0) return 0;
  return leanOf(microprice, imbalanceOf(quotes, row), ticks) * spreadBpsOf(state, row);
}
