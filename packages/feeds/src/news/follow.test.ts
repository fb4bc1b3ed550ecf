import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewsStory } from '@fairlead/domain';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { followNews, type NewsFollower } from './follow.ts';
import { createInstrumentMatcher } from './instruments.ts';

const folder = mkdtempSync(join(tmpdir(), 'news-'));
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const line = (id: string): string =>
  `${JSON.stringify({ id, publishedAt: new Date().toISOString(), source: 'Wire', headline: `Headline ${id}` })}\n`;
const rss = (...ids: readonly string[]): string =>
  `<rss version="2.0"><channel><title>Wire</title>${ids
    .map(
      (id) =>
        `<item><guid>${id}</guid><title>Headline ${id}</title><pubDate>${new Date().toUTCString()}</pubDate></item>`,
    )
    .join('')}</channel></rss>`;

interface Followed extends NewsFollower {
  /** `id` of each story as it came; history in parentheses. */
  readonly ids: string[];
}

function follow(where: string): Followed {
  const ids: string[] = [];
  const take = ({ id }: NewsStory, fresh: boolean): void => void ids.push(fresh ? id : `(${id})`);
  const follower = followNews(where, {
    match: createInstrumentMatcher([]),
    seen: new Map(),
    take,
    everyMs: 10,
  });
  open.push(follower.stop);
  return { ...follower, ids };
}
const inTime = { timeout: 20_000, interval: 5 };
const cameTo = (followed: Followed, ...ids: readonly string[]) =>
  expect.poll(() => followed.ids, inTime).toEqual(ids);

describe('a file', () => {
  test('what it holds at first is history; what is appended is news; half a line waits for the rest', async () => {
    const path = join(folder, 'a.jsonl');
    writeFileSync(path, line('1'));
    const followed = follow(path);
    await expect.poll(() => followed.health().health, inTime).toBe('LIVE');
    appendFileSync(path, line('2'));
    await cameTo(followed, '(1)', '2');
    const third = line('3');
    appendFileSync(path, third.slice(0, 20));
    appendFileSync(path, third.slice(20) + line('1'));
    await cameTo(followed, '(1)', '2', '3');
    expect(followed.health()).toMatchObject({ feed: path, stories: 3, duplicates: 1, refused: 0 });
  });

  test('a bad line is counted and told, and the next one is read', async () => {
    const path = join(folder, 'b.jsonl');
    writeFileSync(path, line('1'));
    const followed = follow(path);
    await cameTo(followed, '(1)');
    appendFileSync(path, `nonsense\n${line('2')}`);
    await cameTo(followed, '(1)', '2');
    expect(followed.health()).toMatchObject({
      health: 'LIVE',
      refused: 1,
      fault: `${path}, row 2: is not JSON`,
    });
  });

  test('one that is replaced is read anew, and what was taken before is not taken again', async () => {
    const path = join(folder, 'c.jsonl');
    writeFileSync(path, line('1') + line('2'));
    const followed = follow(path);
    await cameTo(followed, '(1)', '(2)');
    writeFileSync(`${path}.new`, line('2') + line('3') + line('4'));
    renameSync(`${path}.new`, path);
    await cameTo(followed, '(1)', '(2)', '3', '4');
    writeFileSync(path, line('5'));
    await cameTo(followed, '(1)', '(2)', '3', '4', '5');
  });

  test('a document is read whenever it differs; one that is not sound is told until it is', async () => {
    const path = join(folder, 'd.xml');
    writeFileSync(path, rss('1'));
    const followed = follow(path);
    await cameTo(followed, '(1)');
    writeFileSync(path, rss('1', '2').slice(0, -30));
    await expect.poll(() => followed.health(), inTime).toMatchObject({ health: 'DEGRADED' });
    expect(followed.health().fault).toContain('is not well-formed XML');
    writeFileSync(path, rss('1', '2'));
    await cameTo(followed, '(1)', '2');
    await expect.poll(() => followed.health().health, inTime).toBe('LIVE');
  });

  test('one that is missing is dead, with the reason, and is found when it comes', async () => {
    const path = join(folder, 'e.jsonl');
    const followed = follow(path);
    await expect
      .poll(() => followed.health(), inTime)
      .toMatchObject({ health: 'DEAD', fault: `${path}: does not exist` });
    writeFileSync(path, line('1'));
    await cameTo(followed, '(1)');
    await expect.poll(() => followed.health().health, inTime).toBe('LIVE');
  });

  test('a folder is no feed', async () => {
    const followed = follow(folder);
    await expect.poll(() => followed.health().fault, inTime).toBe(`${folder}: is not a regular file`);
  });
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/news?key=secret`;
}

describe('an address', () => {
  test('is asked conditionally: an unchanged document is not sent again', async () => {
    let version = 1;
    const statuses: number[] = [];
    const followed = follow(
      await serve((request, response) => {
        const same = request.headers['if-none-match'] === `"${version}"`;
        statuses.push(same ? 304 : 200);
        response.writeHead(same ? 304 : 200, { etag: `"${version}"` });
        response.end(same ? undefined : rss(...['1', '2'].slice(0, version)));
      }),
    );
    await cameTo(followed, '(1)');
    await expect.poll(() => statuses.length, inTime).toBeGreaterThan(3);
    version = 2;
    await cameTo(followed, '(1)', '2');
    expect(new Set(statuses.slice(1, 4))).toEqual(new Set([304]));
    expect(followed.health().health).toBe('LIVE');
  });

  test('what follows its question mark is shown to nobody', async () => {
    const followed = follow(await serve((_, response) => response.writeHead(404).end()));
    await expect.poll(() => followed.health().fault, inTime).toMatch(/\/news\?…: answered 404 Not Found$/);
    expect(JSON.stringify(followed.health())).not.toContain('secret');
  });

  test('one that fails is asked less often, and as late as it wants', async () => {
    const asked: number[] = [];
    const followed = follow(
      await serve((_, response) => {
        asked.push(performance.now());
        if (asked.length === 1) response.writeHead(503, { 'retry-after': '1' }).end();
        else response.writeHead(200).end(line('1'));
      }),
    );
    await cameTo(followed, '(1)');
    expect((asked[1] as number) - (asked[0] as number)).toBeGreaterThan(950);
  });

  test('a body without end is cut off', async () => {
    const followed = follow(
      await serve((_, response) => {
        const more = (): void =>
          void (response.destroyed || response.write(' '.repeat(1 << 18), () => setImmediate(more)));
        more();
      }),
    );
    await expect.poll(() => followed.health().fault, inTime).toContain('is larger than');
  });

  test('one that nobody is at is told as such', async () => {
    const followed = follow('http://127.0.0.1:9/news');
    await expect
      .poll(() => followed.health().fault, inTime)
      .toMatch(/^http:\/\/127\.0\.0\.1:9\/news: can't be reached/);
  });
});
