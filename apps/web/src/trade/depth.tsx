'use client';
/** Consolidated displayed depth, each level split by venue: colour, legend and title all say whose. */
import { type Instrument, midPx } from '@fairlead/domain';
import {
  cn,
  formatBps,
  formatPrice,
  formatQty,
  Panel,
  PanelContent,
  type PanelState,
  placesOf,
} from '@fairlead/ui';
import { useEffect, useRef, useState } from 'react';
import type { BoardView } from '../data/api-types.ts';
import { type Live, useReference } from '../data/market.ts';
import { useHealth } from '../data/system.ts';
import { STATUS_WORDS } from '../state/feed-words.ts';
import { closedTouch, type LadderRow, ladderRows } from '../state/ladder.ts';

const ROW_PX = 19;
const AROUND_PX = 50;

const VENUE_FILL: readonly string[] = [
  'bg-(--venue-1)',
  'bg-(--venue-2)',
  'bg-(--venue-3)',
  'bg-(--venue-4)',
  'bg-(--venue-5)',
  'bg-(--venue-6)',
  'bg-(--venue-7)',
  'bg-(--venue-8)',
];

export function DepthPanel({
  instrument,
  state,
}: {
  instrument: Instrument;
  state: PanelState<Live<BoardView>>;
}) {
  const reference = useReference();
  const venues = (reference.data?.venues ?? []).map((venue) => venue.id as string);
  const fill = (venue: string): string =>
    VENUE_FILL[Math.max(0, venues.indexOf(venue)) % VENUE_FILL.length] ?? '';
  return (
    <Panel title="Depth" aside={<Legend state={state} fill={fill} />}>
      <PanelContent
        state={state}
        rows={8}
        empty={{
          when: ({ value }) => value.bids.length + value.asks.length === 0,
          title: 'No displayed depth',
          hint: 'No lit venue shows a price for this instrument now.',
        }}
      >
        {({ value, connected }) => (
          <Ladder view={value} dim={!connected} instrument={instrument} fill={fill} />
        )}
      </PanelContent>
    </Panel>
  );
}

function Legend({ state, fill }: { state: PanelState<Live<BoardView>>; fill: (venue: string) => string }) {
  if (state.type !== 'Ready') return null;
  const shown = [
    ...new Set(
      [...state.data.value.bids, ...state.data.value.asks].flatMap((level) =>
        level.byVenue.map((part) => part.venue as string),
      ),
    ),
  ].sort();
  return (
    <span className="ml-auto flex gap-2 overflow-hidden text-2xs text-ink-3">
      {shown.map((venue) => (
        <span key={venue} className="flex items-center gap-1">
          <span aria-hidden className={cn('size-2 rounded-[2px]', fill(venue))} />
          {venue}
        </span>
      ))}
    </span>
  );
}

/** How many rows of each side the panel has room for. */
function useRowsEachSide() {
  const host = useRef<HTMLDivElement>(null);
  const [rows, setRows] = useState(6);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const height = entry?.contentRect.height ?? 0;
      setRows(Math.max(1, Math.min(20, Math.floor((height - AROUND_PX) / ROW_PX / 2))));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { host, rows };
}

interface LadderProps {
  readonly view: BoardView;
  readonly dim: boolean;
  readonly instrument: Instrument;
  readonly fill: (venue: string) => string;
}

