/**
 * Studies of a LOBSTER day. `ofi`: how much of the mid order-flow imbalance explains, and trade imbalance. `facts`:
 * the stylised facts that a simulated market is judged by.
 */
import {
  createOfiStudy,
  type OfiResult,
  observeSignedTrade,
  observeTouch,
  ofiResult,
} from '@fairlead/features';
import { openLobster } from '@fairlead/feeds';
import { type MeasuredFact, measureFacts } from '@fairlead/sim';
import { recordedSample } from './recorded-sample.ts';

const BAR_NS = 10e9;
const BARS_PER_HALF_HOUR = 180;

/** 10 s bars, half-hour windows, from the file's start to its end. */
export async function studyOfi(path: string, onRows: (rows: number) => void): Promise<OfiResult> {
  const day = await openLobster(path);
  const study = createOfiStudy(day.meta.start, BAR_NS, BARS_PER_HALF_HOUR);
  let rows = 0;
  for await (const { messages, books = [] } of day.batches({ books: true })) {
    for (const [i, message] of messages.entries()) {
      const bid = books[i]?.bids[0];
      const ask = books[i]?.asks[0];
      observeTouch(study, message.ts, {
        bidPx: bid?.px ?? 0,
        bidQty: bid?.qty ?? 0,
        askPx: ask?.px ?? 0,
        askQty: ask?.qty ?? 0,
      });
      // A trade against a resting sell is a buyer's.
      if (message.type === 'Execute') {
        observeSignedTrade(study, message.ts, message.side === 'Sell' ? message.qty : -message.qty);
      }
    }
    rows += messages.length;
    onRows(rows);
  }
  return ofiResult(study, day.meta.end);
}

export interface StudiedFacts {
  readonly facts: readonly MeasuredFact[];
  readonly events: number;
}

export async function studyFacts(path: string, onRows: (rows: number) => void): Promise<StudiedFacts> {
  const sample = await recordedSample(path, onRows);
  return { facts: measureFacts(sample), events: sample.events };
}
