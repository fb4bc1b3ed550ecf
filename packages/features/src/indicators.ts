/**
 * The predatory indicators of a venue as one number each, and together: the columns of the row, and the score that
 * a person is shown. An indicator at its alarm counts 1: without a predator the shipped day's busiest venue is at one in
 * 5% of the windows of its first twenty minutes (four days; 1% to 14% of a single one's), where predators are injected
 * in about half (indicators.test.ts prints how often). Cancels to trades differ so much between calm venues that their
 * alarm is far out.
 */
import type { Nanos } from '@fairlead/domain';
import { BURST_SECONDS, decayTo, type Kept, MEDIUM_SECONDS, SUM, sumOf } from './activity.ts';
import type { FeatureState } from './state.ts';

/** In the order of the columns that `writeIndicators` fills. */
export const INDICATORS = [
  { name: 'messageBurst', alarm: 3.4 },
  { name: 'cancelToTrade', alarm: 4 },
  { name: 'fleeting', alarm: 0.19 },
  { name: 'ownFade', alarm: 0.2 },
  { name: 'pinging', alarm: 2 },
  { name: 'layering', alarm: 1.4 },
  { name: 'burstReverse', alarm: 0.5 },
] as const;

export type IndicatorName = (typeof INDICATORS)[number]['name'];
export const INDICATOR_COUNT = INDICATORS.length;

/** Additions that stayed, assumed beside those seen. */
const PRIOR_ADDITIONS = 5;

/** @param kept of `decayTo` */
export function writeIndicators(state: FeatureState, venue: number, kept: Kept, into: Float64Array): void {
  const { activity, instrument } = state;
  const messages = sumOf(activity, venue, SUM.messages) * kept.medium;
  const burst = sumOf(activity, venue, SUM.messagesBurst) * kept.burst;
  into[0] = Math.log((1 + burst) / (1 + (messages * BURST_SECONDS) / MEDIUM_SECONDS));
  const volume = sumOf(activity, venue, SUM.volume) * kept.long;
  const canceled = Math.max(sumOf(activity, venue, SUM.reduced) * kept.long - volume, 0);
  into[1] = Math.log(1 + canceled / (volume + instrument.avgTradeQty));
  const additions = sumOf(activity, venue, SUM.additions) * kept.medium;
  into[2] = (sumOf(activity, venue, SUM.fleeting) * kept.medium) / (additions + PRIOR_ADDITIONS);
  const watches = sumOf(activity, venue, SUM.watches) * kept.long;
  into[3] = (sumOf(activity, venue, SUM.faded) * kept.long) / (watches + 1);
  into[4] = Math.log(1 + sumOf(activity, venue, SUM.pings) * kept.medium);
  into[5] = Math.log(1 + sumOf(activity, venue, SUM.layerings) * kept.long);
  into[6] = Math.log(1 + sumOf(activity, venue, SUM.reversals) * kept.long);
}

export interface PredationView {
  /** 0 nothing .. 1 the strongest indicator is at its alarm or beyond. */
  readonly predationScore: number;
  readonly strongest: IndicatorName;
}

/** How predatory the venue is at `ts`, and by what. */
export function predationOf(state: FeatureState, venue: number, ts: Nanos): PredationView {
  const { askedKept, indicators } = state.templates;
  writeIndicators(state, venue, decayTo(state.activity, ts, askedKept), indicators);
  let most = 0;
  for (let i = 1; i < INDICATOR_COUNT; i++) {
    if (indicators[i]! / INDICATORS[i]!.alarm > indicators[most]! / INDICATORS[most]!.alarm) most = i;
  }
  const { name, alarm } = INDICATORS[most]!;
  return { predationScore: Math.min(Math.max(indicators[most]! / alarm, 0), 1), strongest: name };
}
