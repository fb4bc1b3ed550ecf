/** What the engine wants done. A driver does it; the engine never waits for it. */
import type {
  ChildOrder,
  ClOrdId,
  DecisionSnapshot,
  InstrumentId,
  Nanos,
  Px,
  Qty,
  RiskApproved,
  Side,
  Tactic,
  TimerId,
  VenueId,
} from '@fairlead/domain';

/** Only the risk gate makes a `RiskApproved`: the compiler guarantees that nothing skips it. */
export interface SendOrder {
  readonly type: 'SendOrder';
  readonly order: RiskApproved<ChildOrder>;
}
/** A cancel only lowers risk: it passes no gate and is never throttled. */
export interface SendCancel {
  readonly type: 'SendCancel';
  readonly venue: VenueId;
  readonly clOrdId: ClOrdId;
  readonly origClOrdId: ClOrdId;
  readonly instrument: InstrumentId;
  readonly side: Side;
}
/** Ask the venue what became of an order (FIX OrderStatusRequest, 35=H). */
export interface RequestStatus {
  readonly type: 'RequestStatus';
  readonly venue: VenueId;
  readonly clOrdId: ClOrdId;
}
/**
 * Ask the models about every candidate: `rows` is row-major, one row of `FEATURES.length` numbers per element of
 * `candidates`. The driver answers with `PredictionReceived` or `PredictionLate`, giving the snapshot back.
 */
export interface PredictionRequested {
  readonly type: 'PredictionRequested';
  readonly snapshot: DecisionSnapshot;
  readonly candidates: readonly {
    readonly venue: VenueId;
    readonly tactic: Tactic;
    readonly nominalQty: Qty;
    readonly px?: Px;
  }[];
  readonly rows: Float32Array;
}
/** Ask the venue for its whole book: messages of it were missed, or what it says needs saying again. */
export interface RequestSnapshot {
  readonly type: 'RequestSnapshot';
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
}
/** Setting a timer that is set moves it. */
export interface SetTimer {
  readonly type: 'SetTimer';
  readonly timerId: TimerId;
  readonly instrument: InstrumentId;
  readonly at: Nanos;
}
export interface ClearTimer {
  readonly type: 'ClearTimer';
  readonly timerId: TimerId;
}

export type Effect =
  | SendOrder
  | SendCancel
  | RequestStatus
  | PredictionRequested
  | RequestSnapshot
  | SetTimer
  | ClearTimer;
