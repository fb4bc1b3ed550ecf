'use client';
/** The trader's page: everything about one instrument at once, and the orders below it. */
import type { Instrument, Side } from '@fairlead/domain';
import { Failed, Loading } from '@fairlead/ui';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ParentView } from '../data/api-types.ts';
import { problemOf } from '../data/client.ts';
import { type BoardAsk, useBoard, useReference, useWatch } from '../data/market.ts';
import { useOrderDetail } from '../data/orders.tsx';
import { useSelection } from '../state/selection.ts';
import { AlertsPanel } from './alerts.tsx';
import { Blotter } from './blotter.tsx';
import { ChartPanel } from './chart-panel.tsx';
import { DepthPanel } from './depth.tsx';
import { FeedsLine, FeedsPanel } from './feeds-panel.tsx';
import { NewsLine, NewsPanel } from './news-panel.tsx';
import { TicketPanel } from './ticket.tsx';
import { VenueBoard } from './venue-board.tsx';
import { Watchlist, WatchStrip } from './watchlist.tsx';

/** About five ordinary trades, in whole lots: a size at which venues differ. */
const usualQty = (instrument: Instrument): number =>
  Math.max(1, Math.round((instrument.avgTradeQty * 5) / instrument.lot)) * instrument.lot;

const LAYOUT =
  'grid flex-1 min-h-0 gap-1.5 p-1.5 max-desk:flex max-desk:flex-col max-desk:flex-none ' +
  'grid-cols-[minmax(0,1fr)_300px] grid-rows-[30px_28px_auto_minmax(0,1fr)_212px] [grid-template-areas:"strip_ticket"_"line_ticket"_"board_ticket"_"chart_ticket"_"blotter_blotter"] ' +
  'wide:grid-cols-[232px_minmax(0,1fr)_330px] wide:grid-rows-[auto_minmax(0,1fr)_292px] wide:[grid-template-areas:"watch_board_ticket"_"watch_chart_ticket"_"blotter_blotter_blotter"]';

const NONE: readonly Instrument[] = [];

export function TradeWorkspace() {
  const reference = useReference();
  const { instrument: asked } = useSelection();
  const instruments = reference.data?.instruments ?? NONE;
  const instrument = instruments.find((i) => i.id === asked) ?? instruments[0];
  return (
    <>
      <h1 className="sr-only">Trade</h1>
      {instrument ? (
        <Workspace instrument={instrument} instruments={instruments} />
      ) : reference.isError ? (
        <Failed message={problemOf(reference.error).message} retry={() => void reference.refetch()} />
      ) : (
        <div className="m-auto w-80">
          <Loading />
        </div>
      )}
    </>
  );
}

function Workspace({
  instrument,
  instruments,
}: {
  instrument: Instrument;
  instruments: readonly Instrument[];
}) {
  const { order, select } = useSelection();
  const [side, setSide] = useState<Side>('Buy');
  const [size, setSize] = useState<{ instrument: string; qty: number }>();
  const [horizonMs, setHorizonMs] = useState(5_000);
  const qty = size?.instrument === instrument.id ? size.qty : usualQty(instrument);
  const ask = useMemo<BoardAsk>(
    () => ({ instrument: instrument.id, side, qty, horizonMs }),
    [instrument.id, side, qty, horizonMs],
  );
  const board = useBoard(ask);
  const watch = useWatch();
  const detail = useOrderDetail(order);
  const selected = detail?.type === 'Ready' ? detail.data : undefined;
  const chosenInstrument = selected?.parent.order.instrument;

  // an order that was named by the address brings its instrument with it
  useEffect(() => {
    if (chosenInstrument !== undefined && chosenInstrument !== instrument.id) {
      select({ instrument: chosenInstrument });
    }
  }, [chosenInstrument, instrument.id, select]);

  // stable for the panels that a board's tick does not concern
  const pickInstrument = useCallback((id: string) => select({ instrument: id, order: undefined }), [select]);
  const pickOrder = useCallback(
    (parent: ParentView) => select({ instrument: parent.order.instrument, order: parent.parentId }),
    [select],
  );
  return (
    <div className={LAYOUT}>
      <WatchStrip
        className="[grid-area:strip] wide:hidden"
        state={watch}
        selected={instrument.id}
        instruments={instruments}
        onSelect={pickInstrument}
      />
      <div className="flex min-w-0 gap-1.5 [grid-area:line] max-desk:h-7 wide:hidden">
        <FeedsLine state={board} className="shrink-0" />
        <NewsLine instrument={instrument.id} className="flex-1" />
      </div>
      <div className="flex min-h-0 flex-col gap-1.5 [grid-area:watch] max-wide:hidden">
        <Watchlist
          state={watch}
          selected={instrument.id}
          instruments={instruments}
          onSelect={pickInstrument}
        />
        <FeedsPanel state={board} className="max-h-[45%]" />
        <NewsPanel instrument={instrument.id} className="flex-1" />
        <AlertsPanel className="flex-1" />
      </div>
      <VenueBoard
        className="[grid-area:board]"
        instrument={instrument}
        ask={ask}
        state={board}
        order={order}
        detail={selected}
        onAsk={(change) => {
          if (change.side !== undefined) setSide(change.side);
          if (change.qty !== undefined) setSize({ instrument: instrument.id, qty: change.qty });
          if (change.horizonMs !== undefined) setHorizonMs(change.horizonMs);
        }}
      />
      <div className="grid min-h-0 grid-cols-[minmax(0,1fr)_210px] gap-1.5 [grid-area:chart] max-desk:h-96 wide:grid-cols-[minmax(0,1fr)_264px]">
        <ChartPanel instrument={instrument} detail={selected} />
        <DepthPanel instrument={instrument} state={board} />
      </div>
      <TicketPanel
        className="[grid-area:ticket]"
        instrument={instrument}
        instruments={instruments}
        side={side}
        onSide={setSide}
        onInstrument={pickInstrument}
        board={board}
        onSubmitted={(parentId) => select({ order: parentId })}
      />
      <Blotter className="[grid-area:blotter] max-desk:h-[60vh]" selected={order} onSelect={pickOrder} />
    </div>
  );
}
