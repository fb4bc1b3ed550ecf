/**
 * One run's event log: everything that reached the engine, in order, with our clock at its receipt. Order inputs
 * are a journal's; market events go beside it as on a tape. What a driver makes itself (timers, predictions,
 * stamps) is in the journal and is not played: whoever plays the log has to make it again.
 */
import {
  type BookSnapshot,
  canonical,
  type ExecutionReport,
  type InstrumentId,
  type MarketEvent,
  type MarketReference,
  type Nanos,
  type NewsItem,
  type OrderCancelReject,
  type VenueId,
} from '@fairlead/domain';
import type { Input, OrderInput, UnstampedInput } from '@fairlead/engine';
import type { OrderMessage } from '@fairlead/gateway';
import type { ClientMarket } from '../src/client-market.ts';

export type Entry = { readonly seq: number; readonly ts: number } & (
  | { readonly type: 'Event'; readonly event: MarketEvent }
  | { readonly type: 'Story'; readonly item: NewsItem }
  | { readonly type: 'Report'; readonly report: ExecutionReport }
  | { readonly type: 'CancelReject'; readonly reject: OrderCancelReject }
  | { readonly type: 'Session'; readonly venue: VenueId; readonly up: boolean }
  | { readonly type: 'Command'; readonly body: UnstampedInput }
);

export interface Sent {
  readonly ts: Nanos;
  readonly venue: VenueId;
  readonly message: OrderMessage;
}

/** What a driver did with a log. */
export interface Played {
  readonly sent: readonly Sent[];
  readonly inputs: readonly Input<OrderInput>[];
  readonly stateHash: string;
}

/** What came from outside, in order. */
export function outsideOf(
  inputs: readonly Input<OrderInput>[],
  events: readonly Extract<Entry, { readonly type: 'Event' }>[],
): Entry[] {
  const entries: Entry[] = [...events];
  for (const { seq, ts, ...body } of inputs) {
    const at = { seq, ts };
    if (body.type === 'ReportReceived') entries.push({ ...at, type: 'Report', report: body.report });
    else if (body.type === 'CancelRejectReceived')
      entries.push({ ...at, type: 'CancelReject', reject: body.reject });
    else if (body.type === 'VenueSessionChanged') {
      entries.push({ ...at, type: 'Session', venue: body.venue, up: body.up });
    } else if (!MADE_BY_THE_DRIVER.has(body.type)) {
      const { stamp: _, ...command } = body as typeof body & { readonly stamp?: unknown };
      entries.push({ ...at, type: 'Command', body: command as UnstampedInput });
    }
  }
  return entries.sort((a, b) => a.seq - b.seq);
}

const MADE_BY_THE_DRIVER: ReadonlySet<string> = new Set([
  'TimerFired',
  'PredictionReceived',
  'PredictionLate',
]);

/** A market that says what the log says, whatever it is sent. */
export function logMarket(
  log: readonly Entry[],
  about: { readonly reference: MarketReference; readonly startNs: number },
): ClientMarket {
  const said = log.filter((e) => isSaid(e) && !isSnapshot(e));
  const snapshots = log.flatMap((e) => (isSnapshot(e) ? [e.event as BookSnapshot] : []));
  let at = 0;
  let asked = 0;
  let now = about.startNs;
  return {
    now: () => now,
    nextNs: () => said[at]?.ts ?? Number.POSITIVE_INFINITY,
    advance: (untilNs, sink) => {
      for (let next = said[at]; next !== undefined && next.ts <= untilNs; next = said[at]) {
        at += 1;
        now = next.ts;
        if (next.type === 'Event') sink.event(next.event);
        else if (next.type === 'Story') sink.story?.(next.item);
        else if (next.type === 'Report') sink.report(next.report, next.ts);
        else if (next.type === 'CancelReject') sink.cancelReject(next.reject, next.ts);
      }
      now = Math.max(now, untilNs);
    },
    send: () => undefined,
    bookSnapshot: (venue: VenueId, instrument: InstrumentId) => {
      const next = snapshots[asked++];
      if (next?.venue !== venue || next.instrument !== instrument) {
        throw new Error(`the log has no book of ${instrument} at ${venue} in the place of the ask ${asked}`);
      }
      return next;
    },
    reference: () => about.reference,
  };
}

const SAID: ReadonlySet<Entry['type']> = new Set(['Event', 'Story', 'Report', 'CancelReject']);
const isSaid = (e: Entry): boolean => SAID.has(e.type);
/** Given when it is asked for. */
const isSnapshot = (e: Entry): e is Extract<Entry, { readonly type: 'Event' }> =>
  e.type === 'Event' && e.event.type === 'BookSnapshot';

/** Where two streams part, with what each has there; absent where they are equal. */
export function firstDifference<T>(
  left: readonly T[],
  right: readonly T[],
): { readonly at: number; readonly left: T | undefined; readonly right: T | undefined } | undefined {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    if (canonical(left[at] ?? null) !== canonical(right[at] ?? null))
      return { at, left: left[at], right: right[at] };
  }
  return undefined;
}
