/** Performs the engine's effects: orders to venues, questions to models, timers. Each answer is an input again. */
import type { DecisionSnapshot, FallbackReason, VenueId } from '@fairlead/domain';
import {
  type Effect,
  type PredictionRequested,
  pendingTimers,
  type SendOrder,
  stampFor,
} from '@fairlead/engine';
import type { MarketLink, NewOrder, OrderMessage } from '@fairlead/gateway';
import type { Logger } from 'pino';
import type { MarketTime } from './clock.ts';
import type { ModelRegistry } from './models.ts';
import { createPercentiles } from './percentiles.ts';
import type { EngineHealth } from './protocol.ts';
import type { Sequencer } from './sequencer.ts';
import { createTimers } from './timers.ts';

export interface DriverParts {
  readonly sequencer: Sequencer;
  readonly time: MarketTime;
  readonly models: ModelRegistry;
  readonly link: () => MarketLink | undefined;
  readonly log: Logger;
}

export interface Driver {
  readonly perform: (effects: readonly Effect[]) => void;
  /** After a recovery: the timers that the folded state still waits for. */
  readonly rearm: () => void;
  readonly decisions: () => EngineHealth['decision'];
  readonly stop: () => void;
}

export function createDriver({ sequencer, time, models, link, log }: DriverParts): Driver {
  const decisionUs = createPercentiles();
  let decisions = 0;
  let fallbacks = 0;

  const timers = createTimers(time, (due) => {
    for (const { timerId, instrument } of due) {
      const stamp = stampFor(sequencer.state(), instrument, time.now());
      sequencer.order({ type: 'TimerFired', timerId, stamp });
    }
  });

  const late = (snapshot: DecisionSnapshot, reason: FallbackReason): void => {
    decisions++;
    // Rules by the trader's own choice are no fallback.
    if (reason !== 'RulesSelected') fallbacks++;
    sequencer.order({ type: 'PredictionLate', decisionId: snapshot.decisionId, snapshot, reason });
  };

  const predict = async ({ snapshot, candidates, rows }: PredictionRequested): Promise<void> => {
    if (snapshot.router === 'Rules') return late(snapshot, 'RulesSelected');
    const predictor = models.serving();
    if (!predictor) return late(snapshot, 'ModelMissing');
    const answer = await predictor.predict(rows, candidates);
    if (!answer.ok) return late(snapshot, answer.error);
    const { elapsedNs, predictions, models: used } = answer.value;
    decisions++;
    decisionUs.add(elapsedNs / 1_000);
    sequencer.order({
      type: 'PredictionReceived',
      decisionId: snapshot.decisionId,
      snapshot,
      predictions,
      models: used,
      elapsedNs,
    });
  };

  const send = (venue: VenueId, message: OrderMessage): void => {
    // It never left: when the session is up again the engine asks, and the venue says that it does not know it.
    if (!link()?.send(venue, message))
      log.warn({ venue, clOrdId: message.clOrdId }, 'not sent: the session is down');
  };

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'SendOrder':
        return send(effect.order.venue, newOrderOf(effect));
      case 'SendCancel':
        return send(effect.venue, {
          type: 'CancelOrder',
          clOrdId: effect.clOrdId,
          origClOrdId: effect.origClOrdId,
        });
      case 'RequestStatus':
        return send(effect.venue, { type: 'StatusRequest', clOrdId: effect.clOrdId });
      case 'PredictionRequested':
        return void predict(effect).catch((error: unknown) => {
          log.error({ err: error }, 'inference failed');
          late(effect.snapshot, 'ModelError');
        });
      case 'RequestSnapshot':
        return link()?.requestSnapshot(effect.venue, effect.instrument);
      case 'SetTimer':
        return timers.set(effect);
      case 'ClearTimer':
        return timers.clear(effect.timerId);
    }
  };

  return {
    perform: (effects) => {
      for (const effect of effects) perform(effect);
    },
    rearm: () => {
      for (const timer of pendingTimers(sequencer.state())) timers.set(timer);
    },
    decisions: () => {
      const p50Us = decisionUs.at(0.5);
      const p99Us = decisionUs.at(0.99);
      return {
        count: decisions,
        fallbacks,
        ...(p50Us === undefined ? {} : { p50Us }),
        ...(p99Us === undefined ? {} : { p99Us }),
      };
    },
    stop: timers.stop,
  };
}

function newOrderOf({ order }: SendOrder): NewOrder {
  const { clOrdId, instrument, side, ordType, timeInForce, orderQty, postOnly, px, minQty } = order;
  return {
    type: 'NewOrder',
    clOrdId,
    instrument,
    side,
    ordType,
    timeInForce,
    orderQty,
    postOnly,
    ...(px === undefined ? {} : { px }),
    ...(minQty === undefined ? {} : { minQty }),
  };
}
