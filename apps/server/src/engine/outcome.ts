/** What the audit of one command means for whoever gave it. */
import type { CommandOutcome } from '@fairlead/api';
import { formatRefusal, type ParentId, type ParentOrder, type Seq } from '@fairlead/domain';
import { type AuditRecord, duplicateOf } from '@fairlead/engine';

export function outcomeOf(records: readonly AuditRecord[], at: Seq): CommandOutcome {
  for (const { body } of records) {
    switch (body.type) {
      case 'CommandRefused':
        return { accepted: false, seq: at, refusals: [], cause: body.cause };
      case 'ParentDenied':
        return {
          accepted: false,
          seq: at,
          refusals: body.refusals,
          cause: body.refusals.map(formatRefusal).join('; '),
        };
      case 'ParentAccepted':
        return { accepted: true, seq: at, parentId: body.parent.parentId };
      case 'KillTripped':
        return { accepted: true, seq: at, cancelsSent: body.cancelsSent };
    }
  }
  return { accepted: true, seq: at };
}

interface Known {
  readonly parentId: ParentId;
  readonly order: ParentOrder;
}

/** The answer to a submit that was stepped; `known` is what stands under its clOrdId now. */
export function outcomeOfSubmit(
  { records, at }: { readonly records: readonly AuditRecord[]; readonly at: Seq },
  order: ParentOrder,
  known: Known | undefined,
): CommandOutcome {
  const isRepeat = records.some(
    ({ body }) => known && body.type === 'CommandRefused' && body.cause === duplicateOf(known.parentId),
  );
  // Sent twice at once: the other was stepped just before it, in the same batch.
  return known && isRepeat ? outcomeOfRepeat(known, order, at) : outcomeOf(records, at);
}

/**
 * The answer to a submit whose clOrdId its trader has used before: the same order again is the first one's
 * answer, another order under the same id is refused.
 */
export function outcomeOfRepeat(known: Known, again: ParentOrder, at: Seq): CommandOutcome {
  const before = known.order;
  const same =
    before.instrument === again.instrument &&
    before.side === again.side &&
    before.orderQty === again.orderQty &&
    before.limitPx === again.limitPx &&
    before.strategy === again.strategy &&
    before.router === again.router &&
    before.account === again.account;
  if (same) return { accepted: true, seq: at, parentId: known.parentId };
  return {
    accepted: false,
    refusals: [],
    cause: `clOrdId: "${again.clOrdId}" was used for another order, ${known.parentId}`,
  };
}
