/**
 * Simulated history to learn from. Each episode is one seeded market, watched and traded through the same code as
 * in production: market events into the feature state, our own reports beside them, rows by `writeRow`.
 *
 * Per instrument, windows follow one another and never overlap:
 * - Solo: one probe at one venue. Its fate is a fill label, the move of the mid from sending to `IMPACT_NS` later
 *   an impact label (signed: positive = against us; our own resting order is taken out of the book first).
 * - Wave: a probe at each venue, as a decision sends them. Fill labels only: whose footprint it was, nobody knows.
 * - Control: nothing is sent. The move that would have been there anyway, given the same features.
 */
import {
  clOrdId,
  type Instrument,
  type Nanos,
  nanos,
  type Side,
  type Tactic,
  type VenueId,
} from '@fairlead/domain';
import {
  createFeatureState,
  FEATURE_COUNT,
  type FeatureState,
  marketStamp,
  observe,
  observeOwn,
  venueIndex,
  writeRow,
} from '@fairlead/features';
import {
  advance,
  bookSnapshot,
  cancel,
  createMarket,
  type MarketSink,
  reference,
  type SimMarket,
  submit,
  type VenueReport,
} from '@fairlead/sim';
import type { ProbeEnd } from './fill-labels.ts';
import { type Ask, anySize, createProbe, drawAsks, midWithout, type Probe, requestOf } from './probe.ts';
import { type Random, randomFrom } from './random.ts';
import { episodeMarket } from './variety.ts';

export const IMPACT_NS = 5_000_000_000;
const WARM_UP_NS = 45_000_000_000;
const SOLO_SHARE = 0.45;
const WAVE_SHARE = 0.35;
const MEAN_PAUSE_NS = 1_000_000_000;

export interface Observation {
  readonly type: 'Solo' | 'Wave' | 'Control';
  readonly episode: number;
  readonly venue: VenueId;
  readonly tactic: Tactic;
  /** Shares asked. */
  readonly qty: number;
  readonly avgTradeQty: number;
  /** Row as asked. */
  readonly row: Float32Array;
  /** The same question about another size, drawn apart from the probe's: teaches that the curve is of the market. */
  readonly resized: Float32Array;
  /** Absent for a control. */
  readonly fate?: { readonly executedQty: number; readonly end: ProbeEnd; readonly early: boolean };
  /** Signed move of the mid, bps; absent for a wave, and where a side was not quoted. */
  readonly moveBps?: number;
}

/** All observations of one episode of `seconds` market seconds after the warm-up. */
export function runEpisode(seed: number, seconds: number): readonly Observation[] {
  const market = createMarket(episodeMarket(seed), seed);
  const { instruments, venues } = reference(market);
  const states = new Map(
    instruments.map((instrument) => [instrument.id, createFeatureState(instrument, venues)]),
  );
  const desks = new Map(
    instruments.map((instrument, i) => [
      instrument.id,
      createDesk({ market, instrument, state: states.get(instrument.id)!, seed, nth: i }),
    ]),
  );
  for (const instrument of instruments) {
    for (const venue of venues) {
      observe(states.get(instrument.id)!, bookSnapshot(market, venue.id, instrument.id), nanos(market.now));
    }
  }
  const sink: MarketSink = {
    event: (event) => void observe(states.get(event.instrument)!, event, event.tsEvent),
    report: (report, atNs) => deskOf(report.clOrdId)?.onReport(report, nanos(atNs)),
    cancelReject: () => undefined,
  };
  const all = [...desks.values()];
  const deskOf = (id: string): Desk | undefined => all[Number(id.split('-')[1])];
  const endNs = market.now + WARM_UP_NS + seconds * 1e9;
  for (;;) {
    const due = all.reduce((first, desk) => (desk.dueAt() < first.dueAt() ? desk : first));
    if (due.dueAt() >= endNs) break;
    advance(market, due.dueAt(), sink);
    due.act(nanos(market.now));
  }
  return all.flatMap((desk) => desk.observations);
}

interface Desk {
  readonly observations: Observation[];
  dueAt(): number;
  act(now: Nanos): void;
  onReport(report: VenueReport, now: Nanos): void;
}

interface DeskParts {
  readonly market: SimMarket;
  readonly instrument: Instrument;
  readonly state: FeatureState;
  readonly seed: number;
  readonly nth: number;
}

interface Window {
  readonly type: Observation['type'];
  readonly asks: readonly Ask[];
  readonly rows: readonly { readonly row: Float32Array; readonly resized: Float32Array }[];
  /** Empty for a control. */
  readonly probes: readonly Probe[];
  readonly startMid: number | undefined;
  readonly measureAt: number;
  measured: boolean;
  moveBps: number | undefined;
}

