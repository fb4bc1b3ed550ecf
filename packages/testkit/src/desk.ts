/**
 * Drives an engine by hand: a clock, the journal, the effects that nobody has performed yet. Generic in the
 * engine's types, so that the testkit need not know the engine.
 */
import type {
  ChildOrder,
  ClOrdId,
  DecisionSnapshot,
  InstrumentId,
  Nanos,
  Qty,
  Tactic,
  TimerId,
  VenueId,
} from '@fairlead/domain';

export interface CancelSent {
  readonly venue: VenueId;
  readonly clOrdId: ClOrdId;
  readonly origClOrdId: ClOrdId;
}
export interface StatusAsked {
  readonly venue: VenueId;
  readonly clOrdId: ClOrdId;
}
interface SnapshotAsked {
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
}
export interface Question {
  readonly snapshot: DecisionSnapshot;
  readonly candidates: readonly {
    readonly venue: VenueId;
    readonly tactic: Tactic;
    readonly nominalQty: Qty;
  }[];
  readonly rows: Float32Array;
}
type DeskEffect =
  | { readonly type: 'SendOrder'; readonly order: ChildOrder }
  | ({ readonly type: 'SendCancel' } & CancelSent)
  | ({ readonly type: 'RequestStatus' } & StatusAsked)
  | ({ readonly type: 'PredictionRequested' } & Question)
  | ({ readonly type: 'RequestSnapshot' } & SnapshotAsked)
  | { readonly type: 'SetTimer'; readonly timerId: TimerId; readonly at: Nanos }
  | { readonly type: 'ClearTimer'; readonly timerId: TimerId };

interface Folded<Input, Audit> {
  readonly input: Input;
  readonly effects: readonly DeskEffect[];
  readonly audit: readonly Audit[];
}

export interface Desk<Body, Input, Audit> {
  now: Nanos;
  seq: number;
  readonly journal: Input[];
  readonly audit: Audit[];
  /** Effects in the order of their making, until a test takes them. */
  orders: ChildOrder[];
  cancels: CancelSent[];
  asks: StatusAsked[];
  snapshotAsks: SnapshotAsked[];
  questions: Question[];
  readonly timers: Map<TimerId, Nanos>;
  /** Folds one input now. @returns its audit */
  readonly input: (body: Body) => readonly Audit[];
  /** Lets time pass, firing what is due on the way; `between` runs after each firing. */
  readonly advance: (byNs: number, between?: () => void) => void;
}

export function createDesk<Body, Input, Audit>(
  startNs: Nanos,
  timerFired: (timerId: TimerId) => Body,
  fold: (body: Body, at: { readonly seq: number; readonly ts: Nanos }) => Folded<Input, Audit>,
): Desk<Body, Input, Audit> {
  const perform = (effect: DeskEffect): void => {
    if (effect.type === 'SendOrder') desk.orders.push(effect.order);
    else if (effect.type === 'SendCancel') desk.cancels.push(effect);
    else if (effect.type === 'RequestStatus') desk.asks.push(effect);
    else if (effect.type === 'PredictionRequested') desk.questions.push(effect);
    else if (effect.type === 'RequestSnapshot') desk.snapshotAsks.push(effect);
    else if (effect.type === 'SetTimer') desk.timers.set(effect.timerId, effect.at);
    else desk.timers.delete(effect.timerId);
  };
  const desk: Desk<Body, Input, Audit> = {
    now: startNs,
    seq: 0,
    journal: [],
    audit: [],
    orders: [],
    cancels: [],
    asks: [],
    snapshotAsks: [],
    questions: [],
    timers: new Map(),
    input(body) {
      desk.seq += 1;
      const folded = fold(body, { seq: desk.seq, ts: desk.now });
      desk.journal.push(folded.input);
      desk.audit.push(...folded.audit);
      for (const effect of folded.effects) perform(effect);
      return folded.audit;
    },
    advance(byNs, between) {
      const until = desk.now + byNs;
      for (;;) {
        const due = [...desk.timers].filter(([, at]) => at <= until).sort((a, b) => a[1] - b[1])[0];
        if (!due) break;
        desk.timers.delete(due[0]);
        desk.now = Math.max(desk.now, due[1]) as Nanos;
        desk.input(timerFired(due[0]));
        between?.();
      }
      desk.now = until as Nanos;
    },
  };
  return desk;
}
