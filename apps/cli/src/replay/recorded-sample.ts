/** A LOBSTER day as the sample that the stylised facts are measured from. */
import { openLobster, type RecordedBook, type RecordedMessage } from '@fairlead/feeds';
import {
  type Collector,
  canceled,
  createCollector,
  depthSeen,
  entered,
  executed,
  type MarketSample,
  sampleOf,
  touchChanged,
  traded,
  wantsDepth,
} from '@fairlead/sim';

/** US equities above one dollar: a cent. */
const TICK = 100;

/** @throws FeedError where the file is not a sound LOBSTER day */
export async function recordedSample(path: string, onRows: (rows: number) => void): Promise<MarketSample> {
  const day = await openLobster(path);
  const collector = createCollector({ startNs: day.meta.start, endNs: day.meta.end, tick: TICK });
  let rows = 0;
  for await (const { messages, books = [] } of day.batches({ books: true })) {
    messages.forEach((message, i) => {
      tell(collector, message);
      show(collector, message.ts, books[i]!);
    });
    rows += messages.length;
    onRows(rows);
  }
  return sampleOf(collector);
}

function tell(collector: Collector, message: RecordedMessage): void {
  switch (message.type) {
    case 'Add':
      return entered(collector, message.ts, message.orderId, message.qty);
    case 'Reduce':
    case 'Delete':
      return canceled(collector, message.ts, message.orderId, message.qty);
    case 'Execute':
    case 'ExecuteHidden':
      // A trade against a resting sell is a buyer's.
      traded(collector, message.ts, {
        px: message.px,
        qty: message.qty,
        sign: message.side === 'Sell' ? 1 : -1,
      });
      if (message.type === 'Execute') executed(collector, message.ts, message.orderId, message.qty);
  }
}

function show(collector: Collector, ts: number, { bids, asks }: RecordedBook): void {
  const [bid] = bids;
  const [ask] = asks;
  touchChanged(collector, ts, {
    bidPx: bid?.px ?? 0,
    bidQty: bid?.qty ?? 0,
    askPx: ask?.px ?? 0,
    askQty: ask?.qty ?? 0,
  });
  if (!wantsDepth(collector, ts)) return;
  for (const side of [bids, asks])
    depthSeen(
      collector,
      ts,
      side.map(({ qty }) => qty),
    );
}
