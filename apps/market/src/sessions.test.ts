/** What a client may count on over its market and order sessions, also after the process was killed and started again. */
import { applyToLevelBook, bestAsk, bestBid, createLevelBook } from '@fairlead/book';
import { clOrdId, type MarketEvent, qty } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { A, C, KESTREL, replaceOf, rest, take } from '../test/orders.ts';
import { connected, killed, rawSession, started, stateFolder, until } from '../test/running.ts';

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
