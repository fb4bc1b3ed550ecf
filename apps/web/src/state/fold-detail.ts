/**
 * One order in full, kept current from the same records as the list. Pure. A record at or before the detail's own
 * cursor is already in it.
 */
import type { ChildView, FillRow, ParentDetail } from '../data/api-types.ts';
import { compareCursors, cursorOf } from './cursor.ts';
import { decisionSummary, parentIdOf, type StreamedRecord } from './streamed.ts';

export function foldDetail(detail: ParentDetail, record: StreamedRecord): ParentDetail {
  const { body } = record;
  if (parentIdOf(body) !== detail.parent.parentId) return detail;
  const at = cursorOf(record);
  if (compareCursors(at, detail.cursor) <= 0) return detail;
  const next = { ...detail, cursor: at };
  switch (body.type) {
    case 'ParentAccepted':
    case 'ParentChanged':
      return { ...next, parent: body.parent };
    case 'ChildSent':
    case 'ChildChanged':
      return { ...next, children: withChild(detail.children, body.child) };
    case 'Filled':
      return {
        ...next,
        fills: [...detail.fills, { fill: body.fill, at: body.at, routed: body.routed }],
      };
    case 'FillRestated':
      return { ...next, fills: restated(detail.fills, body.execRefId, body.fill) };
    case 'DecisionMade': {
      const summary = decisionSummary(record);
      return summary ? { ...next, decisions: [...detail.decisions, summary] } : next;
    }
    case 'ChildDenied':
      return {
        ...next,
        denied: [...detail.denied, { ts: record.ts, venue: body.order.venue, refusal: body.refusal }],
      };
    default:
      return next;
  }
}

function withChild(children: readonly ChildView[], child: ChildView): readonly ChildView[] {
  const at = children.findIndex((known) => known.order.clOrdId === child.order.clOrdId);
  return at < 0 ? [...children, child] : children.with(at, child);
}

/** A corrected fill stands where the wrong one stood, in the market that it happened in; a busted one is gone. */
function restated(
  fills: readonly FillRow[],
  execRefId: string,
  fill: FillRow['fill'] | undefined,
): readonly FillRow[] {
  if (fill === undefined) return fills.filter((row) => row.fill.execId !== execRefId);
  return fills.map((row) => (row.fill.execId === execRefId ? { ...row, fill } : row));
}
