/**
 * The feature vector's schema: what a row holds, in order. A row is about one candidate (venue, tactic, side,
 * quantity, price, horizon) at one instant. Every number is dimensionless, finite and within [low, high],
 * whatever the books hold. Direction is the order's own: positive = in favour of a price that rises for a buy and
 * falls for a sell, so that both sides share one model.
 *
 * The hash covers names, units and version: a model trained on another schema is refused by it. A change of
 * meaning that leaves name and unit alone must raise the version.
 */
import { digestOf, type Hash, type Tactic } from '@fairlead/domain';

interface FeatureSpec {
  readonly name: string;
  readonly unit: string;
  /** What the value is clipped to. */
  readonly low: number;
  readonly high: number;
  readonly doc: string;
}

const SPECS = [
  {
    name: 'spreadTicks',
    unit: 'ln(1 + ticks)',
    low: 0,
    high: 7,
    doc: "Spread of the venue's own book; consolidated where the venue is dark or one-sided. Crossed counts as 0.",
  },
  {
    name: 'spreadBps',
    unit: 'ln(1 + bps of the mid)',
    low: 0,
    high: 7,
    doc: 'The same spread as a share of the mid: what a tick is worth there.',
  },
  {
    name: 'spreadScore',
    unit: 'standard deviations',
    low: -5,
    high: 5,
    doc: 'The same spread against its own time-weighted mean and deviation (decay 60 s).',
  },
  {
    name: 'nearDepth',
    unit: 'ln(1 + average trades)',
    low: 0,
    high: 10,
    doc: 'Shares at the touch on the side that the order would join.',
  },
  {
    name: 'farDepth',
    unit: 'ln(1 + average trades)',
    low: 0,
    high: 10,
    doc: "Shares on the side that the order would take from, at the touch or within the order's price.",
  },
  {
    name: 'nearDepth3',
    unit: 'ln(1 + average trades)',
    low: 0,
    high: 12,
    doc: 'Shares of the first three levels on the side that the order would join; of all venues together for a dark pool.',
  },
  {
    name: 'nearDepth5',
    unit: 'ln(1 + average trades)',
    low: 0,
    high: 12,
    doc: 'The same of the first five levels.',
  },
  {
    name: 'farDepth3',
    unit: 'ln(1 + average trades)',
    low: 0,
    high: 12,
    doc: 'The same of the first three levels on the side that the order would take from.',
  },
  {
    name: 'farDepth5',
    unit: 'ln(1 + average trades)',
    low: 0,
    high: 12,
    doc: 'The same of the first five levels.',
  },
  {
    name: 'imbalance1',
    unit: 'share',
    low: -1,
    high: 1,
    doc: '(near - far) / (near + far) shares at the best level; 0 where nothing is shown.',
  },
  {
    name: 'imbalance3',
    unit: 'share',
    low: -1,
    high: 1,
    doc: 'The same over the first three levels.',
  },
  { name: 'imbalance5', unit: 'share', low: -1, high: 1, doc: 'The same over the first five levels.' },
  {
    name: 'micropriceOffset',
    unit: 'bps of the mid',
    low: -20,
    high: 20,
    doc: "Microprice (Stoikov 2018) less mid, towards the order's side: where the mid goes from this spread and imbalance, as learned from the instrument's touches so far.",
  },
  {
    name: 'ofi1s',
    unit: 'asinh(average trades)',
    low: -10,
    high: 10,
    doc: 'Order-flow imbalance at the best level (Cont, Kukanov, Stoikov 2014, eq. 4), decayed sum over 1 s; over all lit venues for a dark pool.',
  },
  { name: 'ofi10s', unit: 'asinh(average trades)', low: -10, high: 10, doc: 'The same over 10 s.' },
  {
    name: 'flow1s',
    unit: 'asinh(average trades)',
    low: -10,
    high: 10,
    doc: 'Shares bought less sold by aggressors, decayed sum over 1 s; over all venues for a dark pool.',
  },
  { name: 'flow10s', unit: 'asinh(average trades)', low: -10, high: 10, doc: 'The same over 10 s.' },
  {
    name: 'takesInRow',
    unit: 'asinh(takes)',
    low: -6,
    high: 6,
    doc: 'Prints at or through the far touch, one after the other on one side (each fades over 1 s; the other side ends the run); over all venues for a dark pool.',
  },
  {
    name: 'tradeRate',
    unit: 'ln(1 + trades per second)',
    low: 0,
    high: 8,
    doc: "The venue's prints (decay 10 s).",
  },
  {
    name: 'volatilityShort',
    unit: 'ln(ratio)',
    low: -4,
    high: 4,
    doc: "Realised volatility of the consolidated mid (decay 10 s) over the instrument's daily figure per square-root second.",
  },
  { name: 'volatilityLong', unit: 'ln(ratio)', low: -4, high: 4, doc: 'The same with decay 60 s.' },
  {
    name: 'volatilitySlow',
    unit: 'ln(ratio)',
    low: -4,
    high: 4,
    doc: 'The same with decay 300 s.',
  },
  {
    name: 'volatilityLevel',
    unit: 'ln(bps per square-root second)',
    low: -6,
    high: 6,
    doc: 'The realised volatility with decay 60 s itself: what a band in bps scales with.',
  },
  {
    name: 'queueAhead',
    unit: 'ln(1 + average trades)',
    low: 0,
    high: 12,
    doc: "Shares shown on the order's own side at its price or better: they trade first. 0 for an order that takes, and in a pool that shows nothing.",
  },
  {
    name: 'priceOffset',
    unit: 'spreads',
    low: -5,
    high: 5,
    doc: "The order's price less the near touch, towards the far one: 0 joins, 1 takes. A spread of less than a tick counts as one tick.",
  },
  { name: 'size', unit: 'ln(average trades)', low: -6, high: 8, doc: 'Quantity asked about.' },
  {
    name: 'squareRootImpact',
    unit: 'ln(bps)',
    low: -10,
    high: 8,
    doc: "The square-root law's answer for the quantity, dailyVolatilityBps x sqrt(quantity / adv): the impact model's prior.",
  },
  { name: 'horizon', unit: 'ln(seconds)', low: -7, high: 9, doc: 'How long the order may rest.' },
  { name: 'tacticTakeNow', unit: '0 or 1', low: 0, high: 1, doc: 'Immediate-or-cancel.' },
  { name: 'tacticPostTouch', unit: '0 or 1', low: 0, high: 1, doc: 'Rests at the near touch.' },
  { name: 'tacticPostInside', unit: '0 or 1', low: 0, high: 1, doc: 'Rests inside the spread.' },
  {
    name: 'tacticMidPeg',
    unit: '0 or 1',
    low: 0,
    high: 1,
    doc: 'Pegged to the midpoint. Says "dark pool" too: no other kind offers it, no pool anything else.',
  },
  {
    name: 'kindInverted',
    unit: '0 or 1',
    low: 0,
    high: 1,
    doc: 'Takers are paid, makers pay. 0 for maker-taker venues and pools.',
  },
  {
    name: 'volumeShare',
    unit: 'share',
    low: 0,
    high: 1,
    doc: "The venue's part of all shares printed (decay 60 s), drawn towards equal parts by one average trade per venue.",
  },
  {
    name: 'ownFillRatio',
    unit: 'share',
    low: 0,
    high: 1,
    doc: 'Of our shares that ended there (filled, canceled, rejected), those filled (decay 300 s), drawn towards a half by two average trades.',
  },
  {
    name: 'ownRejectRatio',
    unit: 'share',
    low: 0,
    high: 1,
    doc: 'Of the orders we sent there, those rejected (decay 300 s), drawn towards 0 by one order.',
  },
  {
    name: 'ownMarkout1s',
    unit: 'bps',
    low: -20,
    high: 20,
    doc: 'Mean markout of our passive fills there after 1 s (decay 300 s), drawn towards 0 by ten fills. Positive: the price went our way.',
  },
  {
    name: 'ownMarkout5s',
    unit: 'bps',
    low: -20,
    high: 20,
    doc: 'The same after 5 s.',
  },
  {
    name: 'ownFade',
    unit: 'share',
    low: 0,
    high: 1,
    doc: "Of the venue's far touch, the share that went without a print within 50 ms of an order of ours going to or trading at another venue: mean (decay 60 s), drawn towards 0 by one watch.",
  },
  {
    name: 'inventory',
    unit: 'asinh(average trades)',
    low: -14,
    high: 14,
    doc: "Our position in the instrument since the session began, positive: already on the order's side.",
  },
  {
    name: 'messageRate',
    unit: 'ln(1 + messages per second)',
    low: 0,
    high: 12,
    doc: "The venue's level changes and prints (decay 10 s).",
  },
  {
    name: 'cancelToTrade',
    unit: 'ln(1 + ratio)',
    low: 0,
    high: 8,
    doc: 'Shares that left the displayed book without a print, over shares printed plus one average trade (decay 60 s).',
  },
  {
    name: 'messageBurst',
    unit: 'ln(ratio)',
    low: -3,
    high: 3,
    doc: "The venue's messages of the last 100 ms plus one over those that the last 10 s lead one to expect plus one.",
  },
  {
    name: 'fleeting',
    unit: 'share',
    low: 0,
    high: 1,
    doc: 'Of the additions to its levels, those withdrawn within 10 ms (decay 10 s), drawn towards 0 by five additions. From levels: what order ids would tell besides is missed.',
  },
  {
    name: 'pinging',
    unit: 'ln(1 + pings)',
    low: 0,
    high: 6,
    doc: 'Additions of at most one average trade inside the spread, withdrawn within 10 ms (decay 10 s).',
  },
  {
    name: 'layering',
    unit: 'ln(1 + layerings)',
    low: 0,
    high: 6,
    doc: 'Four or more additions made together and withdrawn together within half a second of a print on the other side (decay 60 s).',
  },
  {
    name: 'burstReverse',
    unit: 'ln(1 + reversals)',
    low: 0,
    high: 6,
    doc: 'Bursts of one-way prints that were reversed by half within a second (decay 60 s).',
  },
  {
    name: 'latency',
    unit: 'ln(milliseconds)',
    low: -7,
    high: 7,
    doc: "The venue's typical one-way latency of an order.",
  },
  {
    name: 'ackLatencyP50',
    unit: 'ln(milliseconds)',
    low: -7,
    high: 10,
    doc: 'Median of the last 128 times from sending an order to its first answer; the reference round trip counts as one.',
  },
  {
    name: 'ackLatencyP90',
    unit: 'ln(milliseconds)',
    low: -7,
    high: 10,
    doc: 'The 90% point of the same.',
  },
  {
    name: 'feedLagP50',
    unit: 'ln(milliseconds)',
    low: -7,
    high: 10,
    doc: "Median age of the venue's last 128 messages at their receipt; 1 us and less is the least.",
  },
  {
    name: 'feedLagP90',
    unit: 'ln(milliseconds)',
    low: -7,
    high: 10,
    doc: 'The 90% point of the same.',
  },
  {
    name: 'timeSin',
    unit: 'sine',
    low: -1,
    high: 1,
    doc: "Time of the session's day as an angle, midnight at 0: its sine. A day has 24 h whatever the market's hours, so that one that never closes has it too.",
  },
  {
    name: 'timeCos',
    unit: 'cosine',
    low: -1,
    high: 1,
    doc: 'The cosine of the same.',
  },
  {
    name: 'newsSentiment',
    unit: 'score',
    low: -5,
    high: 5,
    doc: "Sum of sentiment scores of news about the instrument (decay 300 s), positive: good for the order's side.",
  },
  {
    name: 'newsCount',
    unit: 'ln(1 + items)',
    low: 0,
    high: 6,
    doc: 'News items about the instrument (decay 300 s).',
  },
] as const satisfies readonly FeatureSpec[];

