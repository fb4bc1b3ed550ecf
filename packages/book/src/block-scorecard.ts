/**
 * Who answers his invitations. An owner is judged from so many answered or lapsed ones on, at each that lapses: who has
 * firmed up a smaller share of them than the rules ask is barred for a time, after which his record starts anew.
 */
import type { BlockState, Scorecard } from './block-state.ts';

export function isBarred(state: BlockState, owner: number, nowNs: number): boolean {
  const card = state.scorecards.get(owner);
  return card !== undefined && nowNs < card.barredUntilNs;
}

export function countFirmUp(state: BlockState, owner: number): void {
  cardOf(state, owner).firmed += 1;
}

/** @returns until when the owner is barred for it; absent: he is not */
export function countLapse(state: BlockState, owner: number, nowNs: number): number | undefined {
  const { invitations, percent, barNs } = state.rules.scorecard;
  const card = cardOf(state, owner);
  card.lapsed += 1;
  const judged = card.firmed + card.lapsed;
  if (judged < invitations || card.firmed * 100 >= percent * judged) return undefined;
  card.firmed = 0;
  card.lapsed = 0;
  card.barredUntilNs = nowNs + barNs;
  return card.barredUntilNs;
}

function cardOf(state: BlockState, owner: number): Scorecard {
  const known = state.scorecards.get(owner);
  if (known !== undefined) return known;
  const card: Scorecard = { firmed: 0, lapsed: 0, barredUntilNs: Number.NEGATIVE_INFINITY };
  state.scorecards.set(owner, card);
  return card;
}
