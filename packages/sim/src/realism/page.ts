/** REALISM.md: what a market is judged by, as the source has it. */
import { bandOf, type StylisedFact } from './fact.ts';
import { STYLISED_FACTS } from './report.ts';

const INTRODUCTION = `# What a simulated market is judged by

\`fairlead simulate --report\` measures each of these on a scenario's day, \`fairlead replay FILE --study facts\` on a recorded LOBSTER day; what a market can't tell (a file of one level: deeper levels; a recording: who a parent was) it leaves out. This page is made from the source (\`src/realism\`) and checked.

**Bands** come from a rule, not from a simulation. A side that the source prints, or that its statement gives the estimator at a day's number of observations, is taken as printed. A side that it does not print is half of the least or twice the largest value of the recorded days. A recorded day outside what is printed widens it, but for signMemory, whose band is what long memory means. **Recorded**: AMZN, AAPL, GOOG at NASDAQ on 2012-06-21; AMZN alone where a file of one level cuts off what is measured.

**How it is measured.** State (mid, spread, shares at the touch) is read at the end of each second; returns are logarithmic, of the mid. What a taker did at one instant is one trade. An order lives from when it is displayed until it is canceled or filled whole; those that are left at the end don't count. In a simulated market the touch is the best of the displayed venues, and trades that name no aggressor (midpoint crosses, auctions) are left out. A meta-order is a run of fills of one institution on one side, at most five minutes apart; its move is that of the mid beyond what the fundamental value did meanwhile, in units of the day's realised volatility; the curve is fitted beside what the instrument's other meta-orders took meanwhile. What meta-orders did is mostly chance: those facts come with a standard error (221 parents of sixteen days: 0.08 of an exponent), and \`--days N\` takes the meta-orders of N days together.

| fact | definition | low | high | recorded | source |
|---|---|---|---|---|---|
`;

/** @returns the page's text */
export const factsPage = (): string => `${INTRODUCTION}${STYLISED_FACTS.map(row).join('\n')}
`;

function row(fact: StylisedFact): string {
  const { low, high } = bandOf(fact);
  const recorded = fact.recorded.map(figure).join(', ');
  return `| ${fact.name} | ${fact.about} | ${figure(low)} | ${figure(high)} | ${recorded} | ${fact.source} |`;
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));
