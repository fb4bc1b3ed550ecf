'use client';
/**
 * The core screen: one row per venue for the asked side, size and horizon, with what the router would do there
 * and why. Ten views a second: columns keep their widths, and a row is drawn again only where its text changed.
 */
import { type Instrument, parseQty, qtyUnit, type Side } from '@fairlead/domain';
import {
  Chip,
  cn,
  formatAge,
  formatBps,
  formatHash,
  Panel,
  PanelContent,
  type PanelState,
  Segmented,
  Table,
  TextInput,
  Th,
} from '@fairlead/ui';
import { useEffect, useId, useState } from 'react';
import type { BoardView, ParentDetail } from '../data/api-types.ts';
import type { BoardAsk, Live } from '../data/market.ts';
import { useClockReading, useWallClock } from '../data/system.ts';
import { fallbackWords } from '../state/notice.ts';
import { unitWord } from '../state/ticket-form.ts';
import { BoardRow, rowText } from './board-row.tsx';
import { DecisionLine } from './decision-line.tsx';

interface Props {
  readonly instrument: Instrument;
  readonly ask: BoardAsk;
  readonly state: PanelState<Live<BoardView>>;
  readonly order: string | undefined;
  readonly detail: ParentDetail | undefined;
  readonly onAsk: (change: { side?: Side; qty?: number; horizonMs?: number }) => void;
  readonly className?: string;
}

export function VenueBoard({ instrument, ask, state, order, detail, onAsk, className }: Props) {
  const environment = useClockReading()?.clock.environment;
  const live = state.type === 'Ready' ? state.data : undefined;
  return (
    <Panel
      title={`Venue board · ${instrument.id}`}
      className={cn('min-h-[182px]', className)}
      aside={
        <>
          <Segmented
            label="Side of the board"
            value={ask.side}
            onValue={(side) => onAsk({ side })}
            options={[
              { value: 'Buy', label: 'Buy', tone: 'buy' },
              { value: 'Sell', label: 'Sell', tone: 'sell' },
            ]}
          />
          <BoardNumber
            key={`${instrument.id} size`}
            label={`Size in ${unitWord(instrument)}`}
            unit={instrument.qtyDecimals === undefined ? 'sh' : unitWord(instrument)}
            value={ask.qty / qtyUnit(instrument)}
            parse={(text) => {
              const parsed = parseQty(text, instrument.qtyDecimals);
              return parsed.ok && parsed.value % instrument.lot === 0 && parsed.value <= 1e9
                ? parsed.value / qtyUnit(instrument)
                : undefined;
            }}
            onValue={(size) => onAsk({ qty: Math.round(size * qtyUnit(instrument)) })}
            className="w-[104px]"
          />
          <span className="text-ink-3">within</span>
          <BoardNumber
            label="Horizon in seconds of market time"
            unit="s"
            value={ask.horizonMs / 1_000}
            parse={(text) => {
              const seconds = Number(text);
              return seconds >= 0.1 && seconds <= 600 ? seconds : undefined;
            }}
            onValue={(seconds) => onAsk({ horizonMs: Math.round(seconds * 1_000) })}
            className="w-[60px]"
          />
          <BoardFacts live={live} />
        </>
      }
    >
      <PanelContent
        state={state}
        rows={6}
        empty={{ when: ({ value }) => value.rows.length === 0, title: 'No venue trades this instrument' }}
      >
        {({ value, connected }) => (
          <Table
            label={`Venues for ${ask.side} ${ask.qty / qtyUnit(instrument)} ${instrument.id}`}
            fixed
            minWidth={880}
            className={connected ? '' : 'opacity-60'}
          >
            <BoardColumns coin={instrument.qtyDecimals !== undefined} currency={instrument.currency} />
            <tbody>
              {value.rows.map((row) => (
                <BoardRow key={row.venue.id} {...rowText(row, instrument, environment)} />
              ))}
            </tbody>
          </Table>
        )}
      </PanelContent>
      <DecisionLine instrument={instrument.id} order={order} detail={detail} />
    </Panel>
  );
}

