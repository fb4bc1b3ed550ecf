/** Stands in for trained models where a test wants numbers without files: what a model learns, in two lines. */
import { FILL_GRID, NANOS_PER_SECOND, ok } from '@fairlead/domain';
import type { SimulatedModels } from '../src/simulated.ts';

const used = { fill: 'f'.repeat(64), impact: 'e'.repeat(64), schema: 'd'.repeat(64) } as never;

/** Share of the horizon's trades that would reach an order of this size. Answers at once. */
export const CLOSED_FORM: SimulatedModels = {
  used,
  delayNs: 0,
  ask: ({ candidates, snapshot }, answered) => {
    const predictions = candidates.map(({ venue, tactic, nominalQty }) => {
      const seconds = snapshot.horizonNs / NANOS_PER_SECOND;
      const shown = nominalQty / snapshot.instrument.avgTradeQty;
      const scale = tactic === 'MidPeg' ? 4 : 0.6 * Math.sqrt(seconds);
      return {
        venue,
        tactic,
        tailProb: FILL_GRID.map((k) =>
          tactic === 'TakeNow' ? (k <= shown ? 0.97 : 0.05) : 0.8 * Math.exp(-k / scale),
        ),
        impactBps: tactic === 'TakeNow' ? 0.15 * Math.sqrt(shown) : 0.05,
        impactBandBps: 0.3,
      };
    });
    answered(ok({ predictions, models: used, elapsedNs: 0 }));
  },
};
