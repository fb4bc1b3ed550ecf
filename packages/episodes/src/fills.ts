/** What a parent cost so far: its fills as the engine's audit tells them, scored by `tca`. */
import type { InstrumentId, MarketStamp, Nanos, ParentId, Qty, Side, Venue } from '@fairlead/domain';
import type { AuditRecord } from '@fairlead/engine';
import { type FillSeen, type ParentCost, scoreParent } from '@fairlead/tca';

export interface Worked {
  readonly instrument: InstrumentId;
  readonly side: Side;
  readonly orderQty: Qty;
  readonly arrival: MarketStamp;
  readonly submittedAt: Nanos;
  readonly venues: readonly Venue[];
}

export interface Ledger {
  /** In the order of their reports. */
  readonly take: (records: readonly AuditRecord[]) => void;
  readonly filledQty: () => number;
  /** With what is not filled valued at the market `end`. */
  readonly costAt: (end: MarketStamp, ts: Nanos) => ParentCost;
}

export function createLedger(worked: Worked): Ledger {
  /** By execution: a correction takes the place of what it corrects. */
  const fills = new Map<string, FillSeen>();
  const keyOf = (clOrdId: string, execId: string): string => `${clOrdId} ${execId}`;
  return {
    take: (records) => {
      for (const { body } of records) {
        if (body.type === 'Filled') {
          const { fill, at, routed } = body;
          fills.set(keyOf(fill.clOrdId, fill.execId), { fill, at, routed });
        } else if (body.type === 'FillRestated') {
          const key = keyOf(body.clOrdId, body.execRefId);
          const before = fills.get(key);
          fills.delete(key);
          if (before && body.fill)
            fills.set(keyOf(body.clOrdId, body.fill.execId), { ...before, fill: body.fill });
        }
      }
    },
    filledQty: () => {
      let sum = 0;
      for (const { fill } of fills.values()) sum += fill.lastQty;
      return sum;
    },
    costAt: (end, ts) =>
      scoreParent({
        ...worked,
        parentId: 'episode' as ParentId,
        end,
        closedAt: ts,
        fills: [...fills.values()],
      }),
  };
}
