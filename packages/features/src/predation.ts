/**
 * What predators do, counted per venue from the displayed levels (order ids are not needed, and with them the
 * counts would be exact). Patterns are those of the manipulation and latency literature; each is a definition here:
 *
 * - *Fleeting*: shares added to a level at or behind the touch and taken away again, the same number, within 10 ms.
 * - *Ping*: the same inside the spread, by at most one average trade: a hand put out to feel for hidden orders.
 * - *Layering*: on one side, at least four additions made within 250 ms, withdrawn within half a second of a print
 *   on the other side's orders, and within 250 ms of one another: the layers had done their work.
 * - *Burst and reverse*: one-way prints, no more than 250 ms apart, of at least ten average trades and three times what
 *   a second usually sees there; then, within a second, prints of half as much the other way.
 * - *Fade*: after one of our children went to or traded at another venue, the share of this venue's far touch that
 *   went within 50 ms, less what printed.
 *
 * What levels can't tell: an addition is known by its level, and only the level's last one. Two orders at one price
 * hide one another; a withdrawal of another size counts for nothing. So counts are too low, never too high; an
 * addition that traded is told apart by a print at its price.
 */
import { NANOS_PER_MS, NANOS_PER_SECOND, type Side } from '@fairlead/domain';

const FLEETING_NS = 10 * NANOS_PER_MS;
const LAYER_AFTER_FILL_NS = 500 * NANOS_PER_MS;
const LAYERS_TOGETHER_NS = 250 * NANOS_PER_MS;
const LAYERS = 4;
const BURST_GAP_NS = 250 * NANOS_PER_MS;
const REVERSE_NS = NANOS_PER_SECOND;
const BURST_TRADES = 10;
const BURST_SECONDS = 3;
const FADE_NS = 50 * NANOS_PER_MS;

/** Prices that a side of a venue remembers its last addition of: a price and the one 1,024 ticks on share a place. */
const SLOTS = 1024;

/** An addition's price, shares (0: none, or dealt with), time, and 1 if it was a hand put out inside the spread. */
const ADDITION = { px: 0, qty: 1, ts: 2, inside: 3, width: 4 } as const;

export interface Predation {
  /** Last addition by venue, side and price (`ADDITION`), side by side: one is half a cache line. */
  readonly additions: Float64Array;
  /** Per venue and side whose orders traded: price and time of the last print. */
  readonly printPx: Float64Array;
  readonly printTs: Float64Array;
  /** Per venue and side: withdrawals counted towards a layering, when their first was added, when the last went. */
  readonly layers: Float64Array;
  readonly layerAddedTs: Float64Array;
  readonly layerTs: Float64Array;
  /** Per venue: the one-way run of prints (+1 bought), its shares and last print, and what came back since. */
  readonly burstSign: Int8Array;
  readonly burstQty: Float64Array;
  readonly burstTs: Float64Array;
  readonly backQty: Float64Array;
  /** Per venue: until when its far touch is watched (0: not), which side that is, its price and shares, what went. */
  readonly watchUntil: Float64Array;
  readonly watchSide: Uint8Array;
  readonly watchPx: Float64Array;
  readonly watchShown: Float64Array;
  readonly watchGone: Float64Array;
  /** Filled by the caller of `levelFact` and `printFact`: nothing is allocated per event. */
  readonly level: LevelStep;
  readonly print: Print;
}

export function createPredation(venues: number): Predation {
  return {
    additions: new Float64Array(venues * 2 * SLOTS * ADDITION.width),
    printPx: new Float64Array(venues * 2),
    printTs: new Float64Array(venues * 2).fill(Number.NEGATIVE_INFINITY),
    layers: new Float64Array(venues * 2),
    layerAddedTs: new Float64Array(venues * 2),
    layerTs: new Float64Array(venues * 2).fill(Number.NEGATIVE_INFINITY),
    burstSign: new Int8Array(venues),
    burstQty: new Float64Array(venues),
    burstTs: new Float64Array(venues).fill(Number.NEGATIVE_INFINITY),
    backQty: new Float64Array(venues),
    watchUntil: new Float64Array(venues),
    watchSide: new Uint8Array(venues),
    watchPx: new Float64Array(venues),
    watchShown: new Float64Array(venues),
    watchGone: new Float64Array(venues),
    level: { venue: 0, side: 0, px: 0, nth: 0, before: 0, after: 0, hand: 0, ts: 0 },
    print: { venue: 0, px: 0, qty: 0, sign: 0, unit: 0, usual: 0 },
  };
}

/** What a level's change turned out to be. */
export type LevelFact = 'None' | 'Added' | 'Fleeting' | 'Ping' | 'Layering';

interface LevelStep {
  venue: number;
  /** `sideIndex`. */
  side: 0 | 1;
  px: number;
  /** Price in ticks. */
  nth: number;
  /** Shares shown there before and after. */
  before: number;
  after: number;
  /** Shares up to which an addition at this price is a hand put out inside the spread; 0 where it is not inside. */
  hand: number;
  ts: number;
}