export type FeatureName = (typeof SPECS)[number]['name'];

/** The columns of a row, in order. */
export const FEATURES: readonly (FeatureSpec & { readonly name: FeatureName })[] = SPECS;
export const FEATURE_COUNT = FEATURES.length;

const VERSION = 2;

/** What a model must have been trained on to be asked. */
export const FEATURE_SCHEMA: { readonly name: 'candidate'; readonly version: number; readonly hash: Hash } = {
  name: 'candidate',
  version: VERSION,
  hash: digestOf({ version: VERSION, features: FEATURES.map(({ name, unit }) => ({ name, unit })) }),
};

/** Column of each feature. */
export const AT = Object.fromEntries(FEATURES.map(({ name }, at) => [name, at])) as Readonly<
  Record<FeatureName, number>
>;

/** Columns of the predatory indicators, in the order of `writeIndicators`. */
export const INDICATOR_AT: readonly number[] = [
  AT.messageBurst,
  AT.cancelToTrade,
  AT.fleeting,
  AT.ownFade,
  AT.pinging,
  AT.layering,
  AT.burstReverse,
];

/** Column of each tactic's indicator. */
export const TACTIC_AT: Readonly<Record<Tactic, number>> = {
  TakeNow: AT.tacticTakeNow,
  PostTouch: AT.tacticPostTouch,
  PostInside: AT.tacticPostInside,
  MidPeg: AT.tacticMidPeg,
};

