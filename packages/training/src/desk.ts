/** Probes one instrument of one market: draws windows, sends probes, cancels them in time, reads their reports. */
import { clOrdId, type Instrument, type Nanos, nanos, type Side } from '@fairlead/domain';
import {
  FEATURE_COUNT,
  type FeatureState,
  marketStamp,
  observeOwn,
  venueIndex,
  writeRow,
} from '@fairlead/features';
import { cancel, type SimMarket, submit, type VenueReport } from '@fairlead/sim';
import {
  beginDisplacement,
  type Displaced,
  type Displacing,
  displacedOf,
  type Looked,
  SAMPLE_STEP_NS,
  sampleDisplacement,
} from './displacement.ts';
import type { Observation } from './history.ts';
import { type Ask, anySize, createProbe, drawAsks, midWithout, type Probe, requestOf } from './probe.ts';
import { type Random, randomFrom } from './random.ts';

export interface Desk {
  readonly observations: readonly Observation[];
  /** Windows without an order of ours. */
  readonly idle: readonly Displaced[];
  /** When `act` wants to be called next, market time. */
  dueAt(): number;
  /** The market is at `now`. */
  act(now: Nanos): void;
  onReport(report: VenueReport, now: Nanos): void;
}

export interface DeskParts {
  readonly market: SimMarket;
  readonly instrument: Instrument;
  readonly state: FeatureState;
  readonly episode: number;
  /** Position of the instrument in the market: part of the order ids. */
  readonly nth: number;
  readonly firstAt: number;
}

const SOLO_SHARE = 0.55;
const IDLE_SHARE = 0.15;
const MEAN_PAUSE_NS = 1_000_000_000;
const MIN_PAUSE_NS = 200_000_000;
/** How often a closed window's last reports are looked for. */
const POLL_NS = 50_000_000;

interface Window {
  readonly type: Observation['type'] | 'Idle';
  readonly probes: readonly Probe[];
  readonly rows: readonly Pick<Observation, 'row' | 'resized'>[];
  /** None for a wave: whose footprint it is, nobody knows. */
  readonly displacing: Displacing | undefined;
  sampleAt: number;
}

export function createDesk(parts: DeskParts): Desk {
  const { market, instrument, state, episode, nth } = parts;
  const random = randomFrom(episode * 31 + nth + 1);
  const observations: Observation[] = [];
  const idle: Displaced[] = [];
  let nextWindowAt = pauseFrom(parts.firstAt, random);
  let open: Window | undefined;
  let sent = 0;

  const look = (now: Nanos): Looked => ({
    market,
    state,
    mid: midWithout(marketStamp(state, now), state, open?.probes ?? []),
  });

  const openWindow = (now: Nanos): void => {
    const side: Side = random.uniform() < 0.5 ? 'Buy' : 'Sell';
    const offered = drawAsks(state, side, now, random);
    const drawn = random.uniform();
    const type = drawn < IDLE_SHARE ? 'Idle' : drawn < IDLE_SHARE + SOLO_SHARE ? 'Solo' : 'Wave';
    const asks =
      type === 'Idle' ? [] : type === 'Solo' ? pick(offered, random) : onePerVenue(offered, random);
    nextWindowAt = pauseFrom(now, random);
    if (asks.length === 0 && type !== 'Idle') return;
    const probes = asks.map((ask) => createProbe(ask, clOrdId(`L-${nth}-${++sent}`), random));
    const rows = probes.map(({ ask, observedNs }) => {
      const observed = { ...ask, horizonNs: observedNs };
      return {
        row: rowOf(state, observed),
        resized: rowOf(state, { ...observed, qty: anySize(random, instrument) }),
      };
    });
    const displacing = type === 'Wave' ? undefined : beginDisplacement(look(now), side, now);
    open = { type, probes, rows, displacing, sampleAt: now + SAMPLE_STEP_NS };
    for (const probe of probes) {
      submit(market, probe.ask.venue, requestOf(probe, instrument), now);
      const { venueIndex: venue, side, qty } = probe.ask;
      observeOwn(state, { type: 'Sent', venue, side, qty }, now);
    }
  };

  const closeIfDone = (now: number): void => {
    if (!open || samplesLeft(open) > 0 || open.probes.some(({ end }) => end === undefined)) return;
    const { type, probes, rows, displacing } = open;
    const displaced = displacing && displacedOf(displacing);
    open = undefined;
    nextWindowAt = pauseFrom(now, random);
    if (type === 'Idle') {
      if (displaced) idle.push(displaced);
      return;
    }
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
        ...(displaced && { displaced }),
      });
    });
  };

  return {
    observations,
    idle,

    dueAt() {
      if (!open) return nextWindowAt;
      let due = samplesLeft(open) > 0 ? open.sampleAt : Number.POSITIVE_INFINITY;
      for (const { end, cancelSent, cancelAt } of open.probes) {
        if (end === undefined && !cancelSent && cancelAt < due) due = cancelAt;
      }
      return due === Number.POSITIVE_INFINITY ? market.now + POLL_NS : due;
    },

    act(now) {
      if (!open) return openWindow(now);
      if (open.displacing && samplesLeft(open) > 0 && now >= open.sampleAt) {
        sampleDisplacement(open.displacing, look(now));
        open.sampleAt += SAMPLE_STEP_NS;
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

const samplesLeft = ({ displacing }: Window): number => displacing?.samplesLeft ?? 0;

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
