import type { DecisionId, ParentId } from '@fairlead/domain';
import type { AuditRecord, ParentView } from '@fairlead/engine';
import { auditStream, HOSTILE_TEXTS, startTestDatabase, type TestDatabase } from '@fairlead/testkit';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PrismaClient } from '../generated/client.ts';
import { openStore, prismaClient, StoreError } from './index.ts';
import type { Store } from './views.ts';

let database: TestDatabase;
const opened: Store[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
afterAll(async () => {
  await database?.stop();
});

const fresh = async (): Promise<Store> => {
  const store = await openStore(await database.another());
  opened.push(store);
  return store;
};

const TABLES: Readonly<Record<string, string>> = {
  instruments: 'id',
  venues: 'id',
  parents: 'parent_id',
  children: 'cl_ord_id',
  executions: 'venue, exec_id',
  decisions: 'decision_id',
  refusals: 'seq, nth, position',
  limit_sets: 'version',
  limit_rows: 'version, position',
  kills: 'scope, since',
  audit: 'seq, nth',
  cursor: 'id',
};

const contents = async (store: Store): Promise<Readonly<Record<string, unknown>>> => {
  const client = prismaClient(store) as PrismaClient;
  const tables: Record<string, unknown> = {};
  for (const [table, key] of Object.entries(TABLES)) {
    tables[table] = await client.$queryRawUnsafe(`SELECT * FROM ${table} ORDER BY ${key}`);
  }
  return tables;
};

const thrown = async (work: Promise<unknown>): Promise<StoreError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
};

const lastViews = (records: readonly AuditRecord[]): Map<string, ParentView> => {
  const views = new Map<string, ParentView>();
  for (const { body } of records) {
    if (body.type === 'ParentAccepted' || body.type === 'ParentChanged')
      views.set(body.parent.parentId, body.parent);
  }
  return views;
};

describe('projection', () => {
  test('any split and overlap of the stream gives the tables that one pass gives', async () => {
    const records = auditStream({ seed: 7, parents: 40 });
    const whole = await fresh();
    await whole.project(records);
    const expected = await contents(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ forward: fc.integer({ min: 1, max: 200 }), back: fc.integer({ min: 0, max: 60 }) }),
          { minLength: 1, maxLength: 10 },
        ),
        async (steps) => {
          const store = await fresh();
          let at = 0;
          for (const { forward, back } of steps) {
            const from = Math.max(0, at - back);
            at = Math.min(records.length, at + forward);
            await store.project(records.slice(from, at));
          }
          await store.project(records);
          expect(await contents(store)).toEqual(expected);
        },
      ),
      { seed: 42, numRuns: 8 },
    );
  });

  test('the cursor is the last record, and an empty database is before the first', async () => {
    const store = await fresh();
    expect(await store.cursor()).toMatchObject({ seq: 0, nth: 0, id: '0.0' });
    const records = auditStream({ seed: 1, parents: 3 });
    const last = records.at(-1) as AuditRecord;
    const after = await store.project(records);
    expect(after).toMatchObject({
      runId: 'RUN1',
      seq: last.seq,
      nth: last.nth,
      id: `${last.seq}.${last.nth}`,
    });
    expect(await store.cursor()).toEqual(after);
    expect(await store.project([])).toEqual(after);
  });

  test('two writers at once leave what one would', async () => {
    const records = auditStream({ seed: 9, parents: 20 });
    const one = await fresh();
    await one.project(records);
    const url = await database.another();
    const both = [await openStore(url), await openStore(url)];
    opened.push(...both);
    await both[0]?.project(records.slice(0, 1));
    await Promise.all(both.map((store) => store.project(records)));
    expect(await contents(both[0] as Store)).toEqual(await contents(one));
  });

  test('the records of another run are refused in one sentence, and nothing of them is kept', async () => {
    const store = await fresh();
    await store.project(auditStream({ seed: 1, parents: 2 }));
    const before = await contents(store);
    const error = await thrown(store.project(auditStream({ seed: 1, parents: 5, runId: 'RUN2' })));
    expect(error.code).toBe('OtherRun');
    expect(error.message).toBe(
      'the database holds run RUN1, not run RUN2: give this state folder a database of its own',
    );
    expect(await contents(store)).toEqual(before);
  });

  test('records that do not ascend are a broken rule of ours', async () => {
    const store = await fresh();
    const records = auditStream({ seed: 1, parents: 2 });
    await expect(store.project([...records].reverse())).rejects.toThrow('audit records must ascend');
    await expect(store.project(records.slice(1))).rejects.toThrow('must be SessionOpened');
  });
});

