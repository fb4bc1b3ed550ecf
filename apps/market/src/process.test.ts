/** The marketplace as a process over real sockets, killed and started again. */
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { applyToLevelBook, bestAsk, bestBid, createLevelBook } from '@fairlead/book';
import {
  type ClOrdId,
  clOrdId,
  instrumentId,
  type MarketEvent,
  px,
  qty,
  type VenueId,
  venueId,
} from '@fairlead/domain';
import { createLineDecoder, type FromMarket, type NewOrder, parseFromMarket } from '@fairlead/gateway';
import { recorded } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import {
  type Client,
  connected,
  ends,
  failed,
  killed,
  MAIN,
  plain,
  started,
  stateFolder,
  until,
  writeDay,
  writeQuietDay,
} from '../test/running.ts';

const A = venueId('LIT-A');
const C = venueId('LIT-C');
const REC = venueId('REC-Q');
const KESTREL = instrumentId('KESTREL');

describe('the process', () => {
  test('says that it is ready, serves, and ends with its stdin or on SIGTERM', async () => {
    for (const end of ['stdin', 'SIGTERM'] as const) {
      const market = await started(stateFolder());
      const client = await connected(market.port);
      await until(() => expect(client.events.length).toBeGreaterThan(100));
      if (end === 'stdin') market.child.stdin?.end();
      else market.child.kill('SIGTERM');
      expect((await once(market.child, 'exit'))[0]).toBe(0);
    }
  });

  test.each([
    [['--speed', '0'], '--speed must be 0.1 to 1000, got "0".\n'],
    [['--market', 'replay:/nowhere.zip'], '/nowhere.zip: the file does not exist\n'],
    [['--market', `replay:${MAIN}`], /main\.ts: is not a readable zip: .*\n$/],
    [['--state', MAIN], /^The state folder .* can't be made \(.*\)\.\n$/],
  ])('refuses what it can`t do in one sentence, with a non-zero exit: %j', async (args, sentence) => {
    const { code, stderr } = await failed(['--state', stateFolder(), ...args]);
    expect(code).toBe(1);
    expect(plain(stderr)).toMatch(sentence);
    expect(plain(stderr).trim().split('\n')).toHaveLength(1);
  });

  test('names the row and the reason of a corrupt recording', async () => {
    const folder = stateFolder();
    const path = writeDay(folder, [
      '34200.5,1,11,100,1000000,1',
      '34200.6,1,12,100,1000200,-1',
      '34200.7,9,12,100,1000200,-1',
    ]);
    const { code, stderr } = await failed(['--state', folder, '--market', `replay:${path}`]);
    expect(code).toBe(1);
    expect(plain(stderr)).toBe(`${path}, row 3, type: must be 1 to 7, got 9\n`);
  });

  test('refuses a port in use and a state folder in use', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => server.close());
    const address = server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const taken = await failed(['--state', stateFolder(), '--port', String(port)]);
    expect(plain(taken.stderr)).toBe(`Port ${port} of 127.0.0.1 is in use.\n`);
    const folder = stateFolder();
    await started(folder);
    const second = await failed(['--state', folder]);
    expect(plain(second.stderr)).toMatch(/^The state folder .* is in use by another market process\.\n$/);
    expect(second.code).toBe(1);
  });
});

