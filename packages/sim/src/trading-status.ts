/** Halts, their ends, and the close: of an instrument, at every venue at once. */
import type { TradingStatus } from '@fairlead/domain';
import { scheduleDark } from './dark-flow.ts';
import { emitStatus, setWake } from './feed.ts';
import { scheduleLit } from './lit-rates.ts';
import type { Feed, InstrumentState, Market } from './state.ts';

/** Why a book takes no orders now. */
export function statusRefusal(feed: Feed): string | undefined {
  const { status } = feed.of;
  if (status === 'Closed') return 'the market is closed';
  return status === 'Open' ? undefined : `the instrument is ${status.toLowerCase()}`;
}

/** Announces the change and stops or starts the background. */
export function changeStatus(market: Market, of: InstrumentState, status: TradingStatus): void {
  if (of.status === status) return;
  of.status = status;
  for (const feed of [...of.lit, ...of.dark]) {
    emitStatus(market, feed, status);
    if (feed.type === 'Pool') scheduleDark(market, feed);
    else scheduleLit(market, feed);
    setWake(market, feed);
  }
}