describe('the audit', () => {
  test('gives back the stream as it was, page by page, after any place', async () => {
    const store = await fresh();
    const records = auditStream({ seed: 3, parents: 15 });
    await store.project(records);
    const read: AuditRecord[] = [];
    for (;;) {
      const { seq, nth } = read.at(-1) ?? { seq: 0, nth: 0 };
      const page = await store.auditAfter({ seq, nth }, 17);
      if (page.length === 0) break;
      read.push(...page);
    }
    expect(read).toEqual(records);
  });

  test('can be neither updated, deleted nor truncated', async () => {
    const store = await fresh();
    await store.project(auditStream({ seed: 3, parents: 2 }));
    const before = (await contents(store)).audit;
    const client = prismaClient(store) as PrismaClient;
    await expect(client.audit.updateMany({ data: { actor: 'nobody' } })).rejects.toThrow();
    await expect(client.audit.deleteMany({ where: { seq: 1n } })).rejects.toThrow();
    for (const sql of ["UPDATE audit SET actor = 'x'", 'DELETE FROM audit WHERE false', 'TRUNCATE audit']) {
      await expect(client.$executeRawUnsafe(sql)).rejects.toThrow('the audit is append-only');
    }
    expect((await contents(store)).audit).toEqual(before);
  });

  test('a row changed behind the trigger breaks the chain at that row', async () => {
    const store = await fresh();
    const records = auditStream({ seed: 3, parents: 5 });
    await store.project(records);
    expect(await store.verifyAudit()).toEqual({ intact: true, records: records.length });
    const client = prismaClient(store) as PrismaClient;
    const victim = records[20] as AuditRecord;
    await client.$executeRawUnsafe('ALTER TABLE audit DISABLE TRIGGER audit_append_only');
    await client.$executeRaw`UPDATE audit SET actor = 'nobody' WHERE seq = ${BigInt(victim.seq)} AND nth = ${victim.nth}`;
    expect(await store.verifyAudit()).toEqual({
      intact: false,
      records: 20,
      problem: `audit record ${victim.seq}.${victim.nth} is not what was written, or one before it is missing`,
    });
  });

  test('search pages newest first, loses nothing between pages, and filters', async () => {
    const store = await fresh();
    const records = auditStream({ seed: 4, parents: 20 });
    await store.project(records);
    const read: AuditRecord[] = [];
    for (;;) {
      const last = read.at(-1);
      const page = await store.audit({}, { limit: 10, ...(last ? { beforeSeq: last.seq } : {}) });
      if (page.length === 0) break;
      read.push(...page);
    }
    expect(read).toEqual([...records].reverse());

    const fills = await store.audit({}, { limit: 500, type: 'Filled' });
    expect(fills).toEqual(records.filter((r) => r.body.type === 'Filled').reverse());
    const tara = await store.audit({}, { limit: 500, actor: 'tara' });
    expect(tara).toEqual(records.filter((r) => r.actor === 'tara').reverse());
    const parentId = [...lastViews(records).keys()][3] as string;
    const sent = records.flatMap((r) => (r.body.type === 'ChildSent' ? [r.body.child.order] : []));
    const children = new Set(sent.filter((o) => o.parentId === parentId).map((o) => o.clOrdId as string));
    const about = await store.audit({}, { limit: 500, parentId });
    expect(about.length).toBeGreaterThan(2);
    const aboutIt = records.filter((r) => {
      const text = JSON.stringify(r.body);
      return r.body.type === 'ReportIgnored'
        ? children.has(r.body.clOrdId)
        : text.includes(`"parentId":"${parentId}"`);
    });
    expect(about).toEqual(aboutIt.reverse());
  });
});

