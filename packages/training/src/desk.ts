/** Probes one instrument of one market: draws windows, sends probes, cancels them in time, reads their reports. */
import { clOrdId, type Instrument, type Nanos, nanos, type Side, sideSign } from '@fairlead/domain';
import {
  FEATURE_COUNT,
  type FeatureState,
  marketStamp,
  observeOwn,
  venueIndex,
  writeRow,
} from '@fairlead/features';
import { cancel, type SimMarket, submit, type VenueReport } from '@fairlead/sim';
import type { Observation } from './history.ts';
import { type Ask, anySize, createProbe, drawAsks, midWithout, type Probe, requestOf } from './probe.ts';
import { type Random, randomFrom } from './random.ts';
import type { Twin } from './twin.ts';

export interface Desk {
  readonly observations: readonly Observation[];
  /** When `act` wants to be called next, market time. */
  dueAt(): number;
  /** Market and twin are at `now`. */
  act(now: Nanos): void;
  onReport(report: VenueReport, now: Nanos): void;
}

export interface DeskParts {
  readonly market: SimMarket;
  readonly twin: Twin;
  readonly instrument: Instrument;
  readonly state: FeatureState;
  readonly episode: number;
  /** Position of the instrument in the market: part of the order ids. */
  readonly nth: number;
  readonly firstAt: number;
  /** The footprint is the mean of `samples` displacements, one every `stepNs` from sending on. */
  readonly impact: { readonly stepNs: number; readonly samples: number };
}

const SOLO_SHARE = 0.6;
const MEAN_PAUSE_NS = 1_000_000_000;
const MIN_PAUSE_NS = 200_000_000;
/** How often a closed window's last reports are looked for. */
const POLL_NS = 50_000_000;

interface Mids {
  readonly ours: number | undefined;
  readonly twins: number | undefined;
}

interface Window {
  readonly type: Observation['type'];
  readonly probes: readonly Probe[];
  readonly rows: readonly Pick<Observation, 'row' | 'resized'>[];
  readonly start: Mids;
  /** Displacements still to be sampled; none for a wave. */
  samplesLeft: number;
  sampleAt: number;
  /** Sum of those sampled, bps; NaN once a mid was not shown. */
  displacedBps: number;
}

export function createDesk(parts: DeskParts): Desk {
  const { market, twin, instrument, state, episode, nth, impact } = parts;
  const random = randomFrom(episode * 31 + nth + 1);
  const observations: Observation[] = [];
  let nextWindowAt = pauseFrom(parts.firstAt, random);
  let open: Window | undefined;
  let sent = 0;

  const midsAt = (now: Nanos): Mids => ({
    ours: midWithout(marketStamp(state, now), state, open?.probes ?? []),
    twins: twin.mid(instrument.id),
  });

  const openWindow = (now: Nanos): void => {
    const side: Side = random.uniform() < 0.5 ? 'Buy' : 'Sell';
    const offered = drawAsks(state, side, now, random);
    const type = random.uniform() < SOLO_SHARE ? 'Solo' : 'Wave';
    const asks = type === 'Solo' ? pick(offered, random) : onePerVenue(offered, random);
    nextWindowAt = pauseFrom(now, random);
    if (asks.length === 0) return;
    const start = midsAt(now);
    const probes = asks.map((ask) => createProbe(ask, clOrdId(`L-${nth}-${++sent}`), random));
    const rows = probes.map(({ ask, observedNs }) => {
      const observed = { ...ask, horizonNs: observedNs };
      return {
        row: rowOf(state, observed),
        resized: rowOf(state, { ...observed, qty: anySize(random, instrument) }),
      };
    });
    const samplesLeft = type === 'Solo' ? impact.samples : 0;
    open = { type, probes, rows, start, samplesLeft, sampleAt: now + impact.stepNs, displacedBps: 0 };
    for (const probe of probes) {
      submit(market, probe.ask.venue, requestOf(probe, instrument), now);
      const { venueIndex: venue, side, qty } = probe.ask;
      observeOwn(state, { type: 'Sent', venue, side, qty }, now);
    }
  };

  const closeIfDone = (now: number): void => {
    if (!open || open.samplesLeft > 0 || open.probes.some(({ end }) => end === undefined)) return;
    const { type, probes, rows, displacedBps } = open;
    const measured = type === 'Solo' && !Number.isNaN(displacedBps);
    probes.forEach(({ ask, executedQty, end }, i) => {
      observations.push({
        type,
        episode,
        venue: ask.venue,
        tactic: ask.tactic,
        qty: ask.qty,
        avgTradeQty: instrument.avgTradeQty,
        ...rows[i]!,
        fate: { executedQty, end: end! },
        ...(measured && { footprintBps: displacedBps / impact.samples }),
      });
    });
    open = undefined;
    nextWindowAt = pauseFrom(now, random);
  };

  return {
    observations,

    dueAt() {
      if (!open) return nextWindowAt;
      let due = open.samplesLeft > 0 ? open.sampleAt : Number.POSITIVE_INFINITY;
      for (const { end, cancelSent, cancelAt } of open.probes) {
        if (end === undefined && !cancelSent && cancelAt < due) due = cancelAt;
      }
      return due === Number.POSITIVE_INFINITY ? market.now + POLL_NS : due;
    },

    act(now) {
      if (!open) return openWindow(now);
      if (open.samplesLeft > 0 && now >= open.sampleAt) {
        open.displacedBps += displacement(open, midsAt(now));
        open.samplesLeft -= 1;
        open.sampleAt += impact.stepNs;
      }
      for (const probe of open.probes) {
        if (probe.end !== undefined || probe.cancelSent || now < probe.cancelAt) continue;
        probe.cancelSent = true;
        const request = { clOrdId: clOrdId(`${probe.clOrdId}-C`), origClOrdId: probe.clOrdId };
        cancel(market, probe.ask.venue, request, now);
      }
      closeIfDone(now);
    },

    onReport(report, now) {
      const probe = open?.probes.find(
        ({ clOrdId: id }) => id === report.clOrdId || id === report.origClOrdId,
      );
      if (probe && probe.end === undefined) readReport(state, probe, report, now);
    },
  };
}

