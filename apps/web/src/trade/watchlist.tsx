'use client';
/** The instruments that trade here: last price, change since this run began, and how old the quote is. */
import type { Instrument } from '@fairlead/domain';
import {
  cn,
  formatAge,
  formatBps,
  formatPrice,
  Panel,
  PanelContent,
  type PanelState,
  placesOf,
  Table,
  Td,
  Th,
  Tr,
} from '@fairlead/ui';
import { memo } from 'react';
import type { WatchRow } from '../data/api-types.ts';
import type { Live } from '../data/market.ts';
import { ageTone } from './age.ts';

interface Props {
  readonly state: PanelState<Live<readonly WatchRow[]>>;
  readonly instruments: readonly Instrument[];
  readonly selected: string;
  readonly onSelect: (instrument: string) => void;
  readonly className?: string;
}

const changeTone = (bps: number | undefined): string =>
  bps === undefined || Math.abs(bps) < 0.05 ? 'text-ink-2' : bps > 0 ? 'text-buy' : 'text-sell';

/** A coin's price takes more room than a share's. */
const isCoin = ({ qtyDecimals }: Instrument): boolean => qtyDecimals !== undefined;

const places = (instruments: readonly Instrument[], id: string): number =>
  placesOf(instruments.find((i) => i.id === id)?.tick ?? 100);

export const Watchlist = memo(function Watchlist(props: Props) {
  const { state, instruments, selected, onSelect, className } = props;
  return (
    <Panel
      title="Watchlist"
      className={cn('max-h-[55%]', className)}
      aside={<span className="num ml-auto text-ink-3">{instruments.length}</span>}
    >
      <PanelContent
        state={state}
        empty={{ when: (live) => live.value.length === 0, title: 'Nothing trades here' }}
      >
        {({ value, connected }) => (
          <Table label="Watchlist" fixed className={connected ? '' : 'opacity-60'}>
            <colgroup>
              <col />
              {instruments.some(isCoin) ? (
                <>
                  <col className="w-[76px]" />
                  <col className="w-[50px]" />
                  <col className="w-[38px]" />
                </>
              ) : (
                <>
                  <col className="w-[58px]" />
                  <col className="w-[56px]" />
                  <col className="w-[42px]" />
                </>
              )}
            </colgroup>
            <thead>
              <tr>
                <Th align="left">Symbol</Th>
                <Th className="px-1">Last</Th>
                <Th className="px-1">Chg bps</Th>
                <Th className="pl-1">Age</Th>
              </tr>
            </thead>
            <tbody>
              {value.map((row) => (
                <Tr key={row.instrument} selected={row.instrument === selected} className="relative">
                  <Td className="pr-0">
                    <button
                      type="button"
                      onClick={() => onSelect(row.instrument)}
                      className="font-semibold after:absolute after:inset-0"
                    >
                      {row.instrument}
                    </button>
                  </Td>
                  <Td num className="px-1">
                    {formatPrice(row.lastPx, places(instruments, row.instrument))}
                  </Td>
                  <Td num className={cn('px-1', changeTone(row.changeBps))}>
                    {formatBps(row.changeBps, { signed: true })}
                  </Td>
                  <Td num className={cn('pl-1 text-2xs', ageTone(row.stamp.ageNs))}>
                    {formatAge(row.stamp.ageNs)}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </PanelContent>
    </Panel>
  );
});

/** The same in one line, where the page is too narrow for a column. */
export const WatchStrip = memo(function WatchStrip(props: Props) {
  const { state, instruments, selected, onSelect, className } = props;
  const rows = state.type === 'Ready' ? state.data.value : [];
  return (
    <section
      aria-label="Watchlist"
      className={cn(
        'flex items-center gap-1 overflow-x-auto rounded-md border border-line bg-panel px-1',
        state.type === 'Ready' && !state.data.connected && 'opacity-60',
        className,
      )}
    >
      {instruments.map(({ id, tick }) => {
        const row = rows.find((r) => r.instrument === id);
        return (
          <button
            key={id}
            type="button"
            aria-pressed={id === selected}
            onClick={() => onSelect(id)}
            className={cn(
              'flex h-6 shrink-0 items-center gap-2 rounded px-2',
              id === selected ? 'bg-selected' : 'hover:bg-hover',
            )}
          >
            <b className="font-semibold">{id}</b>
            <span className="num min-w-[52px] text-right text-[12px]">
              {formatPrice(row?.lastPx, placesOf(tick))}
            </span>
            <span className={cn('num min-w-[38px] text-right text-[12px]', changeTone(row?.changeBps))}>
              {formatBps(row?.changeBps, { signed: true })}
            </span>
            <span className={cn('num min-w-[34px] text-right text-2xs', ageTone(row?.stamp.ageNs))}>
              {formatAge(row?.stamp.ageNs)}
            </span>
          </button>
        );
      })}
    </section>
  );
});
