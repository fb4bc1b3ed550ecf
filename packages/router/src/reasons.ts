/** What each reason means: the source of REASONS.md. */
import type { CandidateReason } from '@fairlead/domain';

const REASONS: { readonly [R in CandidateReason]: string } = {
  Chosen: 'It is sent this wave.',
  CheaperElsewhere:
    'Its first step costs more than what was sent instead, than its rival at the same venue, or than waiting for a later wave.',
  ImpactTooHigh:
    'Predicted impact is above `maxImpactHalfSpreads` half-spreads of the consolidated quote; the bound widens with urgency and falls away at 1.',
  FillTooUnlikely: 'Less than 2% of the quantity considered is expected to fill.',
  DataStale:
    'The feed is STALE (`cause` of the venue says why: a gap, only heartbeats, a jump not yet confirmed, the older side of a lasting cross), or was not heard from within `maxAgeNs`.',
  VenueDown: 'The feed is DEAD, the order session is down or the instrument is not open there.',
  NoQuote:
    'The price that the tactic needs is not there: a side of the venue, or a two-sided consolidated quote.',
  BeyondLimit: "The tactic's price is beyond the parent's limit.",
  ShareCapReached:
    'The venue has its share of the parent, what works there included, or shows too little to post or take a lot.',
  TacticUnavailable: 'A spread of one tick has no inside; the rules never post inside.',
  NothingLeft: 'Nothing of the wave was left for it, or exploration gave its quantity to its rival.',
};

/** REASONS.md as it must read. */
export const reasonsPage = (): string =>
  [
    '# Reasons of a candidate',
    '',
    'Generated from `src/reasons.ts`; a test compares. Every venue and tactic that a decision considered carries one.',
    '',
    ...table([
      ['reason', 'means'],
      ...Object.entries(REASONS).map(([reason, meaning]) => [`\`${reason}\``, meaning]),
    ]),
    '',
  ].join('\n');

/** Markdown with its columns aligned, as the formatter leaves it. */
function table([head, ...rows]: readonly (readonly string[])[]): string[] {
  const columns = head ?? [];
  const widths = columns.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
