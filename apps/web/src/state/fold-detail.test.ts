import { describe, expect, test } from 'vitest';
import type { ParentDetail } from '../data/api-types.ts';
import { foldDetail } from './fold-detail.ts';
import { child, fill, parent, record } from './fold-fixtures.ts';

const detail: ParentDetail = {
  cursor: '10.0',
  parent: parent('P1'),
  children: [],
  fills: [],
  decisions: [],
  denied: [],
};

describe('folding the audit into one order', () => {
  test('another order’s records leave it as it is', () => {
    const other = record(11, 0, { body: { type: 'ChildSent', child: child('P2', 'a-1-0') } });
    expect(foldDetail(detail, other)).toBe(detail);
  });

  test('a child appears once and is replaced where it stands', () => {
    const sent = [0, 1].reduce(
      (now, nth) =>
        foldDetail(now, record(11, nth, { body: { type: 'ChildSent', child: child('P1', `a-11-${nth}`) } })),
      detail,
    );
    const filled = foldDetail(
      sent,
      record(12, 0, {
        body: { type: 'ChildChanged', child: child('P1', 'a-11-0', { cumQty: 100 }), cause: 'Trade' },
      }),
    );
    expect(filled.children.map((c) => [c.order.clOrdId, c.cumQty])).toEqual([
      ['a-11-0', 100],
      ['a-11-1', 0],
    ]);
  });

  test('a record at or before its own cursor is in it already', () => {
    const old = record(10, 0, { body: fill('P1', 'E1', 100) });
    expect(foldDetail(detail, old)).toBe(detail);
  });

  test('a corrected fill stands where the wrong one stood, and a busted one is gone', () => {
    const two = [
      record(11, 0, { body: fill('P1', 'E1', 100) }),
      record(12, 0, { body: fill('P1', 'E2', 200) }),
    ].reduce(foldDetail, detail);
    const right = fill('P1', 'E1', 50).fill;
    const restated = (seq: number, execRefId: string, corrected?: typeof right) =>
      record(seq, 0, {
        body: {
          type: 'FillRestated',
          clOrdId: right.clOrdId,
          parentId: right.parentId,
          execRefId,
          ...(corrected === undefined ? {} : { fill: corrected }),
        },
      });
    const corrected = foldDetail(two, restated(13, 'E1', right));
    expect(corrected.fills.map((row) => row.fill.lastQty)).toEqual([50, 200]);
    const busted = foldDetail(corrected, restated(14, 'E2'));
    expect(busted.fills.map((row) => row.fill.execId)).toEqual(['E1']);
  });
});
