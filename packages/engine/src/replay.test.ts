/** State is the fold of the journal. */
import { type Nanos, nanos } from '@fairlead/domain';
import { fills, parentOrder } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { type Body, open, SECOND, START, working } from '../test/house.ts';
import type { Input } from './input.ts';
import { createEngine, pendingTimers, stateHash } from './state.ts';
import { step } from './step.ts';

describe('replay', () => {
  test('the journal folds to the same state and the same audit, with and without the market between', () => {
    const house = working();
    const { desk, at, report } = house;
    const { there, order } = at(0);
    report(fills(there, order, { qty: 10, px: 1_000_100, liquidity: 'Added', at: desk.now }));
    desk.advance(8 * SECOND, () => {
      house.quoteAll(1_000_000 + 100 * (desk.seq % 3), 1_000_200 + 100 * (desk.seq % 3));
      if (desk.questions.length > 0) house.answer(desk.questions.pop());
    });
    const { journal, audit } = desk;
    expect(journal.filter((i) => i.type === 'MarketDataReceived').length).toBeGreaterThan(3);
    for (const inputs of [journal, journal.filter((i) => i.type !== 'MarketDataReceived')]) {
      const fresh = createEngine();
      const again = inputs.flatMap((input) => step(fresh, input).audit);
      expect(again).toEqual(audit);
      expect(stateHash(fresh)).toBe(stateHash(house.state));
    }
  });

  test('a replayed state waits for the same timers', () => {
    const { state, desk } = working();
    expect(pendingTimers(state).map((t) => [t.timerId, t.at])).toEqual([...desk.timers]);
  });

  test('inputs that do not ascend break a rule', () => {
    const { state, desk } = open();
    const again = desk.journal[0] as Input;
    expect(() => step(state, again)).toThrow('ascend');
  });

  test('a timer that is not set, or is not due, does nothing', () => {
    const { state, desk, submit } = open();
    submit(parentOrder({ startTime: nanos(START + 10 * SECOND) }));
    const before = stateHash(state);
    const [timer] = [...desk.timers];
    const early = desk.input({ type: 'TimerFired', timerId: timer?.[0] as never } as Body);
    const never = desk.input({ type: 'TimerFired', timerId: 'wave:P999' as never } as Body);
    expect([...early, ...never]).toEqual([]);
    expect(stateHash(state)).toBe(before);
    expect(desk.now).toBe(START as Nanos);
  });
});
