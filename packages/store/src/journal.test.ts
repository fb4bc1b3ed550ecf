import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  canonical,
  digest,
  digestOf,
  type Nanos,
  type ParentId,
  type Seq,
  type TimerId,
  venueId,
} from '@fairlead/domain';
import type { Input, OrderInput } from '@fairlead/engine';
import { actorNamed, executionReport, HOSTILE_TEXTS, parentOrder } from '@fairlead/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Journal, openJournal, StoreError, verifyJournal } from './index.ts';

let dir: string;
const opened: Journal[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fairlead-journal-'));
});
afterEach(() => {
  for (const journal of opened.splice(0)) journal.close();
  rmSync(dir, { recursive: true, force: true });
});

const open = (options: Parameters<typeof openJournal>[1] = {}): Journal => {
  const journal = openJournal(dir, options);
  opened.push(journal);
  return journal;
};
const close = (): void => {
  for (const journal of opened.splice(0)) journal.close();
};

const stamp = { bidPx: 999_900, askPx: 1_000_100, ageNs: 5 } as never;
/** The kinds that a day is made of, with gaps in seq where market data went to the tape. */
const inputs = (count: number, from = 1): Input<OrderInput>[] =>
  Array.from({ length: count }, (_, i) => {
    const at = { seq: (from + 3 * i) as Seq, ts: (36_000_000_000_000 + i) as Nanos };
    const text = HOSTILE_TEXTS[i % HOSTILE_TEXTS.length] as string;
    const bodies: OrderInput[] = [
      { type: 'TimerFired', timerId: `slice:P${i}` as TimerId, stamp },
      { type: 'SubmitParent', actor: actorNamed('tara'), parent: parentOrder({ clOrdId: text }), stamp },
      { type: 'ReportReceived', report: executionReport({ text }), stamp },
      { type: 'VenueSessionChanged', venue: venueId('LIT-A'), up: i % 2 === 0 },
      { type: 'CancelParent', actor: actorNamed('tara'), parentId: 'P1' as ParentId, reason: text },
    ];
    return { ...(bodies[i % bodies.length] as OrderInput), ...at };
  });

const write = (count: number, options: Parameters<typeof openJournal>[1] = {}): Input<OrderInput>[] => {
  const journal = open(options);
  const all = inputs(count);
  for (const input of all) journal.append([input]);
  close();
  return all;
};
const segments = (): string[] => readdirSync(dir).filter((name) => name.endsWith('.jsonl'));
const onlySegment = (): string => join(dir, segments()[0] as string);
const linesIn = (path: string): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);

const refusal = (work: () => unknown): StoreError => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return error as StoreError;
  }
  throw new Error('it was not refused');
};

describe('append and replay', () => {
  test('what is appended comes back in order, and after opening again', () => {
    const journal = open();
    const all = inputs(40);
    expect(journal.head()).toEqual({ inputs: 0, seq: 0, hash: '0'.repeat(64) });
    expect(journal.append([]).fsyncNs).toBe(0);
    expect(journal.append(all.slice(0, 25)).fsyncNs).toBeGreaterThan(0);
    journal.append(all.slice(25));
    expect([...journal.replay()]).toEqual(all);
    const head = journal.head();
    expect(head).toMatchObject({ inputs: 40, seq: all.at(-1)?.seq });
    close();

    const seen: Input[] = [];
    const again = open({ onInput: (input) => seen.push(input) });
    expect(seen).toEqual(all);
    expect(again.head()).toEqual(head);
    expect(again.recovered).toBeUndefined();
    again.append(inputs(1, 1_000));
    expect([...again.replay()]).toHaveLength(41);
    expect(verifyJournal(dir)).toMatchObject({ intact: true, head: again.head() });
  });

  test('a record is the canonical text of what it says, and its hash the digest of that', () => {
    write(7);
    let prev = '0'.repeat(64);
    for (const line of linesIn(onlySegment())) {
      const { hash, ...record } = JSON.parse(line);
      expect(Object.keys(record).sort()).toEqual(['body', 'prev', 'seq', 'ts', 'wall']);
      expect(record.prev).toBe(prev);
      expect(hash).toBe(digestOf(record));
      expect(hash).toBe(digest(canonical(record)));
      expect(record.body.seq).toBeUndefined();
      prev = hash;
    }
  });

  test('typed arrays become plain arrays, absent members stay absent, text survives', () => {
    const journal = open();
    const body = {
      type: 'TimerFired',
      timerId: 't',
      stamp: { bidPx: undefined },
      rows: new Float32Array([1, 0.5]),
    };
    journal.append([{ ...body, seq: 1, ts: 2 } as unknown as Input<OrderInput>]);
    const [back] = [...journal.replay()] as unknown[];
    expect(back).toEqual({ type: 'TimerFired', timerId: 't', stamp: {}, rows: [1, 0.5], seq: 1, ts: 2 });
    expect(Object.keys((back as { stamp: object }).stamp)).toEqual([]);
  });

  test('seq must grow, and what can’t be written exactly is refused before anything is', () => {
    const journal = open();
    journal.append(inputs(2, 10));
    const before = statSync(onlySegment()).size;
    expect(() => journal.append(inputs(1, 13))).toThrow('can’t take seq 13'.replace('’', "'"));
    const broken = { ...(inputs(1, 50)[0] as Input<OrderInput>), ts: Number.NaN as Nanos };
    expect(() => journal.append([...inputs(1, 40), broken])).toThrow('must be finite');
    expect(statSync(onlySegment()).size).toBe(before);
    journal.append(inputs(1, 60));
    expect([...journal.replay()].map((i) => i.seq)).toEqual([10, 13, 60]);
  });

  test('segments are cut by size, named by their first seq, and read as one', () => {
    const all = write(30, { segmentBytes: 2_000 });
    expect(segments().length).toBeGreaterThan(3);
    expect(segments()[0]).toBe('journal-000000000000001.jsonl');
    expect([...open().replay()]).toEqual(all);
    close();
    expect(verifyJournal(dir).intact).toBe(true);
  });

  test('a closed journal takes no more', () => {
    const journal = open();
    journal.append(inputs(1));
    journal.close();
    expect(refusal(() => journal.append(inputs(1, 9))).code).toBe('JournalWrite');
  });

  test('a replay that runs while inputs are appended ends where it began', () => {
    const journal = open();
    journal.append(inputs(5));
    const seen: number[] = [];
    for (const input of journal.replay()) {
      if (seen.length === 0) journal.append(inputs(3, 100));
      seen.push(input.seq);
    }
    expect(seen).toEqual([1, 4, 7, 10, 13]);
  });
});