/** `predation.level` happened. A withdrawal that is two things at once is the first of `Fleeting`, `Ping`, `Layering`. */
export function levelFact(predation: Predation): LevelFact {
  const step = predation.level;
  const { venue, side, px, before, after, ts } = step;
  watchLevel(predation, step);
  const delta = after - before;
  if (delta === 0) return 'None';
  const row = venue * 2 + side;
  const { additions } = predation;
  const at = (row * SLOTS + (step.nth & (SLOTS - 1))) * ADDITION.width;
  if (delta > 0) {
    additions[at + ADDITION.px] = px;
    additions[at + ADDITION.qty] = delta;
    additions[at + ADDITION.ts] = ts;
    additions[at + ADDITION.inside] = delta <= step.hand ? 1 : 0;
    return 'Added';
  }
  const addedAt = additions[at + ADDITION.ts]!;
  if (additions[at + ADDITION.qty] !== -delta || additions[at + ADDITION.px] !== px) return 'None';
  additions[at + ADDITION.qty] = 0;
  if (predation.printPx[row] === px && predation.printTs[row]! >= addedAt) return 'None';
  if (ts - addedAt < FLEETING_NS) return additions[at + ADDITION.inside] === 1 ? 'Ping' : 'Fleeting';
  return isLayer(predation, row, addedAt, ts) ? 'Layering' : 'None';
}

/** The withdrawal counts as a layer; true where it is the one that makes a layering of them. */
function isLayer(predation: Predation, row: number, addedAt: number, ts: number): boolean {
  const filledAt = predation.printTs[row ^ 1]!;
  if (filledAt < addedAt || ts - filledAt > LAYER_AFTER_FILL_NS) return false;
  const goesOn =
    ts - predation.layerTs[row]! <= LAYERS_TOGETHER_NS &&
    Math.abs(addedAt - predation.layerAddedTs[row]!) <= LAYERS_TOGETHER_NS;
  if (!goesOn) predation.layerAddedTs[row] = addedAt;
  predation.layers[row] = goesOn ? predation.layers[row]! + 1 : 1;
  predation.layerTs[row] = ts;
  return predation.layers[row] === LAYERS;
}

interface Print {
  venue: number;
  px: number;
  qty: number;
  /** +1 bought, -1 sold, 0 not known. */
  sign: number;
  /** Shares of one average trade. */
  unit: number;
  /** Shares that the venue prints in a second, as usual. */
  usual: number;
}

/** `predation.print` happened. @returns true where it completes a burst and its reversal */
export function printFact(predation: Predation, ts: number): boolean {
  const { print } = predation;
  const { venue, px, qty, sign } = print;
  if (sign === 0) return false;
  const resting = venue * 2 + (sign > 0 ? 1 : 0);
  predation.printPx[resting] = px;
  predation.printTs[resting] = ts;
  if (ts <= predation.watchUntil[venue]! && predation.watchSide[venue] === (sign > 0 ? 1 : 0)) {
    predation.watchGone[venue]! -= qty;
  }
  const since = ts - predation.burstTs[venue]!;
  const back = predation.backQty[venue]!;
  if (sign === predation.burstSign[venue] && since <= BURST_GAP_NS && back === 0) {
    predation.burstQty[venue]! += qty;
    predation.burstTs[venue] = ts;
    return false;
  }
  const burst = predation.burstQty[venue]!;
  const large = burst >= BURST_TRADES * print.unit && burst >= BURST_SECONDS * print.usual;
  if (sign === -predation.burstSign[venue]! && since <= REVERSE_NS && large) {
    predation.backQty[venue] = back + qty;
    if (back + qty < burst / 2) return false;
    beginBurst(predation, print, ts);
    return true;
  }
  beginBurst(predation, print, ts);
  return false;
}

function beginBurst(predation: Predation, { venue, qty, sign }: Print, ts: number): void {
  predation.burstSign[venue] = sign;
  predation.burstQty[venue] = qty;
  predation.burstTs[venue] = ts;
  predation.backQty[venue] = 0;
}

/** From now on, for 50 ms, the venue's far touch is watched. A watch that is open goes on; nothing shown, none. */
export function watchFarTouch(
  predation: Predation,
  venue: number,
  touch: { readonly side: Side; readonly px: number; readonly qty: number },
  ts: number,
): void {
  if (predation.watchUntil[venue]! > 0 || touch.qty === 0) return;
  predation.watchUntil[venue] = ts + FADE_NS;
  predation.watchSide[venue] = sideIndex(touch.side);
  predation.watchPx[venue] = touch.px;
  predation.watchShown[venue] = touch.qty;
  predation.watchGone[venue] = 0;
}

/** Ends a watch that is over before `ts`. @returns the share that faded, 0 .. 1; `undefined` where none ended */
export function endWatch(predation: Predation, venue: number, ts: number): number | undefined {
  const until = predation.watchUntil[venue]!;
  if (until === 0 || ts <= until) return undefined;
  predation.watchUntil[venue] = 0;
  return Math.min(Math.max(predation.watchGone[venue]! / predation.watchShown[venue]!, 0), 1);
}

/** What goes from the watched price or better has faded, what comes back has not; prints are taken off elsewhere. */
function watchLevel(predation: Predation, { venue, side, px, before, after, ts }: LevelStep): void {
  if (ts > predation.watchUntil[venue]! || predation.watchSide[venue] !== side) return;
  const behind = (side === 0 ? predation.watchPx[venue]! - px : px - predation.watchPx[venue]!) > 0;
  if (!behind) predation.watchGone[venue]! += before - after;
}

/** Of a side's columns and rows: bids first. */
export const sideIndex = (side: Side): 0 | 1 => (side === 'Buy' ? 0 : 1);