/** Move of the mid against our side less the twin's, bps; NaN where one of the four mids was not shown. */
function displacement({ start, probes }: Window, end: Mids): number {
  const { ours = Number.NaN, twins = Number.NaN } = start;
  const moved = (end.ours ?? Number.NaN) - ours - ((end.twins ?? Number.NaN) - twins);
  return (sideSign(probes[0]!.ask.side) * moved * 10_000) / ours;
}

function readReport(state: FeatureState, probe: Probe, report: VenueReport, now: Nanos): void {
  const venue = venueIndex(state, report.venue);
  const { lastQty, lastPx } = report;
  if (!probe.acked) {
    probe.acked = true;
    observeOwn(state, { type: 'Acked', venue, latencyNs: now - probe.ask.ts }, now);
  }
  if (report.execType === 'Trade' && lastQty !== undefined && lastPx !== undefined) {
    const passive = report.lastLiquidityInd === 'Added';
    const { side } = probe.ask;
    observeOwn(state, { type: 'Fill', venue, side, qty: lastQty, px: lastPx, passive }, now);
  }
  probe.executedQty = Math.max(probe.executedQty, report.cumQty);
  const unfilled = probe.ask.qty - probe.executedQty;
  if (report.execType === 'Rejected') {
    // Nothing of it could execute, whatever the horizon: the market had moved to our price.
    observeOwn(state, { type: 'Reject', venue, qty: unfilled }, now);
    probe.end = 'HorizonReached';
  } else if (unfilled <= 0) {
    probe.end = 'Filled';
  } else if (report.execType === 'Canceled' || report.execType === 'Expired') {
    observeOwn(state, { type: 'Canceled', venue, qty: unfilled }, now);
    probe.end = 'HorizonReached';
  }
}

function rowOf(state: FeatureState, ask: Ask): Float32Array {
  const row = new Float32Array(FEATURE_COUNT);
  writeRow(state, ask, row, 0);
  return row;
}

const pauseFrom = (now: number, random: Random): number =>
  nanos(Math.round(now + MIN_PAUSE_NS - MEAN_PAUSE_NS * Math.log(1 - random.uniform())));

const pick = (asks: readonly Ask[], random: Random): readonly Ask[] =>
  asks.length === 0 ? [] : [asks[random.below(asks.length)]!];

/** A venue gets at most one probe: two of ours would stand in each other's queue. */
function onePerVenue(asks: readonly Ask[], random: Random): readonly Ask[] {
  const venues = [...new Set(asks.map(({ venue }) => venue))];
  return venues.flatMap((venue) =>
    pick(
      asks.filter((ask) => ask.venue === venue),
      random,
    ),
  );
}