/** A coin's venues have longer names and its sizes more places, and its fees are quoted in the currency. */
function BoardColumns({ coin, currency }: { coin: boolean; currency: string }) {
  return (
    <>
      <colgroup>
        <col className={coin ? 'w-[150px]' : 'w-[92px]'} />
        <col className={coin ? 'w-[48px] wide:w-[112px]' : 'w-[92px] wide:w-[140px]'} />
        <col className="w-[66px]" />
        <col className={coin ? 'w-[78px]' : 'w-[64px]'} />
        <col className="w-[62px]" />
        <col className="w-[124px] wide:w-[180px]" />
        <col className="w-[50px]" />
        <col className="w-[84px]" />
        <col className="w-[52px]" />
        <col className="w-[56px]" />
        <col />
        <col className="w-[54px]" />
      </colgroup>
      <thead>
        <tr>
          <Th align="left">Venue</Th>
          <Th align="left">Kind</Th>
          <Th className="px-1">Spread bps</Th>
          <Th>Shown</Th>
          <Th className="px-1">Latency</Th>
          <Th align="left">Liquidity score</Th>
          <Th className="px-1">P(fill)</Th>
          <Th>Impact bps</Th>
          <Th className="px-1">Fee {coin ? currency : 'mil'}</Th>
          <Th className="px-1">Cost bps</Th>
          <Th align="left">Decision</Th>
          <Th>Age</Th>
        </tr>
      </thead>
    </>
  );
}

/** Beside the controls: how rough the market is, who advises, and how old the whole view is. */
function BoardFacts({ live }: { live: Live<BoardView> | undefined }) {
  const now = useWallClock(500);
  if (!live) return null;
  const { value, receivedAtMs, connected } = live;
  const ageNs = Math.max(0, now - receivedAtMs) * 1e6;
  const old = ageNs > 2e9 || !connected;
  return (
    <span className="ml-auto flex items-center gap-2 pl-2 text-ink-3">
      <span
        className="max-wide:hidden"
        title="realised volatility of the mid, bps per square root of a second"
      >
        volatility <b className="num font-medium text-ink">{formatBps(value.volatilityBps, { places: 2 })}</b>{' '}
        bps/√s
      </span>
      {value.fallback !== undefined ? (
        <Chip tone="warn">{fallbackWords(value.fallback)}</Chip>
      ) : value.models ? (
        <span title={`fill ${value.models.fill}, impact ${value.models.impact}`}>
          model <b className="num font-medium text-ink">{formatHash(value.models.fill).slice(0, 4)}</b>
          <span className="num">·{formatHash(value.models.impact).slice(0, 4)}</span>
        </span>
      ) : null}
      <span className={cn('num min-w-[54px] text-right text-2xs', old && 'font-medium text-warn')}>
        {old ? '▲ ' : ''}
        {formatAge(ageNs)}
      </span>
    </span>
  );
}

const COMMIT_AFTER_MS = 300;

/** A number that the board is asked for: taken over once typing stops, and only if it can be one. */
function BoardNumber(props: {
  label: string;
  unit: string;
  value: number;
  parse: (text: string) => number | undefined;
  onValue: (value: number) => void;
  className: string;
}) {
  const { value, parse, onValue } = props;
  const id = useId();
  const [text, setText] = useState<string>();
  const parsed = text === undefined ? value : parse(text);
  useEffect(() => {
    if (text === undefined || parsed === undefined || parsed === value) return;
    const timer = setTimeout(() => onValue(parsed), COMMIT_AFTER_MS);
    return () => clearTimeout(timer);
  });
  return (
    <span className={props.className}>
      <label htmlFor={id} className="sr-only">
        {props.label}
      </label>
      <TextInput
        id={id}
        num
        inputMode="decimal"
        unit={props.unit}
        value={text ?? value.toLocaleString('en-US', { maximumFractionDigits: 8 })}
        aria-invalid={parsed === undefined ? true : undefined}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => setText(undefined)}
        className="h-6 pr-6"
      />
    </span>
  );
}