describe('a crash', () => {
  test('at any byte of the last record costs that record alone, is reported, and the journal goes on', () => {
    const all = write(4);
    const path = onlySegment();
    const whole = readFileSync(path);
    const last = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    for (let cut = last; cut < whole.length; cut++) {
      writeFileSync(path, whole.subarray(0, cut));
      expect(verifyJournal(dir).head.inputs).toBe(3);
      const journal = open();
      const torn = { segment: segments()[0], offset: last, bytes: cut - last };
      expect(journal.recovered).toEqual(cut === last ? undefined : torn);
      expect(journal.head().inputs).toBe(3);
      if (cut % 16 === 0) {
        journal.append([all[3] as Input<OrderInput>]);
        expect([...journal.replay()]).toEqual(all);
      }
      close();
    }
  });

  test('inside a group keeps the records of it that are whole', () => {
    const journal = open();
    const all = inputs(6);
    journal.append(all);
    close();
    const path = onlySegment();
    truncateSync(path, statSync(path).size - 900);
    const kept = [...open().replay()];
    expect(kept.length).toBeLessThan(6);
    expect(kept).toEqual(all.slice(0, kept.length));
  });

  test('that left zeros at the end of the file is a torn tail', () => {
    write(3);
    appendFileSync(onlySegment(), Buffer.alloc(4_096));
    const journal = open();
    expect(journal.recovered?.bytes).toBe(4_096);
    expect(journal.head().inputs).toBe(3);
  });

  test('between making a segment and its first record leaves an empty file that is used', () => {
    write(3);
    writeFileSync(join(dir, 'journal-000000000000099.jsonl'), '');
    const journal = open();
    journal.append(inputs(1, 99));
    expect([...journal.replay()]).toHaveLength(4);
  });
});

