/** The feed monitor of package book over real recordings: what it counts there, and that it counts what is put in. */
import { createFeedMonitor, type MonitorReport, monitorReport, observeRecord } from '@fairlead/book';
import { recorded } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findFormat, readFeed } from './formats.ts';
import { createRecord, type FeedRecord } from './record.ts';

/** @param alter changes the nth record before it is seen */
async function monitored(
  path: string,
  alter: (record: FeedRecord, nth: number) => void = () => undefined,
): Promise<MonitorReport> {
  const monitor = createFeedMonitor();
  let nth = 0;
  await readFeed(await findFormat(path), {
    onFault: 'Skip',
    take: (record) => {
      alter(record, nth);
      nth += 1;
      observeRecord(monitor, record);
    },
  });
  return monitorReport(monitor);
}

/** Every flag over all feeds. */
function flags({ feeds }: MonitorReport): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { anomalies } of feeds)
    for (const [kind, count] of Object.entries(anomalies)) sums[kind] = (sums[kind] ?? 0) + count;
  return sums;
}

describe('recorded feeds', () => {
  test('a Binance session: the recorder ran 1.27 s behind, and latency is told beyond that', async () => {
    const path = recorded('binance-three-books/spot/btcusdt_20240808.gz');
    if (path === undefined) return;
    const [feed] = (await monitored(path)).feeds;
    const latency = feed?.latency;
    expect((latency?.offsetNs as number) / 1e9).toBeCloseTo(-1.275, 2);
    expect(latency?.p50Ns).toBeGreaterThan(1e6);
    expect(latency?.p50Ns).toBeLessThan(latency?.p99Ns as number);
    expect(latency?.p99Ns).toBeLessThan(50e6);
  });

  test('a national best bid and offer stream stands locked and crossed for moments', async () => {
    const path = recorded('us-equity-ticks/ibm/20131007_quote.zip');
    if (path === undefined) return;
    const { markets, feeds } = await monitored(path);
    expect(feeds).toHaveLength(11);
    // Counted from the file's rows by another program too.
    expect(markets).toEqual([
      {
        instrument: 'IBM',
        state: 'Normal',
        locked: { times: 227, ns: 1_176_000_000 },
        crossed: { times: 22, ns: 216_000_000 },
      },
    ]);
  });

  test('prints beside the quotes of their day: every trade-through that looking back from each print finds', async () => {
    const paths = ['quote', 'trade'].map((kind) => recorded(`us-equity-ticks/ibm/20131007_${kind}.zip`));
    const records: FeedRecord[] = [];
    for (const path of paths) {
      if (path === undefined) return;
      await readFeed(await findFormat(path), { take: (record) => void records.push({ ...record }) });
    }
    records.sort((a, b) => a.tsEvent - b.tsEvent);
    const monitor = createFeedMonitor();
    for (const record of records) observeRecord(monitor, record);

    /** The last quote of a side before this record, and since when its price stood. */
    const inForce = (nth: number, side: 'Buy' | 'Sell') => {
      let quote: FeedRecord | undefined;
      for (let i = nth - 1; i >= 0; i--) {
        const record = records[i] as FeedRecord;
        if (record.type !== 'Quote' || record.side !== side) continue;
        if (quote !== undefined && record.px !== quote.px) break;
        quote = { ...record, venue: quote?.venue ?? record.venue };
      }
      return quote;
    };
    const through = records.filter(({ type, px, tsEvent, venue }, nth) => {
      if (type !== 'Trade') return false;
      const bid = inForce(nth, 'Buy');
      const ask = inForce(nth, 'Sell');
      if (!bid || !ask || bid.px >= ask.px) return false;
      const stood = (quote: FeedRecord) => quote.venue !== venue && tsEvent - quote.tsEvent >= 1e9;
      return (px < bid.px && stood(bid)) || (px > ask.px && stood(ask));
    });
    expect(through.length).toBeGreaterThan(50);
    expect(flags(monitorReport(monitor))).toEqual({ TradeThrough: through.length });
  });

  test('an order-level day has no unknown order, and every one that is made up is found', async () => {
    const path = recorded('xnas-mbo/mbo.csv');
    if (path === undefined) return;
    const untouched = flags(await monitored(path));
    expect(untouched).toEqual({ PriceJump: 2 });
    let renamed = 0;
    const altered = await monitored(path, (record) => {
      if (record.type !== 'Reduce' || renamed === 5) return;
      renamed += 1;
      record.orderId += 1e15;
    });
    expect(flags(altered)).toMatchObject({ UnknownOrder: 5 });
  });
});