describe('sessions', () => {
  test('market data opens with every book and then counts without gaps', async () => {
    const market = await started(stateFolder(), ['--speed', '20']);
    const client = await connected(market.port);
    await until(() => expect(client.events.length).toBeGreaterThan(3000));
    const next = new Map<string, number>();
    for (const event of client.events) {
      const key = `${event.venue} ${event.instrument}`;
      const expected = next.get(key);
      if (event.type === 'BookSnapshot' && expected === undefined) next.set(key, event.feedSeq + 1);
      else {
        expect(event.feedSeq).toBe(expected);
        next.set(key, event.feedSeq + 1);
      }
    }
    const reference = client.welcomes[0]?.reference;
    expect(next.size).toBe((reference?.venues.length ?? 0) * (reference?.instruments.length ?? 0));
    expect(client.welcomes[0]).toMatchObject({
      environment: 'SIM',
      market: 'simulated',
      simulation: { speed: 20 },
    });
  });

  test('answers a gap with the whole book, and the count goes on from there', async () => {
    const market = await started(stateFolder());
    const client = await connected(market.port);
    const book = createLevelBook();
    let taken = 0;
    let dropped = 0;
    /** Takes what has arrived of one book, but for one level change that is lost on the way. */
    const take = (): void => {
      for (; taken < client.events.length; taken += 1) {
        const event = client.events[taken] as MarketEvent;
        if (event.venue !== A || event.instrument !== KESTREL) continue;
        if (dropped === 0 && event.type === 'LevelChanged' && book.counts.messages > 20) dropped += 1;
        else if (applyToLevelBook(book, event) === 'Gap') client.link.requestSnapshot(A, KESTREL);
      }
    };
    await until(() => {
      take();
      expect(book.counts).toMatchObject({ gaps: 1, resyncs: 1 });
    });
    const { messages } = book.counts;
    await until(() => {
      take();
      expect(book.counts.messages).toBeGreaterThan(messages + 50);
    });
    expect(book.usable).toBe(true);
    expect(book.counts).toMatchObject({ gaps: 1, resyncs: 1, outOfOrder: 0 });
    expect(bestBid(book)?.px).toBeLessThan(bestAsk(book)?.px as number);
  });

  test('two venues work orders at once, each with its own count', async () => {
    const market = await started(stateFolder(), ['--speed', '5']);
    const client = await connected(market.port);
    await client.allUp();
    client.link.send(A, take('a1', 500));
    client.link.send(C, take('c1', 300));
    client.link.send(C, rest('c2', 100));
    await client.closed(A, 'a1');
    await client.closed(C, 'c1');
    await until(() => expect(client.last(C, 'c2')?.execType).toBe('New'));
    expect(client.link.latency(A)?.count).toBe(1);
    client.link.send(C, { type: 'CancelOrder', clOrdId: clOrdId('x2'), origClOrdId: clOrdId('c2') });
    await until(() => expect(client.reports.at(-1)?.execType).toBe('Canceled'));
    client.link.send(C, { type: 'CancelOrder', clOrdId: clOrdId('x3'), origClOrdId: clOrdId('c2') });
    client.link.send(C, { type: 'CancelOrder', clOrdId: clOrdId('x4'), origClOrdId: clOrdId('never') });
    await until(() => expect(client.rejects).toHaveLength(2));
    expect(client.rejects.map(({ reason, inResponseTo }) => ({ reason, inResponseTo }))).toEqual([
      { reason: 'TooLateToCancel', inResponseTo: 'Cancel' },
      { reason: 'UnknownOrder', inResponseTo: 'Cancel' },
    ]);
    for (const venue of [A, C]) {
      const seqs = [...client.reports, ...client.rejects].filter((each) => each.venue === venue);
      const numbers = seqs.map((each) => each.venueSeq).sort((a, b) => a - b);
      expect(numbers).toEqual(numbers.map((_, i) => i + 1));
    }
  });

  test('a line that is no message is refused by field, and the session goes on', async () => {
    const market = await started(stateFolder());
    const raw = await rawSession(market.port);
    raw.say('nonsense');
    raw.say(JSON.stringify(take('early', 1)));
    raw.say(JSON.stringify({ type: 'Hello', session: 'orders', venue: 'NOWHERE', lastVenueSeq: 0 }));
    raw.say(JSON.stringify({ type: 'Hello', session: 'orders', venue: A, lastVenueSeq: 5 }));
    raw.say(JSON.stringify({ type: 'Hello', session: 'orders', venue: A, lastVenueSeq: 0 }));
    raw.say(JSON.stringify({ ...take('bad', 1), orderQty: -1 }));
    raw.say('x'.repeat(1_100_000));
    raw.say(JSON.stringify({ type: 'Hello', session: 'market' }));
    raw.say(JSON.stringify(take('good', 100)));
    await until(() => expect(raw.messages.some((each) => each.type === 'Report')).toBe(true));
    expect(raw.messages.flatMap((each) => (each.type === 'Refused' ? each.reason : []))).toEqual([
      'line: is not JSON',
      'NewOrder before Hello',
      'venue: there is no NOWHERE here',
      'lastVenueSeq: LIT-A has sent reports up to 0, not 5',
      'orderQty: expected number to be >=1',
      'line: is longer than 1048576 bytes',
      'Hello on an open session',
    ]);
  });

  test('a used clOrdId is refused and the order that has it is untouched, also after a restart', async () => {
    const folder = stateFolder();
    let market = await started(folder);
    let client = await connected(market.port);
    await client.allUp();
    client.link.send(A, rest('same', 100));
    client.link.send(A, rest('same', 100));
    await until(() => expect(client.reports).toHaveLength(2));
    expect(client.reports.map((each) => each.execType).sort()).toEqual(['New', 'Rejected']);
    client.link.send(A, { ...replaceOf('same', 'same'), orderQty: qty(50) });
    await until(() => expect(client.rejects).toHaveLength(1));
    expect(client.rejects[0]).toMatchObject({ inResponseTo: 'Replace', reason: 'Other' });
    client.link.send(A, { type: 'StatusRequest', clOrdId: clOrdId('same') });
    await until(() => expect(client.reports.at(-1)?.execType).toBe('OrderStatus'));
    expect(client.reports.at(-1)).toMatchObject({ ordStatus: 'New', leavesQty: 100, orderQty: 100 });
    await killed(market);
    market = await started(folder);
    client = await connected(market.port, client.safe);
    await client.allUp();
    expect(client.reports).toMatchObject([
      { execType: 'Canceled', text: 'venue restarted', clOrdId: 'same' },
    ]);
    client.link.send(A, rest('same', 100));
    await until(() => expect(client.reports).toHaveLength(2));
    expect(client.reports[1]).toMatchObject({ execType: 'Rejected', orderId: 'DUPLICATE' });
    client.link.send(A, { type: 'StatusRequest', clOrdId: clOrdId('same') });
    await until(() => expect(client.reports).toHaveLength(3));
    expect(client.reports[2]).toMatchObject({ execType: 'OrderStatus', ordStatus: 'Canceled', leavesQty: 0 });
    client.link.send(A, { type: 'CancelOrder', clOrdId: clOrdId('x'), origClOrdId: clOrdId('same') });
    client.link.send(A, { type: 'StatusRequest', clOrdId: clOrdId('never') });
    await until(() => expect(client.rejects).toHaveLength(2));
    expect(client.rejects.map((each) => each.reason).sort()).toEqual(['TooLateToCancel', 'UnknownOrder']);
  });

  test('a replaced order answers to both its ids after a restart', async () => {
    const folder = stateFolder();
    let market = await started(folder);
    let client = await connected(market.port);
    await client.allUp();
    client.link.send(A, rest('one', 100));
    await until(() => expect(client.reports).toHaveLength(1));
    client.link.send(A, replaceOf('one', 'two'));
    await until(() => expect(client.reports.at(-1)?.execType).toBe('Replaced'));
    await killed(market);
    market = await started(folder);
    client = await connected(market.port, client.safe);
    await client.allUp();
    expect(client.reports).toMatchObject([{ execType: 'Canceled', clOrdId: 'two', orderQty: 60 }]);
    for (const id of ['one', 'two']) {
      client.link.send(A, { type: 'StatusRequest', clOrdId: clOrdId(id) });
    }
    await until(() => expect(client.reports).toHaveLength(3));
    for (const report of client.reports.slice(1)) {
      expect(report).toMatchObject({ execType: 'OrderStatus', ordStatus: 'Canceled', orderQty: 60 });
    }
  });

  test('reports are sent again from any number', async () => {
    const market = await started(stateFolder());
    const client = await connected(market.port);
    await client.allUp();
    for (let n = 0; n < 20; n += 1) client.link.send(A, rest(`r${n}`, 100));
    await until(() => expect(client.reports.length).toBeGreaterThanOrEqual(20));
    client.link.close();
    for (const from of [0, 7, 19]) {
      const raw = await rawSession(market.port);
      raw.say(JSON.stringify({ type: 'Hello', session: 'orders', venue: A, lastVenueSeq: from }));
      await until(() => expect(raw.messages.length).toBeGreaterThan(20 - from));
      const [welcome, ...rest] = raw.messages;
      expect(welcome).toMatchObject({ type: 'Welcome' });
      const reports = rest.flatMap((each) => (each.type === 'Report' ? [each.report] : []));
      expect(reports.slice(0, 20 - from)).toEqual(client.reports.slice(from, 20));
      raw.close();
    }
  });
});

