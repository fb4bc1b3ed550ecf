/**
 * Gives each input its seq. An order input is stamped with the market, made durable in the journal, and only then
 * stepped; market data is stepped at once. Effects go out after the input that caused them is durable, never
 * before: that is what makes a crash harmless.
 *
 * Order inputs that arrive together are journaled together (group commit): one fsync for all of them.
 */
import { type Nanos, type NewsItem, type NewsStory, type Seq, seq } from '@fairlead/domain';
import {
  type AuditRecord,
  type Effect,
  type EngineState,
  type Input,
  type MarketDataReceived,
  type NewsReceived,
  type OrderInput,
  stampInput,
  step,
  type UnstampedInput,
} from '@fairlead/engine';
import type { MarketClock } from './clock.ts';
import { newsItem } from './news-item.ts';

export interface OrderJournal {
  /** Returns once the inputs are durable; throws where they can't be. */
  readonly append: (inputs: readonly Input<OrderInput>[]) => { readonly fsyncNs: number };
}

/** Who is told what passes, and when it was stepped. */
export interface Told {
  readonly record?: (
    event: MarketDataReceived['event'],
    at: { readonly seq: Seq; readonly ts: Nanos },
  ) => void;
  readonly recordNews?: (story: NewsStory, ts: Nanos) => void;
  readonly recordItem?: (item: NewsItem, ts: Nanos) => void;
  readonly publish?: (records: readonly AuditRecord[]) => void;
  /** A rule of ours broke, or the journal can't be written: nothing may go on. */
  readonly fatal: (error: unknown) => void;
}

export interface SequencerParts {
  readonly journal: OrderJournal;
  readonly state: EngineState;
  readonly lastSeq: number;
  readonly clock: MarketClock;
  readonly told: Told;
  readonly perform: (effects: readonly Effect[]) => void;
}

/** The answer to one order input: what it changed. */
export type Settled = (records: readonly AuditRecord[], at: Seq) => void;

export interface Sequencer {
  readonly marketData: (event: MarketDataReceived['event']) => void;
  /** Not journaled, like market data: decisions carry the features that it coloured. */
  readonly news: (story: NewsStory) => void;
  /** The same, by a feed that tells market time. */
  readonly newsItem: (item: NewsItem) => void;
  readonly order: (body: UnstampedInput, settled?: Settled) => void;
  readonly state: () => EngineState;
  readonly lastSeq: () => Seq;
  readonly fsyncNs: () => number;
  /** Journals and steps what waits, now. */
  readonly flush: () => void;
}

export function createSequencer({ journal, clock, told, perform, ...from }: SequencerParts): Sequencer {
  let { state, lastSeq: last } = from;
  let inbox: { readonly body: UnstampedInput; readonly settled: Settled | undefined }[] = [];
  let scheduled = false;
  let halted = false;
  let fsyncNs = 0;

  const flush = (): void => {
    scheduled = false;
    if (halted || inbox.length === 0) return;
    const batch = inbox;
    inbox = [];
    try {
      const ts = clock.now();
      const inputs = batch.map(
        ({ body }) => ({ ...stampInput(state, body, ts), seq: seq(++last), ts }) as Input<OrderInput>,
      );
      ({ fsyncNs } = journal.append(inputs));
      const effects: Effect[] = [];
      const audit: AuditRecord[] = [];
      const answers: (() => void)[] = [];
      inputs.forEach((input, i) => {
        const result = step(state, input);
        state = result.state;
        effects.push(...result.effects);
        audit.push(...result.audit);
        const settled = batch[i]?.settled;
        if (settled) answers.push(() => settled(result.audit, input.seq));
      });
      if (audit.length > 0) told.publish?.(audit);
      perform(effects);
      for (const answer of answers) answer();
    } catch (error) {
      halted = true;
      told.fatal(error);
    }
  };

  /** What needs no durability before it is stepped. */
  const stepNow = (input: Input<MarketDataReceived | NewsReceived>): void => {
    try {
      const result = step(state, input);
      state = result.state;
      if (result.effects.length > 0) perform(result.effects);
    } catch (error) {
      halted = true;
      told.fatal(error);
    }
  };

  return {
    marketData: (event) => {
      if (halted) return;
      const input = { type: 'MarketDataReceived', event, seq: seq(++last), ts: clock.now() } as const;
      told.record?.(event, input);
      stepNow(input);
    },
    news: (story) => {
      if (halted) return;
      const ts = clock.now();
      told.recordNews?.(story, ts);
      stepNow({ type: 'NewsReceived', item: newsItem(story, ts), seq: seq(++last), ts });
    },
    newsItem: (item) => {
      if (halted) return;
      const ts = clock.now();
      told.recordItem?.(item, ts);
      stepNow({ type: 'NewsReceived', item, seq: seq(++last), ts });
    },
    order: (body, settled) => {
      inbox.push({ body, settled });
      if (scheduled) return;
      scheduled = true;
      clock.soon(flush);
    },
    state: () => state,
    lastSeq: () => seq(last),
    fsyncNs: () => fsyncNs,
    flush,
  };
}
