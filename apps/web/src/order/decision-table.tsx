'use client';
/**
 * Every candidate of a decision, winners and losers: what the models said, what it would cost and why, part by
 * part (the parts sum to the total), and how far the prediction was from deciding otherwise.
 */
import type { CandidateOutcome, CostParts, DecisionRecord } from '@fairlead/domain';
import {
  Chip,
  cn,
  Empty,
  formatBps,
  formatDuration,
  formatHash,
  formatPrice,
  formatProb,
  formatQty,
  formatShare,
  Table,
  Td,
  Th,
  Tr,
} from '@fairlead/ui';
import type { ReactNode } from 'react';
import type { ChildView } from '../data/api-types.ts';
import { useTimeFormat } from '../data/preferences.ts';
import { reasonWords, tacticWords } from '../state/decision-words.ts';
import { fallbackWords } from '../state/notice.ts';

const PARTS: readonly (readonly [keyof CostParts, string])[] = [
  ['spreadBps', 'Spread'],
  ['feeBps', 'Fee'],
  ['impactBps', 'Impact'],
  ['adverseBps', 'Adverse'],
  ['latencyBps', 'Latency'],
  ['shortfallBps', 'Shortfall'],
];

/** Do the parts sum to the total, as the record promises? */
const partsSum = (cost: CostParts, totalBps: number): boolean =>
  Math.abs(PARTS.reduce((sum, [part]) => sum + cost[part], 0) - totalBps) <= 1e-9;

export function DecisionFacts({ record, seq, ts }: { record: DecisionRecord; seq: number; ts: number }) {
  const time = useTimeFormat();
  const { inputs, outcome } = record;
  const { snapshot } = inputs;
  return (
    <div className="shrink-0 border-b border-line px-2.5 py-2 text-s">
      <p>
        {outcome.fallback === undefined ? null : (
          <Chip tone={outcome.fallback === 'RulesSelected' ? 'neutral' : 'warn'} className="mr-2">
            {fallbackWords(outcome.fallback)}
          </Chip>
        )}
        <span className="text-ink-3">why: </span>
        {outcome.why}
      </p>
      <p className="flex flex-wrap gap-x-3.5 pt-1 text-xs text-ink-3">
        <Pair name="at">{time(ts)}</Pair>
        <Pair name="input">{formatQty(seq)}</Pair>
        <Pair name="wave">{snapshot.wave}</Pair>
        <Pair name="slice">{formatQty(snapshot.sliceQty, snapshot.instrument.qtyDecimals)}</Pair>
        <Pair name="unallocated">{formatQty(outcome.unallocatedQty, snapshot.instrument.qtyDecimals)}</Pair>
        <Pair name="horizon">{formatDuration(snapshot.horizonNs)}</Pair>
        <Pair name="urgency">{snapshot.urgency.toFixed(2)}</Pair>
        <Pair name="volatility">{formatBps(snapshot.volatilityBps, { places: 2 })} bps/√s</Pair>
        <Pair name="models">
          {inputs.models ? `${formatHash(inputs.models.fill)} · ${formatHash(inputs.models.impact)}` : 'none'}
        </Pair>
        <Pair name="config">v{inputs.config.version}</Pair>
        <Pair name="limits">v{inputs.limitsVersion}</Pair>
        <Pair name="draw">{inputs.draw.toFixed(4)}</Pair>
        <Pair name="propensity">{outcome.propensity.toFixed(3)}</Pair>
      </p>
    </div>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span>
      {name} <span className="num text-ink-2">{children}</span>
    </span>
  );
}

interface TableProps {
  readonly record: DecisionRecord;
  readonly places: number;
  /** The order's children, where known: what became of the choice. */
  readonly sent?: readonly ChildView[];
}

