'use client';
/** What to know before sending, worst first, and what the router would do with one wave now. */
import { Chip, cn, formatBps, Table, Td, Th } from '@fairlead/ui';
import type { BoardView } from '../data/api-types.ts';
import { useQtyFormat } from '../data/market.ts';
import { tacticWords } from '../state/decision-words.ts';
import { fallbackWords } from '../state/notice.ts';
import type { Warning } from '../state/ticket-form.ts';

const SIGN: Readonly<Record<Warning['severity'], { sign: string; tone: string }>> = {
  bad: { sign: '■', tone: 'text-bad' },
  warn: { sign: '▲', tone: 'text-warn' },
  info: { sign: '●', tone: 'text-info' },
};

export function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return <p className="text-s text-ink-3">No warnings on what is entered.</p>;
  return (
    <ul className="grid gap-0.5 text-s">
      {warnings.map((warning) => (
        <li key={warning.text} className="flex gap-1.5">
          <span aria-hidden className={cn('pt-1 text-[8px]', SIGN[warning.severity].tone)}>
            {SIGN[warning.severity].sign}
          </span>
          <span className={warning.severity === 'bad' ? 'text-bad' : 'text-ink-2'}>{warning.text}</span>
        </li>
      ))}
    </ul>
  );
}

export function BeforeYouSend({
  warnings,
  view,
}: {
  warnings: readonly Warning[];
  view: BoardView | undefined;
}) {
  const blocks = warnings.filter((warning) => warning.severity === 'bad').length;
  return (
    <section aria-label="Before you send" className="mt-2 flex min-h-0 flex-col border-t border-line">
      <div className="flex h-7 shrink-0 items-center px-2.5 text-s">
        <h3 className="font-semibold text-ink-2">Before you send</h3>
        <span className="ml-auto text-ink-3">
          {blocks} {blocks === 1 ? 'block' : 'blocks'} · {warnings.length - blocks} to know
        </span>
      </div>
      <div className="px-2.5 pb-1.5">
        <WarningList warnings={warnings} />
      </div>
      <Wave view={view} />
    </section>
  );
}

/** The board's indicative decision: what one wave of the board's size would do now. */
function Wave({ view }: { view: BoardView | undefined }) {
  const size = useQtyFormat();
  const preview = view?.preview;
  if (!preview) return null;
  const costOf = (venue: string, tactic: string): number | undefined =>
    preview.considered.find((c) => c.venue === venue && c.tactic === tactic)?.totalBps;
  return (
    <div className="hidden [@media(min-height:900px)]:block">
      <div className="flex h-7 items-center border-t border-line px-2.5 text-s">
        <h3 className="font-semibold text-ink-2">One wave now</h3>
        <span className="ml-auto text-ink-3">the board’s size, indicative</span>
      </div>
      {preview.allocations.length === 0 ? (
        <p className="px-2.5 py-1 text-s text-ink-3">The router would send nothing now.</p>
      ) : (
        <Table label="Indicative wave" className="overflow-visible">
          <thead>
            <tr>
              <Th align="left">Venue</Th>
              <Th align="left">Tactic</Th>
              <Th>Quantity</Th>
              <Th>Cost bps</Th>
            </tr>
          </thead>
          <tbody>
            {preview.allocations.map((part) => (
              <tr key={`${part.venue} ${part.tactic}`}>
                <Td>{part.venue}</Td>
                <Td className="text-ink-2">{tacticWords(part.tactic)}</Td>
                <Td num>{size(preview.instrument, part.qty)}</Td>
                <Td num>{formatBps(costOf(part.venue, part.tactic), { places: 2 })}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <p className="line-clamp-4 px-2.5 py-1.5 text-s text-ink-3">
        {preview.fallback === undefined ? null : (
          <Chip tone="warn" className="mr-1.5">
            {fallbackWords(preview.fallback)}
          </Chip>
        )}
        {preview.why}
      </p>
    </div>
  );
}
