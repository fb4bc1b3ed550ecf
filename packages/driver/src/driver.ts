/**
 * The engine at work: what happens becomes inputs, what it wants done is done, each answer is an input again.
 * Nothing here knows whether the market is real, simulated or played from a log, or whose clock runs: live and
 * simulated differ in the ports that they are given.
 */
import type {
  DecisionSnapshot,
  ExecutionReport,
  FallbackReason,
  InstrumentId,
  MarketEvent,
  NewsItem,
  OrderCancelReject,
  VenueId,
} from '@fairlead/domain';
import { type Effect, type PredictionRequested, pendingTimers, type SendOrder } from '@fairlead/engine';
import type { MarketLink, NewOrder, OrderMessage } from '@fairlead/gateway';
import type { AskModels } from './models.ts';
import { createSequencer, type Sequencer, type SequencerParts } from './sequencer.ts';
import { createTimers } from './timers.ts';

/** Where orders go. */
export type OrderLink = Pick<MarketLink, 'send' | 'requestSnapshot'>;

export interface DriverParts extends Omit<SequencerParts, 'perform'> {
  /** Absent before the market is met: what is sent then never leaves. */
  readonly link: () => OrderLink | undefined;
  readonly models: AskModels;
  /** How a decision came about: how long the models took, or why the rules decide. */
  readonly decided?: (how: { readonly elapsedNs: number } | { readonly reason: FallbackReason }) => void;
  /** The venue's session is down. When it is up again the engine asks, and the venue says that it does not know it. */
  readonly unsent?: (venue: VenueId, message: OrderMessage) => void;
}

/** What the market says, as inputs. */
export interface Hearing {
  readonly event: (event: MarketEvent) => void;
  /** The market's own news feed. */
  readonly story: (item: NewsItem) => void;
  readonly report: (report: ExecutionReport) => void;
  readonly cancelReject: (reject: OrderCancelReject) => void;
  readonly session: (venue: VenueId, up: boolean) => void;
}

export interface Driver {
  readonly sequencer: Sequencer;
  readonly hear: Hearing;
  /** After a recovery: the timers that the folded state still waits for. */
  readonly rearm: () => void;
  readonly stop: () => void;
}

export function createDriver({ link, models, decided, unsent, ...parts }: DriverParts): Driver {
  const perform = (effects: readonly Effect[]): void => {
    for (const effect of effects) performOne(effect);
  };
  const sequencer = createSequencer({ ...parts, perform });
  const timers = createTimers(parts.clock, ({ timerId }) => sequencer.order({ type: 'TimerFired', timerId }));

  const late = (snapshot: DecisionSnapshot, reason: FallbackReason): void => {
    decided?.({ reason });
    sequencer.order({ type: 'PredictionLate', decisionId: snapshot.decisionId, snapshot, reason });
  };
  const predict = (question: PredictionRequested): void => {
    const { snapshot } = question;
    if (snapshot.router === 'Rules') return late(snapshot, 'RulesSelected');
    models(question, (answer) => {
      if (!answer.ok) return late(snapshot, answer.error);
      const { elapsedNs, predictions, models: used } = answer.value;
      decided?.({ elapsedNs });
      const { decisionId } = snapshot;
      sequencer.order({
        type: 'PredictionReceived',
        decisionId,
        snapshot,
        predictions,
        models: used,
        elapsedNs,
      });
    });
  };

  const send = (venue: VenueId, message: OrderMessage): void => {
    if (!link()?.send(venue, message)) unsent?.(venue, message);
  };
  const requestSnapshot = (venue: VenueId, instrument: InstrumentId): void =>
    link()?.requestSnapshot(venue, instrument);

  const performOne = (effect: Effect): void => {
    switch (effect.type) {
      case 'SendOrder':
        return send(effect.order.venue, newOrderOf(effect));
      case 'SendCancel': {
        const { venue, clOrdId, origClOrdId } = effect;
        return send(venue, { type: 'CancelOrder', clOrdId, origClOrdId });
      }
      case 'RequestStatus':
        return send(effect.venue, { type: 'StatusRequest', clOrdId: effect.clOrdId });
      case 'PredictionRequested':
        return predict(effect);
      case 'RequestSnapshot':
        return requestSnapshot(effect.venue, effect.instrument);
      case 'SetTimer':
        return timers.set(effect);
      case 'ClearTimer':
        return timers.clear(effect.timerId);
    }
  };

  return {
    sequencer,
    hear: {
      event: sequencer.marketData,
      story: sequencer.newsItem,
      report: (report) => sequencer.order({ type: 'ReportReceived', report }),
      cancelReject: (reject) => sequencer.order({ type: 'CancelRejectReceived', reject }),
      session: (venue, up) => sequencer.order({ type: 'VenueSessionChanged', venue, up }),
    },
    rearm: () => {
      for (const timer of pendingTimers(sequencer.state())) timers.set(timer);
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
