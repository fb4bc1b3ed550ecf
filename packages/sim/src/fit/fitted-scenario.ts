/** A fitted day as a scenario file of the published schema: one displayed venue, one instrument, the crowd alone. */
import type { DayFit } from './day-fit.ts';

export interface FittedFile {
  /** Of the scenario; its instrument is called after the recorded one. */
  readonly name: string;
  readonly ticker: string;
  /** `YYYY-MM-DD`, and the window as `HH:MM` or finer. */
  readonly date: string;
  readonly open: string;
  readonly close: string;
  /** What it was fitted to. */
  readonly source: string;
  readonly thetaProb: number;
}

/** @returns the text of the file; the same fit gives the same text */
export function fittedScenario(fit: DayFit, file: FittedFile): string {
  const { activity, intensities } = fit;
  const rows = (of: readonly (readonly number[])[]): string =>
    of.map((row) => `        - [${withoutRepeats(row.map(figure)).join(', ')}]`).join('\n');
  return `# Fitted by \`fairlead simulate --fit\` to ${file.source}. Levels are distances in ticks from the reference price,
# so that a book with gaps is one, too. A reference that moves takes no queue along: reinitProb is 0. What a book can't
# show, thetaProb, is set by the volatility of ten minutes.
name: ${file.name}
about: The crowd of one venue as it was on ${file.date}.

session:
  date: ${file.date}
  open: "${file.open}"
  close: "${file.close}"
  activity: { open: ${figure(activity.open)}, midday: ${figure(activity.midday)}, close: ${figure(activity.close)} }

instruments:
  - id: ${file.ticker}
    name: ${file.ticker}, fitted
    currency: USD
    tick: ${fit.tick / 1e4}
    price: ${fit.openPx / 1e4}
    adv: ${fit.volume}
    averageTrade: ${fit.averageTrade}
    volatilityBps: ${figure(fit.volatilityBps)}

fundamental:
  reversionHalfLife: 2h

regimes:
  start: recorded
  states:
    recorded: { volatility: 1 }

venues:
  - id: LIT-A
    name: Lit A
    type: lit
    fees: { take: 0.003, make: -0.002 }
    latency: { base: 50us, jitter: 0.15, tailProb: 0.01 }

crowd:
  - venues: [LIT-A]
    levels: ${intensities.limit.length}
    thetaProb: ${figure(file.thetaProb)}
    reinitProb: 0
    size: ${Number((fit.size / fit.averageTrade).toPrecision(8))}
    sizes: [${fit.sizes.map(figure).join(', ')}]
    intensities:
      limit:
${rows(intensities.limit)}
      cancel:
${rows(intensities.cancel)}
      market:
${rows(intensities.market)}
`;
}

/** Four digits: what a day's counts tell. */
const figure = (value: number): number => Number(value.toPrecision(4));

/** The last figure of a row holds beyond it. */
function withoutRepeats(row: readonly number[]): readonly number[] {
  let length = row.length;
  while (length > 1 && row[length - 1] === row[length - 2]) length -= 1;
  return row.slice(0, length);
}