const LOW = Float64Array.from(FEATURES, ({ low }) => low);
const HIGH = Float64Array.from(FEATURES, ({ high }) => high);

/** Writes one feature, clipped to its bounds; what is not a number becomes the lower one. */
export function put(out: Float32Array, offset: number, at: number, value: number): void {
  const low = LOW[at]!;
  const high = HIGH[at]!;
  out[offset + at] = value > low ? (value < high ? value : high) : low;
}

/** The page FEATURES.md: the documentation is generated from the source, and a test compares. */
export function featureTable(): string {
  const cells = [
    ['#', 'feature', 'unit', 'bounds', 'what it is'],
    ...FEATURES.map(({ name, unit, low, high, doc }, at) => [
      String(at),
      `\`${name}\``,
      unit,
      `${low} .. ${high}`,
      doc,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = cells.map(line);
  return [
    '# The candidate row',
    '',
    'Generated from `src/schema.ts`; `vitest run packages/features -u` writes it anew. Depths and flows are in',
    "average trades of the instrument (`avgTradeQty`). Directions are the order's own: positive is good for a price",
    'that rises for a buy and falls for a sell. "Decay n s" is an exponential time constant of market time.',
    '',
    `Schema \`${FEATURE_SCHEMA.name}\`, version ${FEATURE_SCHEMA.version}; hash of its names, units and version:`,
    `\`${FEATURE_SCHEMA.hash}\`.`,
    '',
    head,
    line(widths.map((width) => '-'.repeat(width))),
    ...body,
    '',
  ].join('\n');
}