/** Probes one instrument of one market. */
function createDesk({ market, instrument, state, seed, nth }: DeskParts): Desk {
  const random = randomFrom(seed * 31 + nth + 1);
  const observations: Observation[] = [];
  let nextWindowAt = market.now + WARM_UP_NS + random.uniform() * MEAN_PAUSE_NS * 5;
  let open: Window | undefined;
  let sent = 0;

  const midNow = (now: Nanos): number | undefined =>
    midWithout(marketStamp(state, now), state, open?.probes ?? []);

  const openWindow = (now: Nanos): void => {
    const side: Side = random.uniform() < 0.5 ? 'Buy' : 'Sell';
    const offered = drawAsks(state, side, now, random);
    const kind = random.uniform();
    const type = kind < SOLO_SHARE ? 'Solo' : kind < SOLO_SHARE + WAVE_SHARE ? 'Wave' : 'Control';
    const asks = type === 'Wave' ? onePerVenue(offered, random) : pick(offered, random);
    nextWindowAt = now + Math.round(MEAN_PAUSE_NS * (0.2 - Math.log(1 - random.uniform())));
    if (asks.length === 0) return;
    const rows = asks.map((ask) => ({
      row: rowOf(state, ask),
      resized: rowOf(state, { ...ask, qty: anySize(random, instrument) }),
    }));
    const startMid = midNow(now);
    const probes =
      type === 'Control' ? [] : asks.map((ask) => createProbe(ask, clOrdId(`L-${nth}-${++sent}`), random));
    open = {
      type,
      asks,
      rows,
      probes,
      startMid,
      measureAt: now + IMPACT_NS,
      measured: type === 'Wave',
      moveBps: undefined,
    };
    for (const probe of probes) {
      submit(market, probe.ask.venue, requestOf(probe, instrument), now);
      observeOwn(state, 'Sent', probe.ask.venueIndex, probe.ask.qty, now);
    }
  };

  const closeIfDone = (now: number): void => {
    if (!open?.measured || open.probes.some(({ end }) => end === undefined)) return;
    const { type, asks, rows, probes, moveBps } = open;
    asks.forEach((ask, i) => {
      const probe = probes[i];
      observations.push({
        type,
        episode: seed,
        venue: ask.venue,
        tactic: ask.tactic,
        qty: ask.qty,
        avgTradeQty: instrument.avgTradeQty,
        ...rows[i]!,
        ...(probe && { fate: { executedQty: probe.executedQty, end: probe.end!, early: probe.early } }),
        ...(moveBps !== undefined && { moveBps }),
      });
    });
    open = undefined;
    nextWindowAt = now + Math.round(MEAN_PAUSE_NS * (0.2 - Math.log(1 - random.uniform())));
  };

  const measure = (window: Window, now: Nanos): void => {
    window.measured = true;
    const endMid = midNow(now);
    if (window.startMid === undefined || endMid === undefined) return;
    const sign = window.asks[0]!.side === 'Buy' ? 1 : -1;
    window.moveBps = (sign * (endMid - window.startMid) * 10_000) / window.startMid;
  };

  return {
    observations,

    dueAt() {
      if (!open) return nextWindowAt;
      let due = open.measured ? Number.POSITIVE_INFINITY : open.measureAt;
      for (const { end, cancelSent, cancelAt } of open.probes) {
        if (end === undefined && !cancelSent && cancelAt < due) due = cancelAt;
      }
      // All cancels are out: their reports are at most seconds away.
      return due === Number.POSITIVE_INFINITY ? market.now + 50_000_000 : due;
    },

    act(now) {
      if (!open) return now >= nextWindowAt ? openWindow(now) : undefined;
      if (!open.measured && now >= open.measureAt) measure(open, now);
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
      if (!probe || probe.end !== undefined) return;
      const at = venueIndex(state, report.venue);
      const unfilled = probe.ask.qty - report.cumQty;
      if (report.execType === 'Trade') observeOwn(state, 'Fill', at, report.lastQty ?? 0, now);
      probe.executedQty = Math.max(probe.executedQty, report.cumQty);
      if (report.execType === 'Rejected') {
        observeOwn(state, 'Reject', at, probe.ask.qty, now);
        probe.end = 'HorizonReached';
      } else if (report.cumQty >= probe.ask.qty) {
        probe.end = 'Filled';
      } else if (report.execType === 'Canceled' || report.execType === 'Expired') {
        observeOwn(state, 'Canceled', at, unfilled, now);
        probe.end = probe.early ? 'CanceledEarly' : 'HorizonReached';
      }
    },
  };
}

function rowOf(state: FeatureState, ask: Ask): Float32Array {
  const row = new Float32Array(FEATURE_COUNT);
  writeRow(state, ask, row, 0);
  return row;
}

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
