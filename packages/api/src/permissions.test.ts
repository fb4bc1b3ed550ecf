import { type Actor, deskId, ROLES, userId } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { appRouter, createCaller } from './app-router.ts';
import { mayCall, PERMISSIONS, type Procedure, permissionTable } from './permissions.ts';
import type { Services } from './services.ts';

/** Any call that gets this far was let through. */
const REACHED = 'reached the services';
const services = new Proxy({} as Services, {
  get: () => () => {
    throw new Error(REACHED);
  },
});

const procedures = Object.keys(
  (appRouter as unknown as { _def: { procedures: Record<string, unknown> } })._def.procedures,
);

/** The refusal's code, or undefined where the call was let through to parsing or the services. */
async function refusal(procedure: string, actor: Actor | undefined): Promise<string | undefined> {
  const caller = createCaller({ actor, services }) as unknown as Record<
    string,
    Record<string, (input?: unknown) => Promise<unknown>>
  >;
  const [group = '', name = ''] = procedure.split('.');
  try {
    await caller[group]?.[name]?.({});
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    return code === 'UNAUTHORIZED' || code === 'FORBIDDEN' ? code : undefined;
  }
}

describe('the permission table', () => {
  test('names every procedure of the API and no other', () => {
    expect(Object.keys(PERMISSIONS).sort()).toEqual([...procedures].sort());
  });

  test('is what the API enforces, for every role and every procedure', async () => {
    const wrong: string[] = [];
    for (const role of ROLES) {
      const actor: Actor = { userId: userId('u'), name: 'U', role, desk: deskId('EQ-1') };
      for (const procedure of procedures) {
        const refused = (await refusal(procedure, actor)) === 'FORBIDDEN';
        if (refused === mayCall(role, procedure as Procedure)) wrong.push(`${role} ${procedure}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('is what PERMISSIONS.md says', async () => {
    await expect(permissionTable()).toMatchFileSnapshot('../PERMISSIONS.md');
  });

  test('lets nobody in who is not signed in', async () => {
    for (const procedure of procedures)
      expect(await refusal(procedure, undefined), procedure).toBe('UNAUTHORIZED');
  });

  test('gives the administrator no order, no limit and no audit record', () => {
    const reached = Object.keys(PERMISSIONS).filter((p) => mayCall('administrator', p as Procedure));
    expect(reached.sort()).toEqual([
      'realism.cancel',
      'realism.measure',
      'realism.report',
      'realism.state',
      'session.me',
      'simulation.pause',
      'simulation.resume',
      'simulation.setSpeed',
      'simulation.state',
      'simulation.step',
      'simulation.watch',
      'system.clock',
      'system.health',
    ]);
  });
});
