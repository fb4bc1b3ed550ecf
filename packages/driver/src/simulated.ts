/**
 * The driver on a virtual clock: the engine, router, risk gate and the code that performs effects are the live
 * ones; the market is simulated, and time passes as fast as it can be computed.
 *
 * At one instant the market's messages come first, in its order, then timers and answers that are due, in the order
 * of their asking. While a model computes the clock stands still; its answer arrives the stated delay later, so
 * that a run depends on nothing but the market, the commands and the models' numbers.
 */
import type { MarketEvent, ModelsUsed, Nanos, NewsItem, RunId, Seq, VenueId } from '@fairlead/domain';
import {
  createEngine,
  type EngineState,
  type Input,
  type OrderInput,
  type UnstampedInput,
} from '@fairlead/engine';
import type { OrderMessage } from '@fairlead/gateway';
import type { MarketSink } from '@fairlead/sim';
import type { ClientMarket } from './client-market.ts';
import { createDriver } from './driver.ts';
import type { Answer, AskModels } from './models.ts';
import { firstActs, sessionOpened } from './opening.ts';
import type { OrderJournal, Settled, Told } from './sequencer.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** Models and the market time from question to answer. */
export interface SimulatedModels {
  readonly ask: AskModels;
  readonly used: ModelsUsed;
  readonly delayNs: number;
}

export interface SimulatedOptions {
  readonly market: ClientMarket;
  readonly runId: RunId;
  /** Absent: the rules decide, as where no model was promoted. */
  readonly models?: SimulatedModels;
  /** Every order input, stamped, before it is stepped. */
  readonly onInput?: (input: Input<OrderInput>) => void;
  /** Every market event, before it is stepped. */
  readonly onEvent?: (event: MarketEvent, at: { readonly seq: Seq; readonly ts: Nanos }) => void;
  /** Every story of the market's news feed, before it is stepped. */
  readonly onStory?: (item: NewsItem, ts: Nanos) => void;
  readonly onAudit?: NonNullable<Told['publish']>;
  /** Everything that goes to a venue. */
  readonly onSent?: (venue: VenueId, message: OrderMessage, ts: Nanos) => void;
}

export interface SimulatedDriver {
  readonly now: () => Nanos;
  readonly state: () => EngineState;
  /** Takes a command now. */
  readonly order: (body: UnstampedInput, settled?: Settled) => void;
  /** Lets market time pass up to and including `untilNs`. */
  readonly run: (untilNs: number) => Promise<void>;
}

/** A market met for the first time: session opened, first limits, venues up, books told. */
export function createSimulatedDriver(options: SimulatedOptions): SimulatedDriver {
  const { market, models, onInput, onEvent, onStory, onAudit, onSent } = options;
  const clock = createVirtualClock(market.now());
  const computing = createComputing(clock, models);
  const journal: OrderJournal = {
    append: (inputs) => {
      if (onInput) inputs.forEach(onInput);
      return { fsyncNs: 0 };
    },
  };
  const driver = createDriver({
    journal,
    clock,
    state: createEngine(),
    lastSeq: 0,
    models: computing.ask,
    told: {
      ...(onEvent && { record: onEvent }),
      ...(onStory && { recordItem: onStory }),
      ...(onAudit && { publish: onAudit }),
      fatal: (error) => {
        throw error;
      },
    },
    link: () => ({
      send: (venue, message) => {
        onSent?.(venue, message, clock.now());
        market.send(venue, message);
        return true;
      },
      // Once everything of this instant is told, so that the book is that of its last event.
      requestSnapshot: (venue, instrument) =>
        void clock.at(clock.now(), () => driver.hear.event(market.bookSnapshot(venue, instrument))),
    }),
  });
  const { hear, sequencer } = driver;
  const numbered = venueNumbers();
  const sink: MarketSink = {
    event: (event) => hear.event(event),
    report: (report) => {
      hear.report({ ...report, venueSeq: numbered(report.venue) });
      clock.settle();
    },
    cancelReject: (reject) => {
      hear.cancelReject({ ...reject, venueSeq: numbered(reject.venue) });
      clock.settle();
    },
    story: (item) => hear.story(item),
  };
  const order = (body: UnstampedInput, settled?: Settled): void => {
    sequencer.order(body, settled);
    clock.settle();
  };

  const reference = market.reference();
  order(sessionOpened(options.runId, reference));
  for (const act of firstActs(reference, models && { models: models.used })) order(act);
  for (const venue of reference.venues) {
    hear.session(venue.id, true);
    clock.settle();
    for (const { id } of reference.instruments) hear.event(market.bookSnapshot(venue.id, id));
  }

  return {
    now: clock.now,
    state: sequencer.state,
    order,
    run: async (untilNs) => {
      for (;;) {
        if (computing.open() > 0) await computing.done();
        const marketNs = market.nextNs();
        const dueNs = clock.dueNs();
        if (Math.min(marketNs, dueNs) > untilNs) break;
        clock.moveTo(Math.min(marketNs, dueNs));
        market.advance(clock.now(), sink);
        if (marketNs > dueNs) clock.ring();
        clock.settle();
      }
      market.advance(untilNs, sink);
      clock.moveTo(untilNs);
    },
  };
}

/** Numbers a venue's reports, as the market process does for its clients. */
function venueNumbers(): (venue: VenueId) => number {
  const last = new Map<VenueId, number>();
  return (venue) => {
    const next = (last.get(venue) ?? 0) + 1;
    last.set(venue, next);
    return next;
  };
}

/** Questions to the models. Each keeps its place among what is due by when it was asked, not by when it is answered. */
function createComputing(
  clock: VirtualClock,
  models: SimulatedModels | undefined,
): {
  readonly ask: AskModels;
  /** Questions that a model is at work on. */
  readonly open: () => number;
  readonly done: () => Promise<void>;
} {
  let open = 0;
  let resume = (): void => undefined;
  const ask: AskModels = (question, answered) => {
    if (models === undefined) return answered({ ok: false, error: 'ModelMissing' });
    const { delayNs } = models;
    let answer: Answer | undefined;
    open += 1;
    models.ask(question, (given) => {
      answer = given.ok ? { ok: true, value: { ...given.value, elapsedNs: delayNs } } : given;
      open -= 1;
      if (open === 0) resume();
    });
    clock.at(clock.now() + delayNs, () => answered(answer as Answer));
  };
  return {
    ask,
    open: () => open,
    done: async () => {
      while (open > 0) {
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
      }
    },
  };
}
