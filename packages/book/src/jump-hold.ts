/**
 * A touch that jumps by half or more is not believed at once. Prices in Px; 0 = no such side.
 *
 * Such a jump is either a crash or a mistake (a decimal shift, a misread field, a test message), and the message
 * that brings it can't tell which. Exchanges answer with time: limit-up limit-down pauses trading on moves of 5 to
 * 20% and rejects prices beyond the band until a new reference stands; clearly-erroneous rules compare with the
 * consolidated last sale. Here the venue is *held*: its touch counts nowhere and nothing is routed to it, until one
 * of these happens.
 *
 * - It comes back within half of the last trusted price: a bad tick, gone.
 * - Another venue's touch agrees with the new price: a crash moves everybody.
 * - Three more messages of its own agree with the new price, while no other venue that counts shows a price that
 *   contradicts it. A venue alone can't be contradicted, so that a true crash of the only venue holds for three
 *   messages; a venue whose decimal point moved is held as long as others stand where they stood.
 * - It sends a snapshot (the engine asks for one): the whole book, said again on purpose, is what the venue means.
 *
 * What was said stays said: the level book shows it, the log counts it, and nothing is averaged away.
 */

/** A price is far from another from half of it on. */
export const isFar = (price: number, from: number): boolean => Math.abs(price - from) * 2 >= from;

/** Messages that confirm a jump, the one that brought it not counted. */
const CONFIRMATIONS = 3;

export interface JumpHolds {
  /** Per venue: the last trusted best bid and ask. */
  readonly trusted: Float64Array;
  /** Per venue: confirmations still wanted, plus one; 0 = not held. */
  readonly held: Uint8Array;
  readonly jumpedTo: Float64Array;
}

export const createJumpHolds = (venues: number): JumpHolds => ({
  trusted: new Float64Array(venues * 2),
  held: new Uint8Array(venues),
  jumpedTo: new Float64Array(venues),
});

export const isHeld = (holds: JumpHolds, venue: number): boolean => holds.held[venue]! > 0;

/** The touch is believed, whatever it was before. */
export function trustTouch(holds: JumpHolds, venue: number, bidPx: number, askPx: number): void {
  holds.held[venue] = 0;
  if (bidPx > 0) holds.trusted[venue * 2] = bidPx;
  if (askPx > 0) holds.trusted[venue * 2 + 1] = askPx;
}

/**
 * The touch of a venue that is not held.
 * @returns true where it jumped: the venue is held from now on
 */
export function holdIfJumped(holds: JumpHolds, venue: number, bidPx: number, askPx: number): boolean {
  const bidJumped = jumped(holds.trusted[venue * 2]!, bidPx);
  if (!bidJumped && !jumped(holds.trusted[venue * 2 + 1]!, askPx)) {
    trustTouch(holds, venue, bidPx, askPx);
    return false;
  }
  holds.held[venue] = CONFIRMATIONS + 1;
  holds.jumpedTo[venue] = bidJumped ? bidPx : askPx;
  return true;
}

/** Is the touch of a held venue back where it was trusted? */
export const isBack = (holds: JumpHolds, venue: number, bidPx: number, askPx: number): boolean =>
  !jumped(holds.trusted[venue * 2]!, bidPx) && !jumped(holds.trusted[venue * 2 + 1]!, askPx);

/**
 * A message of a held venue at this price.
 * @returns true where its own messages have confirmed the jump
 */
export function confirmJump(holds: JumpHolds, venue: number, price: number): boolean {
  if (holds.held[venue]! > 1 && !isFar(price, holds.jumpedTo[venue]!)) holds.held[venue]! -= 1;
  return holds.held[venue] === 1;
}

const jumped = (trusted: number, price: number): boolean => trusted > 0 && price > 0 && isFar(price, trusted);
