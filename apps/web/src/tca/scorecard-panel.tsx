'use client';
import {
  Chip,
  costTone,
  Empty,
  formatAvgPrice,
  formatBps,
  formatDuration,
  formatMicros,
  formatQty,
  formatShare,
  Panel,
  PanelContent,
  type PanelState,
  ProgressBar,
  Table,
  Td,
  Th,
  toneText,
  Waterfall,
} from '@fairlead/ui';
import Link from 'next/link';
import type { Scorecard } from '../data/api-types.ts';
import { useQtyFormat } from '../data/market.ts';
import { StatTile } from '../order/stat-tile.tsx';

/** One order's costs: the whole, its parts, who filled it, and the conventions that the figures follow. */
export function ScorecardPanel(props: {
  parentId: string | undefined;
  state: PanelState<Scorecard> | undefined;
}) {
  const { parentId, state } = props;
  return (
    <Panel
      title={parentId === undefined ? 'Scorecard' : `Scorecard · ${parentId}`}
      bodyClassName="overflow-auto"
      aside={
        parentId === undefined ? null : (
          <Link href={`/orders/${parentId}`} className="ml-auto text-info underline-offset-2 hover:underline">
            Order {parentId}
          </Link>
        )
      }
    >
      {state === undefined ? (
        <Empty title="Choose an order" />
      ) : (
        <PanelContent state={state} rows={10}>
          {(card) => <Card card={card} />}
        </PanelContent>
      )}
    </Panel>
  );
}

function Card({ card }: { card: Scorecard }) {
  const { parts } = card;
  const size = useQtyFormat();
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 border-b border-line px-2.5 py-1.5 text-s text-ink-2">
        <span>
          {card.side} {size(card.instrument, card.orderQty)}{' '}
          <b className="font-semibold text-ink">{card.instrument}</b>, {size(card.instrument, card.cumQty)}{' '}
          filled ({formatShare(card.cumQty / card.orderQty)}) in {formatDuration(card.durationNs)}
        </span>
        <Chip tone={/record/i.test(card.origin) ? 'warn' : 'neutral'}>{card.origin}</Chip>
      </p>
      <div className="grid grid-cols-3 gap-y-2 border-b border-line py-2 sm:grid-cols-6">
        <StatTile name="Shortfall" note="bps, whole">
          <span className={toneText[costTone(card.shortfallBps)]}>
            {formatBps(card.shortfallBps, { signed: true, places: 2 })}
          </span>
        </StatTile>
        <StatTile name="Arrival slippage" note="bps, filled">
          <span className={toneText[costTone(card.arrivalSlippageBps)]}>
            {formatBps(card.arrivalSlippageBps, { signed: true, places: 2 })}
          </span>
        </StatTile>
        <StatTile name="Average price">{formatAvgPrice(card.avgPx)}</StatTile>
        <StatTile name="Arrival mid">{formatAvgPrice(card.arrivalMidPx)}</StatTile>
        <StatTile name="End mid">{formatAvgPrice(card.endMidPx)}</StatTile>
        <StatTile name="Fees" note="rebate if −">
          {formatMicros(card.feesMicros)}
        </StatTile>
      </div>
      <section aria-label="Parts of the shortfall" className="border-b border-line px-2.5 py-2">
        <h3 className="pb-1 text-s font-semibold text-ink-2">Where it went</h3>
        {parts && card.shortfallBps !== undefined ? (
          <>
            <Waterfall
              label="Shortfall by part"
              parts={[
                { label: 'Spread', bps: parts.spreadBps },
                { label: 'Latency', bps: parts.latencyBps },
                { label: 'Drift', bps: parts.driftBps },
                { label: 'Opportunity', bps: parts.opportunityBps },
                { label: 'Fees', bps: parts.feesBps },
              ]}
              total={{ label: 'Shortfall', bps: card.shortfallBps }}
            />
            <p className="pt-1 text-xs text-ink-3">
              <span className={card.identityHolds ? 'text-good' : 'text-bad'}>
                {card.identityHolds ? '✓ holds to 1e-9' : '✗ does not hold'}
              </span>{' '}
              <span className="num whitespace-normal">
                shortfall = Σ s·q(p − m) + Σ s·q(m − m_r) + Σ s·q(m_r − P₀) + s(S − X)(Pₙ − P₀) + fees
              </span>
            </p>
          </>
        ) : (
          <p className="text-s text-ink-3">
            The parts need a mid at arrival, routing, fill and end; one of them is missing, so none is
            guessed.
          </p>
        )}
      </section>
      <Venues card={card} />
      <Conventions card={card} />
    </>
  );
}

function Venues({ card }: { card: Scorecard }) {
  const size = useQtyFormat();
  return (
    <section aria-label="Venue split" className="border-b border-line">
      <h3 className="px-2.5 pt-2 text-s font-semibold text-ink-2">Venue split</h3>
      {card.venues.length === 0 ? (
        <p className="px-2.5 py-2 text-s text-ink-3">Nothing has filled.</p>
      ) : (
        <Table label="Venue split" minWidth={560} className="flex-none">
          <thead>
            <tr>
              <Th align="left">Venue</Th>
              <Th align="left">Kind</Th>
              <Th>Fills</Th>
              <Th>Quantity</Th>
              <Th align="left">Share</Th>
              <Th>Avg px</Th>
              <Th>Slippage bps</Th>
              <Th>Passive</Th>
              <Th>Fees</Th>
            </tr>
          </thead>
          <tbody>
            {card.venues.map((venue) => (
              <tr key={venue.venue} className="hover:bg-hover">
                <Td className="font-medium">{venue.venue}</Td>
                <Td className="text-ink-2">{venue.kind.replace('DarkMidpoint', 'dark').toLowerCase()}</Td>
                <Td num>{formatQty(venue.fills)}</Td>
                <Td num>{size(card.instrument, venue.qty)}</Td>
                <Td>
                  <span className="flex items-center gap-2">
                    <ProgressBar label={`${venue.venue} share`} done={venue.share} className="w-16" />
                    <span className="num">{formatShare(venue.share)}</span>
                  </span>
                </Td>
                <Td num>{formatAvgPrice(venue.avgPx)}</Td>
                <Td num className={toneText[costTone(venue.slippageBps)]}>
                  {formatBps(venue.slippageBps, { signed: true, places: 2 })}
                </Td>
                <Td num>{formatShare(venue.passiveShare)}</Td>
                <Td num>{formatMicros(venue.feesMicros)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  );
}

function Conventions({ card }: { card: Scorecard }) {
  const recorded = /record|replay/i.test(card.origin);
  return (
    <section aria-label="Conventions" className="px-2.5 py-2 text-xs text-ink-3">
      {recorded ? (
        <p className="pb-1.5 text-s text-warn">
          <span aria-hidden>▲ </span>Recorded venue: nobody reacts. The recording’s orders do what they did on
          the day; real ones would have answered ours, so impact is understated and passive fills are
          flattered.
        </p>
      ) : null}
      <p>
        s = +1 buy, −1 sell. Cost positive = bad. S asked, X filled; p fill price, m mid at the fill, m_r mid
        when routed, P₀ mid at arrival, Pₙ mid at the end. Every figure in bps of S × P₀; venue slippage in
        bps of P₀. Absent prices leave a figure out, never at 0.
      </p>
    </section>
  );
}