describe('a market that is killed', () => {
  test('loses no report and doubles no order, whenever it happens', async () => {
    const folder = stateFolder();
    const client = await (async () => {
      const first = await started(folder, ['--scenario', writeQuietDay(folder), '--speed', '50']);
      const link = await connected(first.port);
      await link.allUp();
      return Object.assign(link, { market: first });
    })();
    const sent = new Map<VenueId, ClOrdId[]>([
      [A, []],
      [C, []],
    ]);
    let n = 0;
    let market = client.market;
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
    await until(() => expect(lastTs(client.events)).toBeGreaterThan(34_200e9 + 60e9));
    const stoodAt = lastTs(client.events);
    const midBefore = lastTradePx(client.events);
    await killed(market);
    client.link.close();
    market = await started(folder, ['--speed', '100']);
    client = await connected(market.port);
    await until(() => expect(client.events.some((each) => each.type === 'TradePrinted')).toBe(true));
    const now = client.welcomes[0]?.simulation.now ?? 0;
    expect(now).toBeGreaterThanOrEqual(stoodAt);
    expect(now).toBeLessThan(stoodAt + 1000e9);
    const trade = client.events.find((each) => each.type === 'TradePrinted' && each.instrument === KESTREL);
    if (trade?.type === 'TradePrinted' && midBefore !== undefined) {
      expect(Math.abs(Math.log(trade.px / midBefore))).toBeLessThan(0.01);
    }
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

describe('a recorded day', () => {
  test('AMZN at speed 200 moves its books, and takes our orders', async () => {
    const path = recorded('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');
    if (path === undefined) return;
    const folder = stateFolder();
    const args = ['--market', `replay:${path}`, '--speed', '200'];
    const market = await started(folder, args);
    const client = await connected(market.port);
    await client.allUp();
    expect(client.welcomes[0]).toMatchObject({
      environment: 'REPLAY',
      market: 'LOBSTER_SampleFile_AMZN_2012-06-21_5.zip',
      reference: { sessionDate: '2012-06-21', instruments: [{ id: 'AMZN' }] },
    });
    const recordedVenues = client.welcomes[0]?.reference.venues.filter((each) => each.origin === 'Recorded');
    expect(recordedVenues?.map((each) => each.id)).toEqual([REC]);
    await until(() => expect(lastTs(client.events)).toBeGreaterThan(34_200e9 + 120e9));
    for (const venue of client.welcomes[0]?.reference.venues ?? []) {
      if (venue.kind === 'DarkMidpoint') continue;
      const changes = client.events.filter((each) => each.venue === venue.id && each.type === 'LevelChanged');
      expect(changes.length, venue.id).toBeGreaterThan(100);
    }
    client.link.send(REC, { ...take('q1', 200), instrument: instrumentId('AMZN') });
    await client.closed(REC, 'q1');
    expect(client.last(REC, 'q1')?.cumQty).toBe(200);
    const stoodAt = lastTs(client.events);
    await killed(market);
    client.link.close();
    const again = await started(folder, args);
    const next = await connected(again.port, client.safe);
    await next.allUp();
    expect(next.welcomes[0]?.simulation.now).toBeGreaterThanOrEqual(stoodAt);
    await until(() => expect(next.events.some((each) => each.type === 'LevelChanged')).toBe(true));
    next.link.send(REC, { ...take('q2', 100), instrument: instrumentId('AMZN') });
    await next.closed(REC, 'q2');
    expect(next.reports.map((each) => each.clOrdId)).not.toContain('q1');
  });

  test('ends: working orders expire, everything closes, and later orders are rejected', async () => {
    const folder = stateFolder();
    const path = writeDay(folder, [
      '34200.5,1,11,100,1000000,1',
      '34200.6,1,12,100,1000200,-1',
      '34200.7,1,13,100,999900,1',
      '34201.7,1,14,100,1000300,-1',
    ]);
    const market = await started(folder, ['--market', `replay:${path}`]);
    const client = await connected(market.port);
    await client.allUp();
    const instrument = instrumentId('KITE');
    client.link.send(REC, { ...rest('w1', 100), instrument, px: px(990_000) });
    await until(() => expect(client.reports[0]?.execType).toBe('New'));
    await until(() => expect(client.last(REC, 'w1')?.execType).toBe('Expired'));
    const everywhere = client.welcomes[0]?.reference.venues.map((each) => each.id).sort();
    const closed = (): VenueId[] =>
      client.events.flatMap((each) =>
        each.type === 'TradingStatusChanged' && each.status === 'Closed' ? [each.venue] : [],
      );
    await until(() => expect(closed().sort()).toEqual(everywhere));
    client.link.send(REC, { ...rest('w2', 100), instrument, px: px(990_000) });
    await until(() => expect(client.last(REC, 'w2')).toMatchObject({ execType: 'Rejected' }));
    const late = await connected(market.port, client.safe);
    await late.allUp();
    await until(() =>
      expect(late.events.filter((each) => each.type === 'TradingStatusChanged')[0]).toMatchObject({
        status: 'Closed',
      }),
    );
  });
});

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

const base = {
  type: 'NewOrder',
  instrument: KESTREL,
  side: 'Buy',
  timeInForce: 'Day',
  postOnly: false,
} as const;
const take = (id: string, orderQty: number): NewOrder => ({
  ...base,
  clOrdId: clOrdId(id),
  ordType: 'Market',
  timeInForce: 'ImmediateOrCancel',
  orderQty: qty(orderQty),
});
/** Far below the market: it rests until it is canceled. */
const rest = (id: string, orderQty: number): NewOrder => ({
  ...base,
  clOrdId: clOrdId(id),
  ordType: 'Limit',
  orderQty: qty(orderQty),
  px: px(600_000),
});
const replaceOf = (orig: string, id: string) =>
  ({
    type: 'ReplaceOrder',
    clOrdId: clOrdId(id),
    origClOrdId: clOrdId(orig),
    orderQty: qty(60),
    px: px(610_000),
  }) as const;

const lastTs = (events: readonly MarketEvent[]): number => events.at(-1)?.tsEvent ?? 0;
const lastTradePx = (events: readonly MarketEvent[]): number | undefined =>
  events
    .flatMap((each) => (each.type === 'TradePrinted' && each.instrument === KESTREL ? [each.px] : []))
    .at(-1);

/** A day of ten seconds with one level of book a side. */
async function rawSession(
  port: number,
): Promise<{ say: (line: string) => void; messages: FromMarket[]; close: () => void }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  ends.push(() => socket.destroy());
  const messages: FromMarket[] = [];
  const onLine = (line: string): void => {
    const parsed = parseFromMarket(line);
    if (!parsed.ok) throw new Error(`${parsed.error.field}: ${parsed.error.reason}`);
    messages.push(parsed.value);
  };
  const onTooLong = (): void => {
    throw new Error('too long');
  };
  socket.on('data', createLineDecoder({ onLine, onTooLong }));
  return {
    say: (line) => socket.write(`${line}\n`),
    messages,
    close: () => socket.destroy(),
  };
}