describe('the chain', () => {
  test('a bit flipped anywhere is found, at the record that it is in', () => {
    write(6);
    const path = onlySegment();
    const whole = readFileSync(path);
    const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const broken = Buffer.from(whole);
        broken[at] = (broken[at] as number) ^ (1 << bit);
        writeFileSync(path, broken);
        const check = verifyJournal(dir);
        expect(check.intact).toBe(false);
        const record = ends.findIndex((end) => at <= end);
        expect(check.head.inputs).toBe(record);
        expect(check.problem).toMatchObject({ kind: 'Altered', line: record + 1 });
        const error = refusal(() => openJournal(dir));
        expect(error.code).toBe('JournalBroken');
        expect(error.message).toContain(`line ${record + 1} of journal-000000000000001.jsonl`);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  test('a record with another’s content and its own right hash does not fit in', () => {
    write(5);
    const path = onlySegment();
    const lines = linesIn(path);
    const { hash: _, ...forged } = JSON.parse(lines[2] as string);
    forged.body.report = { ...forged.body.report, lastQty: 1 };
    const text = canonical(forged);
    lines[2] = `{"hash":"${digest(text)}",${text.slice(1)}`;
    writeFileSync(path, `${lines.join('\n')}\n`);
    expect(verifyJournal(dir)).toMatchObject({ intact: false, problem: { line: 4 } });
  });

  test.each([
    ['removed', (l: string[]) => l.toSpliced(2, 1), 'Removed', 3, 10],
    ['the first removed', (l: string[]) => l.slice(1), 'Removed', 1, 4],
    ['moved up', (l: string[]) => [l[0], l[1], l[3], l[2], l[4], l[5]], 'Reordered', 3, 10],
    ['moved to the front', (l: string[]) => [l[5], ...l.slice(0, 5)], 'Reordered', 1, 16],
    ['repeated', (l: string[]) => [l[0], l[1], l[2], l[1], l[3], l[4], l[5]], 'Inserted', 4, 4],
  ] as const)('a record %s is named', (_, change, kind, line, seq) => {
    write(6);
    const path = onlySegment();
    writeFileSync(path, `${change(linesIn(path)).join('\n')}\n`);
    const { problem } = verifyJournal(dir);
    expect(problem).toMatchObject({ kind, line, seq });
    expect(problem?.text).toContain(`record seq ${seq} (line ${line} of journal-000000000000001.jsonl)`);
    expect(refusal(() => openJournal(dir)).message).toContain(`seq ${seq}`);
  });

  test('a record from another journal is named as inserted', () => {
    write(3);
    const path = onlySegment();
    const lines = linesIn(path);
    const text = canonical({
      ...JSON.parse(lines[2] as string),
      prev: 'f'.repeat(64),
      hash: undefined,
      seq: 5,
    });
    const stranger = `{"hash":"${digest(text)}",${text.slice(1)}`;
    writeFileSync(path, `${[lines[0], lines[1], stranger, lines[2]].join('\n')}\n`);
    expect(verifyJournal(dir).problem).toMatchObject({ kind: 'Inserted', line: 3, seq: 5 });
  });

  test('a missing segment is found', () => {
    write(30, { segmentBytes: 2_000 });
    rmSync(join(dir, segments()[1] as string));
    const { intact, problem } = verifyJournal(dir);
    expect(intact).toBe(false);
    expect(problem).toMatchObject({ kind: 'Removed', segment: segments()[1], line: 1 });
  });

  test('an empty folder and one that is not there are intact', () => {
    expect(verifyJournal(dir)).toMatchObject({ intact: true, head: { inputs: 0 } });
    expect(verifyJournal(join(dir, 'none'))).toMatchObject({ intact: true, head: { inputs: 0 } });
  });

  test('refusing to open leaves the folder free', () => {
    write(3);
    const path = onlySegment();
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(5));
    refusal(() => openJournal(dir));
    writeFileSync(path, whole);
    expect(open().head().inputs).toBe(3);
  });
});

describe('the lock', () => {
  const contender = new URL('./journal.ts', import.meta.url).href;
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** A process that opens the journal, says `held` or why not, and stays. */
  const contend = async (): Promise<{ said: string; child: ChildProcess; ended: Promise<void> }> => {
    const program = `const { openJournal } = await import(${JSON.stringify(contender)});
      try { openJournal(${JSON.stringify(dir)}); console.log('held'); setInterval(() => {}, 1000); }
      catch (error) { console.log(error.code + ' ' + error.message); }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const ended = new Promise<void>((done) => child.on('close', () => done()));
    const said = await new Promise<string>((done) => {
      child.stdout?.on('data', (d: Buffer) => done(d.toString().trim()));
    });
    return { said, child, ended };
  };

  test('of many processes that open at once, one gets it and the others are told who has it', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, contend));
    const holders = all.filter((c) => c.said === 'held');
    expect(holders).toHaveLength(1);
    const told = `Locked the folder ${dir} is in use by process ${holders[0]?.child.pid}: stop it first, or choose another folder`;
    for (const { said } of all) if (said !== 'held') expect(said).toBe(told);
    expect(refusal(() => openJournal(dir)).code).toBe('Locked');
  });

  test('of a process that was killed is taken over, by one of many', async () => {
    const first = await contend();
    expect(first.said).toBe('held');
    first.child.kill('SIGKILL');
    await first.ended;
    const next = await Promise.all(Array.from({ length: 6 }, contend));
    expect(next.filter((c) => c.said === 'held')).toHaveLength(1);
  });

  test('held in this process is refused here too, and free once closed', () => {
    const journal = open();
    expect(refusal(() => openJournal(dir)).message).toBe(`the folder ${dir} is already open in this process`);
    journal.close();
    journal.close();
    open();
  });

  test('whose number now belongs to another process is taken over', () => {
    const stale = { pid: 1, born: 'another boot:1', nonce: 'x' };
    writeFileSync(join(dir, 'lock'), JSON.stringify(stale));
    if (process.platform === 'linux') open();
  });

  test('can’t be taken where no folder can be made, and says so in a sentence', () => {
    if (process.platform === 'linux') {
      const error = refusal(() => openJournal('/proc/fairlead/journal'));
      expect(error.code).toBe('FolderNotWritable');
      expect(error.message).toMatch(/^the folder \/proc\/fairlead\/journal can't be written: ENOENT/);
    }
    writeFileSync(join(dir, 'file'), '');
    const inFile = join(dir, 'file', 'journal');
    expect(refusal(() => openJournal(inFile)).message).toBe(
      `the folder ${inFile} can't be written: it is not a folder`,
    );
    openJournal(join(dir, 'a', 'b', 'c')).close();
  });

  test('that holds rubbish is taken over', () => {
    writeFileSync(join(dir, 'lock'), 'rubbish');
    open();
    expect(readdirSync(dir).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
  });
});
