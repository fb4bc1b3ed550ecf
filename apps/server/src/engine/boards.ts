/** The venue boards that somebody watches, drawn ten times a second: features, models and router as for an order. */
import type { BoardView } from '@fairlead/api';
import type { DecisionInputs } from '@fairlead/domain';
import type { Sequencer } from '@fairlead/driver';
import { boardSnapshot, depthOf, limitsOf, predationBy } from '@fairlead/engine';
import { DEFAULT_ROUTER_CONFIG, decide } from '@fairlead/router';
import { boardView } from './board-view.ts';
import type { MarketTime } from './clock.ts';
import type { ModelRegistry } from './models.ts';
import type { BoardAsk } from './protocol.ts';

export interface BoardParts {
  readonly sequencer: Sequencer;
  readonly time: MarketTime;
  readonly models: ModelRegistry;
  readonly show: (key: string, view: BoardView) => void;
}

const DEPTH_LEVELS = 10;

export function createBoards({ sequencer, time, models, show }: BoardParts) {
  const asks = new Map<string, BoardAsk>();
  let drawing = false;

  const drawOne = async (ask: BoardAsk): Promise<BoardView | undefined> => {
    const state = sequencer.state();
    const hypothetical = boardSnapshot(state, { ...ask, ts: time.now() });
    if (!hypothetical) return undefined;
    const { snapshot, candidates, rows } = hypothetical;
    const depth = depthOf(state, ask.instrument, DEPTH_LEVELS);
    const predation = predationBy(state, ask.instrument, snapshot.ts);
    const serving = models.serving();
    const answer = serving.ok ? await serving.value.predict(rows, candidates) : serving;
    // An indicative decision draws no lots: what it would do on average is what it shows.
    const common = {
      snapshot,
      config: DEFAULT_ROUTER_CONFIG,
      limitsVersion: limitsOf(state).version,
      draw: 0.5,
    };
    const inputs: DecisionInputs = answer.ok
      ? { ...common, predictions: answer.value.predictions, models: answer.value.models }
      : { ...common, predictions: [], fallback: answer.error };
    const decision = decide(inputs);
    return boardView(inputs, decision, {
      ...depth,
      predation,
      ...(answer.ok ? { inferenceNs: answer.value.elapsedNs } : {}),
    });
  };

  return {
    watch: (key: string, ask: BoardAsk): void => void asks.set(key, ask),
    unwatch: (key: string): void => void asks.delete(key),
    draw: async (): Promise<void> => {
      if (drawing) return;
      drawing = true;
      try {
        for (const [key, ask] of [...asks]) {
          const view = await drawOne(ask);
          if (view) show(key, view);
        }
      } finally {
        drawing = false;
      }
    },
  };
}
