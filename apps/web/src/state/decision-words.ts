/** Closed sets of the decision in words for the screen. */
import type { CandidateReason, Tactic } from '@fairlead/domain';

const TACTICS: Readonly<Record<Tactic, string>> = {
  TakeNow: 'take now',
  PostTouch: 'passive post',
  PostInside: 'post inside',
  MidPeg: 'midpoint peg',
};
export const tacticWords = (tactic: Tactic): string => TACTICS[tactic];

const REASONS: Readonly<Record<CandidateReason, string>> = {
  Chosen: 'chosen',
  CheaperElsewhere: 'cheaper elsewhere',
  ImpactTooHigh: 'impact too high',
  FillTooUnlikely: 'fill too unlikely',
  DataStale: 'data stale',
  VenueDown: 'venue down',
  NoQuote: 'no quote',
  BeyondLimit: 'beyond the limit price',
  ShareCapReached: 'share cap reached',
  TacticUnavailable: 'tactic unavailable',
  NothingLeft: 'nothing left to send',
};
export const reasonWords = (reason: CandidateReason): string => REASONS[reason];
