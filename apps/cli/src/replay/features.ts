/**
 * `--features FILE`: the rows that a router would see, by the builder that serves the models, at a stated cadence
 * of market time. One line for each instrument, venue and side: what an order of one average trade that joins the
 * touch there for ten seconds would be asked about.
 */
import { type MarketEvent, NANOS_PER_SECOND, type Nanos } from '@fairlead/domain';
import {
  createFeatureState,
  FEATURE_COUNT,
  FEATURES,
  type FeatureState,
  observe,
  writeRow,
} from '@fairlead/features';
import type { FeedRecord } from '@fairlead/feeds';
import { createOutput } from '../output.ts';
import type { Reference } from './reference.ts';

const HORIZON_NS = 10 * NANOS_PER_SECOND;

export interface FeaturesFile {
  /** Before what a record means is taken: writes the rows that are due by its receipt. */
  readonly advance: (record: FeedRecord) => void;
  readonly take: (event: MarketEvent) => void;
  /** @returns rows written */
  readonly finish: () => number;
  readonly discard: () => void;
}

export interface FeaturesOptions {
  readonly references: readonly Reference[];
  readonly everyNs: number;
  /** Rows from then on; what came before makes the books. */
  readonly fromTs: number;
}

export function createFeaturesFile(path: string, options: FeaturesOptions): FeaturesFile {
  const { references, everyNs, fromTs } = options;
  const states = new Map<string, FeatureState>(
    references.map(({ instrument, venues }) => [instrument.id, createFeatureState(instrument, venues)]),
  );
  const output = createOutput(path);
  const values = new Float32Array(FEATURE_COUNT);
  let rows = 0;
  let now = 0;
  let dueAt: number | undefined;
  output.line(['ts', 'instrument', 'venue', 'side', ...FEATURES.map(({ name }) => name)].join(','));

  const writeRows = (ts: number): void => {
    for (const state of states.values()) {
      for (const [venueIndex, venue] of state.venues.entries()) {
        if (state.books[venueIndex]?.counts.messages === 0) continue;
        for (const side of ['Buy', 'Sell'] as const) {
          const qty = state.instrument.avgTradeQty;
          const row = { venueIndex, tactic: 'PostTouch', side, qty, horizonNs: HORIZON_NS, ts } as const;
          values.fill(0);
          writeRow(state, row, values, 0);
          rows += 1;
          output.line(`${ts},${state.instrument.id},${venue.id},${side},${values.join(',')}`);
        }
      }
    }
  };

  return {
    advance: ({ tsRecv }) => {
      // The builder's time does not go back, whatever the recorder's clock did.
      now = Math.max(now, tsRecv);
      dueAt ??= Math.ceil(Math.max(now, fromTs) / everyNs) * everyNs;
      for (; dueAt <= now; dueAt += everyNs) writeRows(dueAt);
    },
    take: (event) => {
      observe(states.get(event.instrument)!, event, now as Nanos);
    },
    finish: () => {
      output.finish();
      return rows;
    },
    discard: output.discard,
  };
}
