'use client';
/** One realism report: each fact with its value, its band and what recorded days had, and the curves behind them. */
import type { MeasuredInstrument, RealismFact, RealismReport } from '@fairlead/domain';
import {
  cn,
  formatDuration,
  formatFigures,
  formatQty,
  formatWallTime,
  PlotFigure,
  Segmented,
  Table,
  Td,
  Th,
  toneText,
} from '@fairlead/ui';
import { type ReactNode, useState } from 'react';
import { usePreferences } from '../data/preferences.ts';
import { countInWords, factWords, judgementOf } from '../state/realism-words.ts';

/** Of a plot's curves, those that the run gave. */
const MEASURED: ReadonlySet<string> = new Set(['simulated', 'means']);

export function RealismReportView({ report, older }: { report: RealismReport; older: ReactNode }) {
  const { timeZone } = usePreferences();
  const [chosen, setChosen] = useState<string>();
  const [first] = report.instruments;
  const shown = report.instruments.find(({ instrument }) => instrument === chosen) ?? first;
  if (shown === undefined) return null;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-2.5 py-2 text-s">
        <Segmented
          label="Instrument"
          options={report.instruments.map(({ instrument }) => ({
            value: instrument as string,
            label: instrument as string,
          }))}
          value={shown.instrument as string}
          onValue={setChosen}
        />
        <b className="font-semibold text-ink">{countInWords(shown.facts)}</b>
        {older}
        <span className="ml-auto text-ink-3">
          seed <span className="num">{report.seed}</span> ·{' '}
          <span className="num">{formatQty(report.events)}</span> events · hash{' '}
          <span className="num">{report.hash}</span> · {formatWallTime(report.measuredMs, timeZone)}, took{' '}
          <span className="num">{formatDuration(report.tookMs * 1e6)}</span>
        </span>
      </div>
      {report.failures.map((failure) => (
        <p key={failure} role="status" className="px-2.5 pb-1.5 text-s text-warn">
          <span aria-hidden>▲ </span>out of the market: {failure}
        </p>
      ))}
      <FactsTable facts={shown.facts} />
      <Plots of={shown} />
    </>
  );
}

function FactsTable({ facts }: { facts: readonly RealismFact[] }) {
  return (
    <Table label="Stylised facts" minWidth={900} fixed className="flex-none border-t border-line">
      <colgroup>
        <col className="w-[182px]" />
        <col className="w-16" />
        <col className="w-[72px]" />
        <col className="w-16" />
        <col className="w-[172px]" />
        <col className="w-[168px] wide:w-52" />
        <col />
      </colgroup>
      <thead>
        <tr>
          <Th align="left">Fact</Th>
          <Th>Value</Th>
          <Th>Band from</Th>
          <Th>to</Th>
          <Th title="AMZN, AAPL and GOOG on NASDAQ, 2012-06-21; AMZN alone where a file of one level can’t tell">
            Recorded days
          </Th>
          <Th align="left">Judgement</Th>
          <Th align="left">Definition</Th>
        </tr>
      </thead>
      <tbody>
        {facts.map((fact) => (
          <FactRow key={fact.name} fact={fact} />
        ))}
      </tbody>
    </Table>
  );
}

function FactRow({ fact }: { fact: RealismFact }) {
  const { name, about, source, value, error, low, high, recorded } = fact;
  const { word, sign, tone } = judgementOf(fact);
  return (
    <tr className="hover:bg-hover">
      <Td className="font-medium">{factWords(name)}</Td>
      <Td num title={error === undefined ? undefined : `standard error ${formatFigures(error)}`}>
        {formatFigures(value)}
      </Td>
      <Td num className="text-ink-2">
        {formatFigures(low)}
      </Td>
      <Td num className="text-ink-2">
        {formatFigures(high)}
      </Td>
      <Td num className="text-ink-2">
        {recorded.length === 0 ? '—' : recorded.map(formatFigures).join('  ')}
      </Td>
      <Td className={toneText[tone]} title={word}>
        {sign === '' ? null : (
          <span aria-hidden className={cn('mr-1.5 text-[8px]')}>
            {sign}
          </span>
        )}
        {word}
      </Td>
      <Td className="text-ink-3" title={`${about}. ${source}`}>
        {about}
      </Td>
    </tr>
  );
}

function Plots({ of: { plots } }: { of: MeasuredInstrument }) {
  return (
    <div className="grid grid-cols-2 border-t border-line max-desk:grid-cols-1 wide:grid-cols-3">
      {plots.map((plot) => (
        <PlotFigure
          key={plot.title}
          plot={plot}
          subjects={MEASURED}
          className="border-r border-b border-line"
        />
      ))}
    </div>
  );
}
