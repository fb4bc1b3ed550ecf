/** A sink that keeps all that a market says, in order, and the views that tests ask of it. */
import {
  digestOf,
  type ExecutionReport,
  type Hash,
  type MarketEvent,
  type OrderCancelReject,
} from '@fairlead/domain';

export type TapedReport = Omit<ExecutionReport, 'venueSeq'>;
export type TapedReject = Omit<OrderCancelReject, 'venueSeq'>;

export interface MarketTape {
  readonly events: MarketEvent[];
  readonly reports: TapedReport[];
  /** When each report reached us, ns. */
  readonly arrivals: number[];
  readonly rejects: TapedReject[];
  event(event: MarketEvent): void;
  report(report: TapedReport, atNs: number): void;
  cancelReject(reject: TapedReject, atNs: number): void;
  /** Of everything said. */
  readonly hash: () => Hash;
  readonly of: (clOrdId: string) => TapedReport[];
}

export function createMarketTape(): MarketTape {
  const events: MarketEvent[] = [];
  const reports: TapedReport[] = [];
  const arrivals: number[] = [];
  const rejects: TapedReject[] = [];
  return {
    events,
    reports,
    arrivals,
    rejects,
    event: (event) => {
      events.push(event);
    },
    report: (report, atNs) => {
      reports.push(report);
      arrivals.push(atNs);
    },
    cancelReject: (reject) => {
      rejects.push(reject);
    },
    hash: () => digestOf({ events, reports, arrivals, rejects }),
    of: (clOrdId) => reports.filter((report) => report.clOrdId === clOrdId),
  };
}