describe('sight', () => {
  test('a desk sees its orders and no other, in every question', async () => {
    const store = await fresh();
    const records = auditStream({ seed: 5, parents: 30 });
    await store.project(records);
    const views = [...lastViews(records).values()];
    const desk = 'cash';
    const { parents } = await store.orders({ desk });
    expect(parents).toEqual(views.filter((v) => v.order.desk === desk));
    expect(parents.length).toBeLessThan(views.length);
    for (const { parentId, order } of views) {
      const mine = order.desk === desk;
      expect((await store.order({ desk }, parentId)) !== undefined).toBe(mine);
      expect((await store.scorecardRow({ desk }, parentId)) !== undefined).toBe(mine);
    }
    const cards = await store.scorecardRows({ desk }, 500);
    expect(cards.map((c) => c.parent)).toEqual(parents.toReversed());
    const seen = await store.audit({ desk }, { limit: 500 });
    expect(JSON.stringify(seen)).not.toContain('"program"');
    expect(seen.some((r) => r.body.type === 'KillTripped')).toBe(true);
  });

  test('a trader sees their own decisions and acts, not a colleague’s', async () => {
    const store = await fresh();
    const records = auditStream({ seed: 6, parents: 30 });
    await store.project(records);
    const views = lastViews(records);
    for (const record of records) {
      if (record.body.type !== 'DecisionMade') continue;
      const { decisionId, parentId } = record.body.record.outcome;
      const owner = views.get(parentId)?.order.trader as string;
      const found = await store.decision({ trader: owner }, decisionId);
      expect(found).toEqual({ seq: record.seq, ts: record.ts, record: record.body.record });
      expect(await store.decision({ trader: `${owner}x` }, decisionId)).toBeUndefined();
    }
    const own = await store.audit({ trader: 'tara' }, { limit: 500 });
    expect(own.length).toBeGreaterThan(10);
    expect(own.some((r) => r.actor === 'tom' || r.body.type === 'KillTripped')).toBe(false);
    expect(await store.decision({}, 'D999999' as DecisionId)).toBeUndefined();
    expect(await store.order({}, 'P999999' as ParentId)).toBeUndefined();
  });
});

describe('an order', () => {
  test('comes back with its children, standing fills, decisions and denials, exact and in order', async () => {
    const store = await fresh();
    const records = auditStream({ seed: 8, parents: 30 });
    await store.project(records);
    const { cursor } = await store.orders({});
    expect(cursor).toBe((await store.cursor()).id);
    for (const view of lastViews(records).values()) {
      const { parentId } = view;
      const found = await store.order({}, parentId);
      expect(found?.parent).toEqual(view);
      expect(found?.cursor).toBe(cursor);
      const bodies = records.map((r) => ({ ...r.body, ts: r.ts, seq: r.seq }));
      const children = new Map<string, unknown>();
      const fills = new Map<string, unknown>();
      for (const body of bodies) {
        if (body.type === 'ChildSent' || body.type === 'ChildChanged') {
          if (body.child.order.parentId === parentId) children.set(body.child.order.clOrdId, body.child);
        } else if (body.type === 'Filled' && body.fill.parentId === parentId) {
          fills.set(body.fill.execId, { fill: body.fill, at: body.at, routed: body.routed });
        } else if (body.type === 'FillRestated' && body.parentId === parentId) {
          const was = fills.get(body.execRefId) as object;
          fills.delete(body.execRefId);
          if (body.fill) fills.set(body.fill.execId, { ...was, fill: body.fill });
        }
      }
      expect(found?.children).toEqual([...children.values()]);
      expect(found?.fills.toSorted(byExecId)).toEqual([...fills.values()].toSorted(byExecId as never));
      const decisions = bodies.filter(
        (b) => b.type === 'DecisionMade' && b.record.outcome.parentId === parentId,
      );
      expect(found?.decisions.map((d) => [d.seq, d.ts])).toEqual(decisions.map((d) => [d.seq, d.ts]));
      const denied = bodies.filter((b) => b.type === 'ChildDenied' && b.order.parentId === parentId);
      expect(found?.denied).toEqual(
        denied.map((d) =>
          d.type === 'ChildDenied' ? { ts: d.ts, venue: d.order.venue, refusal: d.refusal } : d,
        ),
      );
      const card = await store.scorecardRow({}, parentId);
      expect(card?.fills.map(({ receivedAt: _, ...fill }) => fill)).toEqual(found?.fills);
    }
  });
});