describe('the monitor', () => {
  const record = (over: Partial<FeedRecord>): FeedRecord => ({ ...createRecord('A', 'X'), ...over });
  const watch = (...records: readonly Partial<FeedRecord>[]): MonitorReport => {
    const monitor = createFeedMonitor();
    for (const each of records) observeRecord(monitor, record(each));
    return monitorReport(monitor);
  };
  const quote = (side: 'Buy' | 'Sell', px: number, tsEvent: number, venue = 'A') =>
    ({ type: 'Quote', side, px, qty: 100, tsEvent, tsRecv: tsEvent, venue }) as const;
  const trade = (px: number, tsEvent: number, venue = 'B') =>
    ({ type: 'Trade', px, qty: 100, tsEvent, tsRecv: tsEvent, venue }) as const;

  test('flags a print through a quote that stood, and none through a young or a crossed one', () => {
    const market = [quote('Buy', 99_00, 0), quote('Sell', 100_00, 0)];
    expect(flags(watch(...market, trade(100_01, 1e9)))).toEqual({ TradeThrough: 1 });
    expect(flags(watch(...market, trade(100_00, 1e9)))).toEqual({});
    expect(flags(watch(...market, trade(100_01, 1e9 - 1)))).toEqual({});
    expect(flags(watch(...market, trade(100_01, 1e9, 'A')))).toEqual({});
    expect(flags(watch(...market, quote('Buy', 100_50, 1, 'C'), trade(100_60, 1e9)))).toEqual({});
    expect(flags(watch(...market, { ...trade(100_01, 1e9), type: 'Print' }))).toEqual({});
  });

  test('flags an outlier and a jump, keeps neither as what the next one is compared with', () => {
    const market = [quote('Buy', 99_00, 0), quote('Sell', 100_00, 0), trade(99_50, 5)];
    expect(flags(watch(...market, trade(110_00, 6), trade(99_60, 7)))).toEqual({ OutlierPrint: 1 });
    expect(flags(watch(...market, trade(200_00, 6), trade(99_60, 7)))).toEqual({
      OutlierPrint: 1,
      PriceJump: 1,
    });
    expect(flags(watch(...market, quote('Buy', 10_00, 6), quote('Buy', 99_00, 7)))).toEqual({ PriceJump: 1 });
  });

  test('flags orders that nobody knows, ids in use, sizes that were not there, a clock set back', () => {
    const add = { type: 'Add', side: 'Buy', px: 100, qty: 5, orderId: 1 } as const;
    const report = watch(
      { ...add, tsEvent: 9 },
      add,
      { type: 'Reduce', orderId: 1, qty: 6, tsEvent: 9 },
      { type: 'Delete', orderId: 2, tsEvent: 9 },
      { ...add, orderId: 3, side: 'Sell', tsEvent: 9 },
      { ...add, orderId: 4, px: 0, tsEvent: 9 },
    );
    expect(flags(report)).toEqual({
      TimeBack: 1,
      DuplicateOrder: 1,
      BadSize: 1,
      UnknownOrder: 1,
      BookCrossed: 1,
      BadPrice: 1,
    });
    expect(report.markets[0]?.locked.times).toBe(1);
  });

  test('takes anything: it never throws, and its counts add up', () => {
    const number = fc.oneof(
      fc.integer({ min: -3, max: 200 }),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0.5, -1e18, 2 ** 53, Number.MAX_SAFE_INTEGER),
    );
    const any = fc.record({
      type: fc.constantFrom<FeedRecord['type'][]>(
        'Add',
        'Reduce',
        'Delete',
        'Modify',
        'Replace',
        'Execute',
        'Trade',
        'Print',
        'Level',
        'Clear',
        'Quote',
        'Status',
        'Heartbeat',
      ),
      seq: number,
      tsEvent: number,
      tsRecv: number,
      venue: fc.constantFrom('A', 'B', 'C'),
      instrument: fc.constantFrom('X', 'Y'),
      orderId: fc.oneof(fc.integer({ min: 0, max: 6 }), number),
      newOrderId: fc.oneof(fc.integer({ min: 0, max: 6 }), number),
      side: fc.constantFrom<FeedRecord['side'][]>('Buy', 'Sell', undefined),
      px: number,
      qty: number,
      status: fc.constantFrom<FeedRecord['status'][]>('Open', 'Auction', 'Halted', 'Closed'),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 120 }), (records) => {
        const report = watch(...records);
        expect(report.feeds.reduce((sum, feed) => sum + feed.records, 0)).toBe(records.length);
        for (const { anomalies, examples, records: seen } of report.feeds) {
          const flagged = Object.values(anomalies).reduce((sum, count) => sum + count, 0);
          expect(examples).toHaveLength(Math.min(flagged, 4));
          for (const count of Object.values(anomalies)) expect(count).toBeLessThanOrEqual(seen);
        }
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});
