/** The process is killed while it works, and started again on its state folder. */
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClOrdId, VenueId } from '@fairlead/domain';
import type { FromMarket } from '@fairlead/gateway';
import { describe, expect, test } from 'vitest';
import { A, C, KESTREL, rest, take } from '../test/orders.ts';
import {
  type Client,
  connected,
  failed,
  killed,
  lastTs,
  plain,
  started,
  stateFolder,
  until,
  writeQuietDay,
} from '../test/running.ts';

describe('a market that is killed', () => {
  test('loses no report and doubles no order, whenever it happens', async () => {
    const folder = stateFolder();
    let market = await started(folder, ['--scenario', writeQuietDay(folder), '--speed', '50']);
    const client = await connected(market.port);
    await client.allUp();
    const sent = new Map<VenueId, ClOrdId[]>([
      [A, []],
      [C, []],
    ]);
    let n = 0;
    for (const orders of [20, 90, 6, 130, 60, 30]) {
      for (let each = 0; each < orders; each += 2) {
        for (const venue of [A, C]) {
          n += 1;
          const order = n % 3 === 0 ? rest(`k${n}`, 100) : take(`k${n}`, 50 + n);
          if (client.link.send(venue, order)) sent.get(venue)?.push(order.clOrdId);
        }
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await killed(market);
      market = await started(folder, ['--speed', '50', '--port', String(market.port)]);
      await client.allUp();
    }
    const taken = [A, C].map((venue) => sent.get(venue)?.length ?? 0);
    expect(taken).toEqual([168, 168]);
    for (const venue of [A, C]) {
      for (const id of sent.get(venue) ?? []) client.link.send(venue, { type: 'StatusRequest', clOrdId: id });
    }
    const answered = (): number =>
      client.reports.filter((each) => each.execType === 'OrderStatus').length +
      client.rejects.filter((each) => each.inResponseTo === 'Status').length;
    await until(() => expect(answered()).toBe(taken.reduce((a, b) => a + b)));
    client.link.close();
    market.child.stdin?.end();
    await once(market.child, 'exit');
    for (const venue of [A, C]) checkVenue(folder, venue, client, sent.get(venue) ?? []);
  });

  test('goes on at the time where it stood, and with the prices', async () => {
    const folder = stateFolder();
    let market = await started(folder, ['--scenario', writeQuietDay(folder), '--speed', '100']);
    let client = await connected(market.port);
    await until(() => expect(lastTs(client)).toBeGreaterThan(34_200e9 + 60e9));
    const stoodAt = lastTs(client);
    const pxBefore = printsOf(client).at(-1) ?? Number.NaN;
    await killed(market);
    client.link.close();
    market = await started(folder, ['--speed', '100']);
    client = await connected(market.port);
    await until(() => expect(printsOf(client).length).toBeGreaterThan(0));
    const now = client.welcomes[0]?.simulation.now ?? 0;
    expect(now).toBeGreaterThanOrEqual(stoodAt);
    expect(now).toBeLessThan(stoodAt + 1000e9);
    expect(Math.abs(Math.log((printsOf(client)[0] as number) / pxBefore))).toBeLessThan(0.01);
  });

  test('cuts a line that was torn in mid-write and says so; a line damaged within stops it', async () => {
    const folder = stateFolder();
    let market = await started(folder);
    const client = await connected(market.port);
    await client.allUp();
    client.link.send(A, rest('t1', 100));
    await until(() => expect(client.reports).toHaveLength(1));
    await killed(market);
    const path = join(folder, 'market', 'LIT-A.reports.jsonl');
    const before = readFileSync(path, 'utf8');
    appendFileSync(path, before.slice(0, before.length / 2));
    market = await started(folder);
    expect(market.stderr()).toContain('a line torn by a kill in mid-write was cut off');
    const again = await connected(market.port, client.safe);
    await again.allUp();
    expect(again.reports.map((each) => each.venueSeq)).toEqual([2]);
    await killed(market);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"cumQty":0', '"cumQty":-1'));
    const { code, stderr } = await failed(['--state', folder]);
    expect(code).toBe(1);
    expect(plain(stderr)).toMatch(
      /^The log .*LIT-A\.reports\.jsonl is damaged at line 1: it can't be trusted, and was not touched\.\n$/,
    );
  });
});

const printsOf = ({ events }: Client): number[] =>
  events.flatMap((each) => (each.type === 'TradePrinted' && each.instrument === KESTREL ? [each.px] : []));

/** Everything that a venue may and may not have done over all its lives, from its own log and from the client. */
function checkVenue(folder: string, venue: VenueId, client: Client, sent: readonly ClOrdId[]): void {
  const lines = readFileSync(join(folder, 'market', `${venue}.reports.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  const logged = lines.map((line) => JSON.parse(line) as FromMarket);
  const received = [...client.reports, ...client.rejects]
    .filter((each) => each.venue === venue)
    .sort((a, b) => a.venueSeq - b.venueSeq);
  expect(received).toEqual(
    logged.map((each) =>
      each.type === 'Report' ? each.report : each.type === 'CancelReject' ? each.reject : each,
    ),
  );
  expect(received.map((each) => each.venueSeq)).toEqual(received.map((_, i) => i + 1));
  const execIds = received.flatMap((each) => ('execId' in each ? [each.execId] : []));
  expect(new Set(execIds).size).toBe(execIds.length);
  for (const id of sent) {
    const reports = client.reports.filter((each) => each.venue === venue && each.clOrdId === id);
    const own = reports.filter((each) => each.execType !== 'OrderStatus');
    if (own.length === 0) {
      const unknown = client.rejects.filter((each) => each.venue === venue && each.clOrdId === id);
      expect(
        unknown.map((each) => each.reason),
        id,
      ).toEqual(['UnknownOrder']);
      continue;
    }
    expect(own.filter((each) => each.execType === 'New').length, id).toBeLessThanOrEqual(1);
    expect(
      own.every((each) => each.ordStatus !== 'Rejected'),
      id,
    ).toBe(true);
    const filled = own.reduce((sum, each) => sum + (each.lastQty ?? 0), 0);
    expect(own.at(-1)?.cumQty, id).toBe(filled);
    expect(reports.at(-1), id).toMatchObject({ execType: 'OrderStatus', cumQty: filled });
    expect(
      own.filter((each) => ['Filled', 'Canceled'].includes(each.ordStatus)).length,
      id,
    ).toBeLessThanOrEqual(1);
  }
}
