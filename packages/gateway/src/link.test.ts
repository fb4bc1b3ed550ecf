import { clOrdId, type ExecutionReport, venueId } from '@fairlead/domain';
import { expect, test } from 'vitest';
import {
  A,
  B,
  cancelReject,
  connected,
  heartbeat,
  newOrder,
  report,
  scriptedMarket,
  until,
  welcome,
} from '../test/scripted-market.ts';

test('every session gets its welcome, and reports and events arrive as sent', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  expect(client.changes).toEqual([
    { session: 'market', up: true },
    { session: 'orders', venue: A, up: true },
    { session: 'orders', venue: B, up: true },
  ]);
  expect(market.hellos).toContainEqual({ type: 'Hello', session: 'orders', venue: B, lastVenueSeq: 0 });
  market.toMarketSessions({ type: 'Event', event: heartbeat(1) });
  const { simulation } = welcome();
  market.toMarketSessions({ type: 'Simulation', simulation });
  market.toVenue(A, { type: 'Report', report: report(A, 1) });
  market.toVenue(A, { type: 'CancelReject', reject: cancelReject(A, 2) });
  await until(() => expect(client.rejects).toEqual([cancelReject(A, 2)]));
  expect(client.reports).toEqual([report(A, 1)]);
  await until(() => expect(client.events).toEqual([heartbeat(1)]));
  await until(() => expect(client.simulations).toEqual([simulation]));
});

test('a session is up only when all that was missed has been delivered', async () => {
  const market = await scriptedMarket({ kept: { [A]: 3 } });
  const client = await connected(market, { [A]: 1 });
  await until(() => expect(client.order).toContain('up LIT-A'));
  expect(client.order.filter((each) => each.endsWith('A'))).toEqual(['2 LIT-A', '3 LIT-A', 'up LIT-A']);
});

test('reports that come twice are delivered once', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  for (const n of [1, 1, 2, 1, 2, 3]) market.toVenue(A, { type: 'Report', report: report(A, n) });
  await until(() => expect(client.reports.map((each) => each.venueSeq)).toEqual([1, 2, 3]));
});

test('a gap in venueSeq is closed by asking again, and nothing is delivered out of order', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  market.toVenue(A, { type: 'Report', report: report(A, 1) });
  await until(() => expect(client.reports).toHaveLength(1));
  market.keep(A, 4);
  market.toVenue(A, { type: 'Report', report: report(A, 4) });
  await until(() => expect(client.reports.map((each) => each.venueSeq)).toEqual([1, 2, 3, 4]));
  expect(market.hellos.at(-1)).toEqual({ type: 'Hello', session: 'orders', venue: A, lastVenueSeq: 1 });
  expect(client.changes).toContainEqual({
    session: 'orders',
    venue: A,
    up: false,
    reason: 'a gap: report 4 came after 1',
  });
});

test('a market that goes away and comes back is met again, by every session', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  market.dropAll();
  await until(() => expect(client.changes.filter((each) => each.up)).toHaveLength(6));
  expect(client.changes.filter((each) => !each.up)).toHaveLength(3);
  expect(client.welcomes).toBe(2);
});

test('nothing is sent while a session is down, and the caller is told so', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  expect(client.link.send(A, newOrder('x1'))).toBe(false);
  await until(() => expect(client.changes).toHaveLength(3));
  expect(client.link.send(A, newOrder('x2'))).toBe(true);
  expect(client.link.send(venueId('NOWHERE'), newOrder('x3'))).toBe(false);
  await until(() => expect(market.orders).toEqual([newOrder('x2')]));
});

test('the time from an order to its first report is measured per venue', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  expect(client.link.latency(A)).toBeUndefined();
  client.link.send(A, newOrder('x1'));
  await until(() => expect(market.orders).toHaveLength(1));
  market.toVenue(A, { type: 'Report', report: { ...report(A, 1), clOrdId: clOrdId('x1') } });
  market.toVenue(A, { type: 'Report', report: { ...report(A, 2), clOrdId: clOrdId('x1') } });
  await until(() => expect(client.reports).toHaveLength(2));
  const measured = client.link.latency(A);
  expect(measured?.count).toBe(1);
  expect(measured?.lastNs).toBeGreaterThan(0);
  expect(measured?.meanNs).toBe(measured?.lastNs);
  expect(client.link.latency(B)).toBeUndefined();
});

test('a market that lost its record is reported, never quietly believed', async () => {
  const market = await scriptedMarket({ kept: { [A]: 3 } });
  const client = await connected(market, { [A]: 7 });
  await until(() =>
    expect(client.refusals).toContainEqual({
      venue: A,
      reason: 'the market has reports up to 3, and 7 were received from it',
    }),
  );
  expect(client.changes).not.toContainEqual({ session: 'orders', venue: A, up: true });
});

test('a line of the market that is no message ends the session with the field and the reason', async () => {
  const market = await scriptedMarket();
  const client = await connected(market);
  await until(() => expect(client.changes).toHaveLength(3));
  market.toVenue(A, {
    type: 'Report',
    report: { ...report(A, 1), leavesQty: -5 as ExecutionReport['leavesQty'] },
  });
  await until(() =>
    expect(client.changes).toContainEqual({
      session: 'orders',
      venue: A,
      up: false,
      reason: 'a line of the market does not parse: report.leavesQty expected number to be >=0',
    }),
  );
  expect(client.reports).toEqual([]);
});
