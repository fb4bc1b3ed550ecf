/** A recorded day as a market: the process plays it over real sockets, takes orders, and closes. */
import { instrumentId, px, type VenueId, venueId } from '@fairlead/domain';
import { recorded } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { rest, take } from '../test/orders.ts';
import { connected, killed, lastTs, started, stateFolder, until, writeDay } from '../test/running.ts';

const REC = venueId('REC-Q');

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
    await until(() => expect(lastTs(client)).toBeGreaterThan(34_200e9 + 120e9));
    for (const venue of client.welcomes[0]?.reference.venues ?? []) {
      if (venue.kind === 'DarkMidpoint') continue;
      const changes = client.events.filter((each) => each.venue === venue.id && each.type === 'LevelChanged');
      expect(changes.length, venue.id).toBeGreaterThan(100);
    }
    client.link.send(REC, { ...take('q1', 200), instrument: instrumentId('AMZN') });
    await client.closed(REC, 'q1');
    expect(client.last(REC, 'q1')?.cumQty).toBe(200);
    const stoodAt = lastTs(client);
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
