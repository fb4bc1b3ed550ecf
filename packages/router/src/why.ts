/** One sentence for the screen: what was chosen over what, and by how much. */
import type { CandidateOutcome, FallbackReason, Tactic, VenueId } from '@fairlead/domain';
import type { Climate } from './cost.ts';
import type { Exploration } from './explore.ts';
import type { Priced } from './problem.ts';

const PHRASES: { readonly [T in Tactic]: (venue: VenueId) => string } = {
  TakeNow: (venue) => `taking on ${venue}`,
  PostTouch: (venue) => `posting at the touch on ${venue}`,
  PostInside: (venue) => `posting inside the spread on ${venue}`,
  MidPeg: (venue) => `midpoint at ${venue}`,
};
const phrase = (o: { readonly venue: VenueId; readonly tactic: Tactic }): string =>
  PHRASES[o.tactic](o.venue);

/** Two places at most: 1.2, 0.75, 3. */
const bps = (x: number): string => `${Math.round(x * 100) / 100} bps`;

/** What a filled share pays against the mid, fees included. */
const priceBps = ({ terms }: Priced): number => terms.edgeBps + terms.feeBps;

/** `midpoint at DARK-1 saves 0.75 bps against taking on LIT-C; LIT-C avoided: impact 1.2 bps` */
export function whyLearned(
  priced: readonly Priced[],
  considered: readonly CandidateOutcome[],
  by: { readonly climate: Climate; readonly explored: Exploration },
): string {
  const { qty, swapped } = by.explored;
  let lead = -1;
  for (let k = 0; k < priced.length; k++) {
    if ((qty[k] as number) > (lead < 0 ? 0 : (qty[lead] as number))) lead = k;
  }
  const parts = [leadOf(priced, lead, by.climate), ...avoided(considered)];
  if (swapped !== undefined) {
    const [a, b] = swapped.map((k) => nameOf(priced[k] as Priced));
    parts.push(`explored: ${a} and ${b} swapped`);
  }
  return parts.join('; ');
}

const nameOf = ({ option }: Priced): string => phrase({ venue: option.view.venue.id, tactic: option.tactic });

function leadOf(priced: readonly Priced[], lead: number, climate: Climate): string {
  const best = priced[lead];
  if (best === undefined) return 'nothing sent: no candidate costs less than waiting';
  if (best.option.tactic === 'TakeNow') {
    return `${nameOf(best)} costs ${bps(priceBps(best))}, waiting ${bps(climate.lambdaBps)}`;
  }
  let take: Priced | undefined;
  for (const p of priced) {
    if (p.option.tactic === 'TakeNow' && (take === undefined || priceBps(p) < priceBps(take))) take = p;
  }
  if (take === undefined) return `${nameOf(best)}: nothing to take`;
  const saved = priceBps(take) - priceBps(best);
  return saved > 0
    ? `${nameOf(best)} saves ${bps(saved)} against ${nameOf(take)}`
    : `${nameOf(best)} fills at ${bps(priceBps(best))} from the mid`;
}

/** Venues that got nothing because of their predicted impact, at most two. */
function avoided(considered: readonly CandidateOutcome[]): string[] {
  const worst = new Map<VenueId, number>();
  for (const { venue, reason, impactBps } of considered) {
    if (reason !== 'ImpactTooHigh' || impactBps === undefined) continue;
    if (considered.some((o) => o.qty > 0 && o.venue === venue)) continue;
    worst.set(venue, Math.max(impactBps, worst.get(venue) ?? impactBps));
  }
  return [...worst].slice(0, 2).map(([venue, impact]) => `${venue} avoided: impact ${bps(impact)}`);
}

export function whyRules(considered: readonly CandidateOutcome[], fallback: FallbackReason): string {
  const sent = considered
    .filter((o) => o.qty > 0)
    .sort((a, b) => b.qty - a.qty)
    .map(phrase);
  const what = sent.length === 0 ? 'no venue can be used' : `best displayed price: ${sent.join(', ')}`;
  return `rules (${fallback}): ${what}`;
}