export function DecisionTable({ record, places, sent }: TableProps) {
  const { considered, decisionId } = record.outcome;
  if (considered.length === 0) {
    return <Empty title="No candidate" hint="No venue could be considered at that moment." />;
  }
  const ranked = [...considered].sort(
    (a, b) => b.qty - a.qty || (a.totalBps ?? Number.MAX_VALUE) - (b.totalBps ?? Number.MAX_VALUE),
  );
  const priced = considered.filter((c) => c.cost !== undefined && c.totalBps !== undefined);
  const sums = priced.every((c) => partsSum(c.cost as CostParts, c.totalBps as number));
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <Table label={`Candidates of decision ${decisionId}`} minWidth={sent ? 960 : 880}>
        <thead>
          <tr>
            <Th align="left">Venue</Th>
            <Th align="left">Tactic</Th>
            <Th>Chosen</Th>
            {sent ? <Th>Filled</Th> : null}
            <Th className={ROOMY}>Price</Th>
            <Th>P(fill)</Th>
            <Th className={ROOMY}>Score</Th>
            <Th>Impact ± band</Th>
            {PARTS.map(([part, label]) => (
              <Th key={part} className="px-1">
                {label}
              </Th>
            ))}
            <Th>Total bps</Th>
            <Th align="left">Reason</Th>
            <Th>Flips at</Th>
          </tr>
        </thead>
        <tbody>
          {ranked.map((candidate) => (
            <CandidateRow
              key={`${candidate.venue} ${candidate.tactic}`}
              candidate={candidate}
              places={places}
              decimals={record.inputs.snapshot.instrument.qtyDecimals}
              sent={sent?.filter(
                (child) =>
                  child.order.decisionId === decisionId &&
                  child.order.venue === candidate.venue &&
                  child.order.tactic === candidate.tactic,
              )}
            />
          ))}
        </tbody>
      </Table>
      <p className="shrink-0 border-t border-line px-2.5 py-1 text-xs text-ink-3">
        {priced.length === 0 ? (
          'No candidate was priced: rules decide by a fixed hierarchy, without a predicted cost.'
        ) : (
          <>
            <span className={sums ? 'text-good' : 'text-bad'}>{sums ? '✓' : '✗'}</span> spread + fee + impact
            + adverse + latency + shortfall = total, {sums ? 'to 1e-9 in every row' : 'but not in every row'}.
            bps of the mid per share sent; cost positive. Flips at: the change in predicted impact that would
            have decided otherwise.
          </>
        )}
      </p>
    </div>
  );
}

/** What is left out where the table has little room; both stand in the audit's wide table. */
const ROOMY = '@max-[1080px]:hidden';

interface RowProps {
  readonly candidate: CandidateOutcome;
  readonly places: number;
  readonly decimals: number | undefined;
  readonly sent: readonly ChildView[] | undefined;
}

function CandidateRow({ candidate, places, decimals, sent }: RowProps) {
  const { cost, qty } = candidate;
  const chosen = qty > 0;
  const bps = (value: number | undefined) => formatBps(value, { places: 2 });
  const filled = sent?.reduce((sum, child) => sum + child.cumQty, 0);
  return (
    <Tr selected={chosen} className={chosen ? '' : 'text-ink-2'}>
      <Td className={chosen ? 'font-semibold' : ''}>{candidate.venue}</Td>
      <Td>{tacticWords(candidate.tactic)}</Td>
      <Td num className={chosen ? 'font-semibold' : 'text-ink-3'}>
        {chosen ? formatQty(qty, decimals) : '0'}
      </Td>
      {sent === undefined ? null : (
        <Td num className="text-ink-2">
          {sent.length === 0 || filled === undefined
            ? '—'
            : `${formatQty(filled, decimals)} (${formatShare(filled / qty)})`}
        </Td>
      )}
      <Td num className={ROOMY}>
        {formatPrice(candidate.px, places)}
      </Td>
      <Td num>{formatProb(candidate.fillProb)}</Td>
      <Td num className={ROOMY}>
        {candidate.liquidityScore === undefined ? '—' : Math.round(candidate.liquidityScore)}
      </Td>
      <Td num>
        {bps(candidate.impactBps)}
        {candidate.impactBandBps === undefined ? null : (
          <span className="text-ink-3"> ±{bps(candidate.impactBandBps)}</span>
        )}
      </Td>
      {PARTS.map(([part]) => (
        <Td key={part} num className={cn('px-1', (cost?.[part] ?? 0) < 0 && 'text-good')}>
          {bps(cost?.[part])}
        </Td>
      ))}
      <Td num className="font-semibold">
        {bps(candidate.totalBps)}
      </Td>
      <Td>
        <Chip tone={chosen ? 'accent' : 'mute'}>{reasonWords(candidate.reason)}</Chip>
      </Td>
      <Td num className="text-ink-2">
        {candidate.flipImpactBps === undefined
          ? '—'
          : formatBps(candidate.flipImpactBps, { signed: true, places: 2 })}
      </Td>
    </Tr>
  );
}
