import { type Actor, deskId, err, ok, userId } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { createCaller } from './app-router.ts';
import type { Services } from './services.ts';
import { problemsOf } from './trpc.ts';

describe('realism', () => {
  const actor: Actor = { userId: userId('u'), name: 'U', role: 'supervisor', desk: deskId('EQ-1') };
  const THIN = { scenario: 'thin', span: 'Hour', seed: 1 } as const;
  const callerOf = (over: Partial<Services>) =>
    createCaller({
      actor,
      services: {
        simulation: () => ({ scenarios: [{ name: 'thin', about: '' }] }),
        realism: () => ok({ kept: [] }),
        ...over,
      } as Services,
    });

  test('is asked of the market as it was asked for, and answered with what it says', async () => {
    const asked: unknown[] = [];
    const running = { kept: [], running: { ...THIN, events: 0, doneShare: 0 } };
    const caller = callerOf({
      measureRealism: async (ask) => {
        asked.push(ask);
        return ok(running);
      },
    });
    expect(await caller.realism.measure(THIN)).toEqual(running);
    expect(asked).toEqual([THIN]);
  });

  test.each([
    [
      'an unknown scenario',
      { ...THIN, scenario: 'lunar' },
      'scenario: there is no scenario "lunar"; these are: thin',
    ],
    ['a span that is none', { ...THIN, span: 'Week' }, 'span: must be one of TenMinutes, Hour, Day'],
    ['a reserved seed', { ...THIN, seed: 900_000 }, 'seed: must be 0 to 899,999'],
    ['half a seed', { ...THIN, seed: 0.5 }, 'seed: must be a whole number'],
    ['what is not asked for', { ...THIN, minutes: 5 }, 'request: unknown field minutes'],
  ])('refuses %s with its field', async (_, ask, sentence) => {
    const { realism } = callerOf({});
    const error = await realism.measure(ask as typeof THIN).catch((cause: unknown) => cause);
    const { cause } = error as { readonly cause: unknown };
    expect(problemsOf(cause).map(({ field, reason }) => `${field}: ${reason}`)).toEqual([sentence]);
  });

  test('of a market that is down, busy or without the report is refused by its reason', async () => {
    const down = callerOf({ realism: () => err('the market is not connected') });
    const unavailable = { code: 'SERVICE_UNAVAILABLE', message: 'the market is not connected' };
    await expect(down.realism.state()).rejects.toMatchObject(unavailable);
    await expect(down.realism.measure(THIN)).rejects.toMatchObject(unavailable);
    const busy = callerOf({
      measureRealism: async () => err('day is being measured'),
      cancelRealism: async () => err('nothing is being measured'),
      realismReport: async () => err('not measured'),
    });
    await expect(busy.realism.measure(THIN)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'day is being measured',
    });
    await expect(busy.realism.cancel()).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(busy.realism.report({ scenario: 'thin', span: 'Day' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'not measured',
    });
  });
});
