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
import { closedTouch, type LadderRow, ladderRows, levelBar } from '../state/ladder.ts';

const ROW_PX = 19;
const AROUND_PX = 50;

const VENUE_COLOURS = 8;

export function DepthPanel({
  instrument,
  state,
}: {
  instrument: Instrument;
  state: PanelState<Live<BoardView>>;
}) {
  const reference = useReference();
  const venues = (reference.data?.venues ?? []).map((venue) => venue.id as string);
  const colourOf = (venue: string): string =>
    `var(--venue-${1 + (Math.max(0, venues.indexOf(venue)) % VENUE_COLOURS)})`;
  return (
    <Panel title="Depth" aside={<Legend state={state} venues={venues} colourOf={colourOf} />}>
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
          <Ladder view={value} dim={!connected} instrument={instrument} colourOf={colourOf} />
        )}
      </PanelContent>
    </Panel>
  );
}

interface Colours {
  /** In the order of the reference data, as in the bars. */
  readonly venues: readonly string[];
  readonly colourOf: (venue: string) => string;
}

function Legend({ state, venues, colourOf }: { state: PanelState<Live<BoardView>> } & Colours) {
  if (state.type !== 'Ready') return null;
  const { bids, asks } = state.data.value;
  const shown = new Set<string>(
    [...bids, ...asks].flatMap((level) => level.byVenue.map(({ venue }) => venue)),
  );
  return (
    <span className="ml-auto flex flex-wrap gap-x-2 text-2xs leading-3 text-ink-3">
      {venues
        .filter((venue) => shown.has(venue))
        .map((venue) => (
          <span key={venue} className="flex items-center gap-1">
            <span aria-hidden className="size-2 rounded-[2px]" style={{ background: colourOf(venue) }} />
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
  readonly colourOf: Colours['colourOf'];
}

function Ladder({ view, dim, instrument, colourOf }: LadderProps) {
  const { host, rows } = useRowsEachSide();
  const bids = ladderRows(view.bids.slice(0, rows), instrument.qtyDecimals);
  const asks = ladderRows(view.asks.slice(0, rows), instrument.qtyDecimals);
  const most = Math.max(1, ...[...bids, ...asks].map(({ level }) => level.qty));
  const drawn = { most, colourOf, places: placesOf(instrument.tick), decimals: instrument.qtyDecimals };
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
          {/* Rows are places, not prices: a touch that moves changes figures and moves no row. */}
          {[...asks].reverse().map((row) => (
            <LevelRow key={`ask ${row.place}`} row={row} side="ask" {...drawn} />
          ))}
          <tr style={{ height: 22 }} className="bg-raised">
            <td colSpan={3} className="px-1 text-center text-2xs text-ink-2">
              <Touch view={view} places={drawn.places} instrument={instrument} />
            </td>
          </tr>
          {bids.map((row) => (
            <LevelRow key={`bid ${row.place}`} row={row} side="bid" {...drawn} />
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
  readonly colourOf: Colours['colourOf'];
}

function LevelRow({ row: { level, cumQty, shares }, side, most, places, decimals, colourOf }: LevelRowProps) {
  const size = (
    <td className="num relative px-2 text-right text-[11.5px]">
      <span
        aria-hidden
        className="absolute inset-x-0 inset-y-0.5 opacity-45"
        style={{
          backgroundImage: levelBar(level, { most, towards: side === 'bid' ? 'left' : 'right', colourOf }),
        }}
      />
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
