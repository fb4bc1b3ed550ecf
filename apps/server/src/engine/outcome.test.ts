import { type ParentId, qty, type Seq, seq } from '@fairlead/domain';
import { type AuditRecord, duplicateOf } from '@fairlead/engine';
import { parentOrder } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { outcomeOfSubmit } from './outcome.ts';

const order = parentOrder();
const known = { parentId: 'P41' as ParentId, order };
const at: Seq = seq(42);
const said = (body: unknown) => ({ records: [{ body } as AuditRecord], at });
const refused = (cause: string) => said({ type: 'CommandRefused', command: 'SubmitParent', cause });

test('a submit whose twin was stepped in the same batch gets the answer of the first', () => {
  expect(outcomeOfSubmit(refused(duplicateOf(known.parentId)), order, known)).toEqual({
    accepted: true,
    seq: 42,
    parentId: 'P41',
  });
});

test('another order under that id is refused, and its field named', () => {
  const other = { ...order, orderQty: qty(order.orderQty + 100) };
  expect(outcomeOfSubmit(refused(duplicateOf(known.parentId)), other, known)).toMatchObject({
    accepted: false,
    cause: `clOrdId: "${order.clOrdId}" was used for another order, P41`,
  });
});

test('one that is refused or denied for itself says why', () => {
  // `known`: another, sent at once under the same id and stepped after it, was taken.
  for (const now of [undefined, known]) {
    expect(outcomeOfSubmit(refused('orderQty: 0 is no size'), order, now)).toMatchObject({
      accepted: false,
      cause: 'orderQty: 0 is no size',
    });
  }
  expect(outcomeOfSubmit(said({ type: 'ParentDenied', refusals: [] }), order, known)).toMatchObject({
    accepted: false,
  });
});
