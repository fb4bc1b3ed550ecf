/**
 * What the HTTP thread and the engine's thread say to each other. The engine has a thread of its own, so that a
 * heavy query never delays an order; structured clones cross, nothing is shared.
 */
import type {
  Bar,
  BoardView,
  CommandOutcome,
  MarketClock,
  ModelRow,
  RiskState,
  TapeReport,
  WatchRow,
} from '@fairlead/api';
import type {
  Actor,
  InstrumentId,
  MarketReference,
  MarketReport,
  Nanos,
  NewsStory,
  Side,
  Simulation,
  SimulationControl,
  UserId,
} from '@fairlead/domain';
import type { AuditRecord, Command, ControlSimulation, VenueHealth } from '@fairlead/engine';
import type { Retention } from '@fairlead/tape';

/** Data of the worker at its start. */
export interface EngineOptions {
  readonly runDir: string;
  readonly modelsDir: string;
  readonly marketPort: number;
  readonly logLevel: string;
  /** What the tapes of the market data may keep on disk; absent: nothing is taped. */
  readonly tape?: Retention;
  /** Audit records after this are wanted again: Postgres has those before. */
  readonly projected: { readonly seq: number; readonly nth: number };
}

export interface BoardAsk {
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly qty: number;
  readonly horizonNs: number;
}

/** What a person asks of the market, not of the engine: the market answers, and the engine keeps it. */
export interface ControlAsk {
  readonly actor: Actor;
  readonly control: SimulationControl;
}

/** A command as the API gives it; the sequencer stamps it with the market. */
export type UnstampedCommand =
  Exclude<Command, ControlSimulation> extends infer C
    ? C extends unknown
      ? Omit<C, 'stamp'>
      : never
    : never;

export type Query =
  | { readonly what: 'risk' }
  | { readonly what: 'models' }
  | { readonly what: 'submittedAt'; readonly trader: UserId; readonly clOrdId: string }
  | { readonly what: 'bars'; readonly instrument: InstrumentId; readonly fromT: number };

export interface QueryAnswers {
  readonly risk: RiskState;
  readonly models: readonly ModelRow[];
  readonly submittedAt: Nanos | undefined;
  readonly bars: readonly Bar[];
}

export type ToEngine =
  | { readonly type: 'command'; readonly id: number; readonly command: UnstampedCommand }
  | { readonly type: 'control'; readonly id: number; readonly ask: ControlAsk }
  | { readonly type: 'query'; readonly id: number; readonly query: Query }
  | { readonly type: 'news'; readonly story: NewsStory }
  | { readonly type: 'watchBoard'; readonly key: string; readonly ask: BoardAsk }
  | { readonly type: 'unwatchBoard'; readonly key: string }
  | { readonly type: 'stop' };

/** The engine's own numbers, twice a second. */
export interface EngineHealth {
  readonly clock: MarketClock;
  readonly engineSeq: number;
  readonly journalInputs: number;
  readonly fsyncNs: number;
  readonly marketEventsPerSecond: number;
  readonly tape: TapeReport;
  readonly decision: {
    readonly count: number;
    readonly p50Us?: number;
    readonly p99Us?: number;
    readonly fallbacks: number;
  };
  readonly venues: readonly VenueHealth[];
  readonly markets: readonly MarketReport[];
}

export type FromEngine =
  /** What trades now. The first one says that the engine is ready. */
  | { readonly type: 'session'; readonly reference: MarketReference; readonly clock: MarketClock }
  /** The market's clock goes otherwise than before. */
  | { readonly type: 'clock'; readonly clock: MarketClock }
  | { readonly type: 'simulation'; readonly simulation: Simulation }
  /** The market's own news, when the engine was told of it. */
  | { readonly type: 'story'; readonly story: NewsStory }
  | { readonly type: 'audit'; readonly records: readonly AuditRecord[] }
  | { readonly type: 'outcome'; readonly id: number; readonly outcome: CommandOutcome }
  | { readonly type: 'answer'; readonly id: number; readonly answer: QueryAnswers[Query['what']] }
  | { readonly type: 'board'; readonly key: string; readonly view: BoardView }
  | { readonly type: 'watch'; readonly rows: readonly WatchRow[] }
  | { readonly type: 'health'; readonly health: EngineHealth }
  | { readonly type: 'stopped' }
  | { readonly type: 'fatal'; readonly sentence: string };
