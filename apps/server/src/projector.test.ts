import type { AuditRecord } from '@fairlead/engine';
import pino from 'pino';
import { expect, test } from 'vitest';
import { createProjector } from './projector.ts';

const silent = pino({ level: 'silent' });
const record = (seq: number): AuditRecord => ({ seq, nth: 0 }) as never;

test('records reach the store in order, and a batch that failed is tried again before the next', async () => {
  const got: number[] = [];
  let failures = 2;
  const projector = createProjector(async (records) => {
    if (failures-- > 0) throw new Error('the database is away');
    got.push(...records.map((r) => r.seq));
  }, silent);
  projector.add([record(1), record(2)]);
  projector.add([record(3)]);
  await projector.reached(3);
  expect(got).toEqual([1, 2, 3]);
  expect(projector.lagNs()).toBe(0);
});

test('whoever waits for a seq is answered once it is stored, not when it is queued', async () => {
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const projector = createProjector(() => gate, silent);
  projector.add([record(5)]);
  let answered = false;
  const waiting = projector.reached(5).then(() => {
    answered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(answered).toBe(false);
  release();
  await waiting;
  expect(answered).toBe(true);
});