function Ladder({ view, dim, instrument, fill }: LadderProps) {
  const { host, rows } = useRowsEachSide();
  const bids = ladderRows(view.bids.slice(0, rows), instrument.qtyDecimals);
  const asks = ladderRows(view.asks.slice(0, rows), instrument.qtyDecimals);
  const most = Math.max(1, ...[...bids, ...asks].map(({ level }) => level.qty));
  const drawn = { most, fill, places: placesOf(instrument.tick), decimals: instrument.qtyDecimals };
  return (
    <div ref={host} className={cn('min-h-0 flex-1 overflow-hidden', dim && 'opacity-60')}>
      <table className="w-full table-fixed border-collapse">
        <caption className="sr-only">
          Consolidated depth; beside each price, what stands from the best one down to it
        </caption>
        <thead>
          <tr className="h-6 border-b border-line text-2xs text-ink-3">
            <th scope="col" className="px-2 text-right font-medium">
              Bid
            </th>
            <th scope="col" className="w-[30%] text-center font-medium">
              Price
            </th>
            <th scope="col" className="px-2 text-right font-medium">
              Ask
            </th>
          </tr>
        </thead>
        <tbody>
          {[...asks].reverse().map((row) => (
            <LevelRow key={`ask ${row.level.px}`} row={row} side="ask" {...drawn} />
          ))}
          <tr style={{ height: 22 }} className="bg-raised">
            <td colSpan={3} className="px-1 text-center text-2xs text-ink-2">
              <Touch view={view} places={drawn.places} instrument={instrument} />
            </td>
          </tr>
          {bids.map((row) => (
            <LevelRow key={`bid ${row.level.px}`} row={row} side="bid" {...drawn} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Between the sides: the spread and mid; or what is out of the ordinary, in words. */
function Touch({ view, places, instrument }: { view: BoardView; places: number; instrument: Instrument }) {
  const halted = useNotOpen(instrument.id);
  const closed = closedTouch(view);
  if (closed) {
    const { type, bidPx, askPx, bidVenues, askVenues } = closed;
    const who = `${bidVenues.join(', ')} bid ${formatPrice(bidPx, places)}, ${askVenues.join(', ')} offer ${formatPrice(askPx, places)}`;
    return (
      <span className="block truncate font-medium text-warn" title={`${type.toLowerCase()} market: ${who}`}>
        <span aria-hidden>▲ </span>
        {type.toLowerCase()} <span className="font-normal">{who}</span>
      </span>
    );
  }
  if (halted !== undefined) {
    return (
      <span className="block truncate font-medium text-bad" title={halted}>
        <span aria-hidden>■ </span>
        {halted}
      </span>
    );
  }
  const { bidPx, askPx } = view.stamp;
  const mid = midPx(view.stamp);
  const spread =
    mid === undefined || bidPx === undefined || askPx === undefined
      ? undefined
      : ((askPx - bidPx) / mid) * 1e4;
  return (
    <span className="num">
      spread {formatBps(spread)} bps · mid {formatPrice(mid, places)}
    </span>
  );
}

/** `halted at LIT-A, auction at LIT-B`: the venues where the instrument does not trade as usual. Absent: none. */
function useNotOpen(instrument: string): string | undefined {
  const feeds = useHealth().data?.venues.flatMap((venue) => venue.feeds) ?? [];
  const places = feeds
    .filter((feed) => feed.instrument === instrument && feed.status !== 'Open')
    .map((feed) => `${STATUS_WORDS[feed.status]} at ${feed.venue}`);
  return places.length === 0 ? undefined : places.join(', ');
}

interface LevelRowProps {
  readonly row: LadderRow;
  readonly side: 'bid' | 'ask';
  readonly most: number;
  readonly places: number;
  readonly decimals: number | undefined;
  readonly fill: (venue: string) => string;
}

function LevelRow({ row: { level, cumQty, shares }, side, most, places, decimals, fill }: LevelRowProps) {
  const size = (
    <td className="num relative px-2 text-right text-[11.5px]">
      <span
        aria-hidden
        className={cn(
          'absolute inset-y-0.5 flex gap-px opacity-45',
          side === 'bid' ? 'right-0 flex-row-reverse' : 'left-0',
        )}
        style={{ width: `${(level.qty / most) * 100}%` }}
      >
        {level.byVenue.map((part) => (
          <span key={part.venue} className={fill(part.venue)} style={{ flexGrow: part.qty }} />
        ))}
      </span>
      <span className="relative">{formatQty(level.qty, decimals)}</span>
    </td>
  );
  const sum = (
    <td className={cn('num px-2 text-2xs text-ink-3', side === 'ask' && 'text-right')}>
      <span aria-hidden>Σ </span>
      {formatQty(cumQty, decimals)}
    </td>
  );
  return (
    <tr style={{ height: ROW_PX }} className="hover:bg-hover" title={shares}>
      {side === 'bid' ? size : sum}
      <th
        scope="row"
        className={cn(
          'num px-1 text-center text-[11.5px] font-normal',
          side === 'bid' ? 'text-buy' : 'text-sell',
        )}
      >
        {formatPrice(level.px, places)}
      </th>
      {side === 'ask' ? size : sum}
    </tr>
  );
}