const byExecId = (a: { fill: { execId: string } }, b: { fill: { execId: string } }): number =>
  a.fill.execId < b.fill.execId ? -1 : 1;

describe('the house', () => {
  test('limits are kept by version, with what each change changed', async () => {
    const store = await fresh();
    expect(await store.limitSet()).toBeUndefined();
    const records = auditStream({ seed: 10, parents: 30 });
    await store.project(records);
    const changes = records.flatMap((r) =>
      r.body.type === 'LimitsChanged' ? [{ ...r.body, ts: r.ts }] : [],
    );
    expect(changes.length).toBeGreaterThan(3);
    expect(await store.limitSet()).toEqual(changes.at(-1)?.after);
    const history = await store.limitsHistory();
    expect(history.map(({ version, ts, reason }) => ({ version, ts, reason }))).toEqual(
      changes.toReversed().map((c) => ({ version: c.after.version, ts: c.ts, reason: c.reason })),
    );
    for (const [i, { changes: told }] of history.entries()) {
      const change = changes.at(-1 - i);
      const text = (rows: readonly unknown[] | undefined) => (rows ?? []).map((r) => JSON.stringify(r));
      const [before, after] = [text(change?.before.rows), text(change?.after.rows)];
      expect(text(told.flatMap((t) => t.after ?? [])).sort()).toEqual(
        after.filter((r) => !before.includes(r)).sort(),
      );
      expect(text(told.flatMap((t) => t.before ?? [])).sort()).toEqual(
        before.filter((r) => !after.includes(r)).sort(),
      );
    }
  });

  test('every refusal is counted under its code', async () => {
    const store = await fresh();
    const records = auditStream({ seed: 11, parents: 40 });
    await store.project(records);
    const counts = new Map<string, number>();
    for (const { body } of records) {
      const refusals =
        body.type === 'ParentDenied' ? body.refusals : body.type === 'ChildDenied' ? [body.refusal] : [];
      for (const { code } of refusals) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    expect(counts.size).toBeGreaterThan(2);
    expect(new Map((await store.riskTriggers()).map((t) => [t.code, t.count]))).toEqual(counts);
  });

  test('models are registered by hash and restated in place', async () => {
    const store = await fresh();
    const card = {
      name: 'fill' as const,
      version: '1',
      hash: 'a'.repeat(64) as never,
      schemaHash: 'b'.repeat(64) as never,
      trainedAt: '2026-01-01T00:00:00Z',
      rows: { train: 1, validation: 2, test: 3 },
      seeds: { train: '1-2', validation: '3-4', test: '5-6' },
      scores: [],
      notes: [...HOSTILE_TEXTS],
    };
    await store.saveModel({ card, state: 'Registered' });
    await store.saveModel({ card, state: 'Refused', problem: 'wrong schema \u0000' });
    expect(await store.models()).toEqual([{ card, state: 'Refused', problem: 'wrong schema \u0000' }]);
  });
});

describe('the world', () => {
  test('a database that is not there is one clear sentence, without the password', async () => {
    const url = 'postgresql://user:secret@127.0.0.1:1/fairlead';
    const error = await thrown(openStore(url));
    expect(error.code).toBe('DatabaseUnreachable');
    expect(error.message).toBe(
      "the database fairlead at 127.0.0.1:1 can't be reached (Can't reach database server at 127.0.0.1:1): is DATABASE_URL right?",
    );
  });

  test('a database without tables asks for its migrations', async () => {
    const error = await thrown(openStore(await database.bare()));
    expect(error.code).toBe('SchemaMismatch');
    expect(error.message).toBe('the database has not been migrated to this version');
  });

  test('a number beyond an exact integer is refused with its column', async () => {
    const store = await fresh();
    await store.project(auditStream({ seed: 1, parents: 3 }));
    const client = prismaClient(store) as PrismaClient;
    await client.$executeRawUnsafe('UPDATE parents SET cum_notional = 9007199254740993');
    const error = await thrown(store.orders({}));
    expect(error.code).toBe('DataInvalid');
    expect(error.message).toContain('9007199254740993 in parents.cum_notional');
  });
});
