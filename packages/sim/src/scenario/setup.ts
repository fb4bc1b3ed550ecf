/** From the sections of a sound file to what a world is made of: names become indexes, defaults are worked out. */
import { type Instrument, instrumentId, nanos, type Venue, type VenueKind, venueId } from '@fairlead/domain';
import type { CrowdSetup } from '../crowd/setup.ts';
import { ofOneFactor } from '../fundamental/correlation.ts';
import type { FundamentalSetup, RegimesSetup } from '../fundamental/setup.ts';
import type { ScenarioFile } from './file.ts';
import { groupsOf } from './participants.ts';
import type {
  EventSetup,
  InstrumentSetup,
  NewsSetup,
  Scenario,
  SessionSetup,
  VenueSetup,
} from './scenario.ts';
import type {
  CrowdSection,
  EventSection,
  FundamentalSection,
  InstrumentSection,
  NewsSection,
  RegimesSection,
  SessionSection,
} from './sections.ts';
import type { VenueSection } from './venue.ts';

const NS = 1_000_000_000;

interface Names {
  readonly instruments: readonly string[];
  readonly venues: readonly string[];
  readonly litVenues: readonly number[];
  readonly regimes: readonly string[];
}

export function toScenario(file: ScenarioFile): Scenario {
  const names: Names = {
    instruments: file.instruments.map(({ id }) => id),
    venues: file.venues.map(({ id }) => id),
    litVenues: file.venues.flatMap(({ type }, index) => (type === 'lit' ? index : [])),
    regimes: Object.keys(file.regimes.states),
  };
  return {
    name: file.name,
    about: file.about,
    session: sessionOf(file.session),
    instruments: file.instruments.map(instrumentOf),
    fundamental: fundamentalOf(file.fundamental, file.regimes, names),
    venues: file.venues.map((venue) => venueOf(venue, names)),
    crowd: crowdOf(file.crowd, names),
    participants: groupsOf(file.participants),
    news: newsOf(file.news, names),
    events: file.events.map((event) => eventOf(event, names)).sort((a, b) => a.atNs - b.atNs),
  };
}

/** When the run begins: ns since midnight. */
export const startOf = ({ start, open, auctions }: SessionSection): number =>
  start ?? open - (auctions.opening ?? 0);

function sessionOf(session: SessionSection): SessionSetup {
  const { opening, closing } = session.auctions;
  return {
    date: session.date,
    startNs: nanos(startOf(session)),
    openNs: session.open,
    closeNs: session.close,
    ...(opening !== undefined && { openingNs: opening }),
    ...(closing !== undefined && { closingNs: closing }),
    ...(session.activity && { activity: session.activity }),
  };
}

function instrumentOf(of: InstrumentSection): InstrumentSetup {
  const { id, price, averageTrade, volatilityBps, weight, halts, ...rest } = of;
  const instrument: Instrument = {
    ...rest,
    id: instrumentId(id),
    avgTradeQty: averageTrade,
    dailyVolatilityBps: volatilityBps,
  };
  if (halts === undefined) return { instrument, openPx: price, weight };
  const { staticBps, dynamicBps, lasts, reopening } = halts;
  return {
    instrument,
    openPx: price,
    weight,
    halts: {
      staticBps,
      dynamicBps,
      lastsNs: lasts,
      ...(reopening !== undefined && { reopeningNs: reopening }),
    },
  };
}

function fundamentalOf(of: FundamentalSection, regimes: RegimesSection, names: Names): FundamentalSetup {
  const loadings = names.instruments.map((id) => of.loadings?.[id] ?? 0);
  return {
    stepNs: of.step,
    reversionHalfLifeS: of.reversionHalfLife / NS,
    ...(of.shocks !== undefined && of.shocks.perHour > 0 && { shocks: of.shocks }),
    correlation: of.correlation ?? ofOneFactor(loadings),
    regimes: regimesOf(regimes, names),
  };
}

function regimesOf({ start, states, timetable }: RegimesSection, { regimes }: Names): RegimesSetup {
  const others = regimes.length - 1;
  return {
    start: regimes.indexOf(start),
    states: Object.entries(states).map(([name, { volatility, flow, driftBpsPerHour, stay, next }]) => ({
      name,
      volatility,
      flow,
      driftBps: driftBpsPerHour,
      ...(stay !== undefined && { stayS: stay / NS }),
      next: regimes.map((other) => {
        if (next !== undefined) return next[other] ?? 0;
        return other === name ? Number(others === 0) : 1 / others;
      }),
    })),
    timetable: timetable.map(({ at, regime }) => ({ atNs: at, regime: regimes.indexOf(regime) })),
  };
}

function venueOf(of: VenueSection, names: Names): VenueSetup {
  const { fees, latency, throttle, collarBps } = of;
  const venue: Venue = {
    id: venueId(of.id),
    name: of.name,
    kind: kindOf(of),
    fees: { takeMicros: fees.take, makeMicros: fees.make },
    latencyNs: latency.base,
    origin: 'Simulated',
  };
  const common = {
    venue,
    link: { jitterShare: latency.jitter, tailProb: latency.tailProb, loadNs: latency.load },
    rejectProb: of.rejectProb,
    ...(throttle && { throttle }),
    ...(collarBps !== undefined && { collarBps }),
  };
  if (of.type === 'lit') {
    return { type: 'Lit', ...common, ...(of.selfTrade && { selfTrade: SELF_TRADE[of.selfTrade] }) };
  }
  if (of.type === 'dark') {
    const hidden = names.regimes.map((name) => of.hidden[name]!);
    return { type: 'Dark', ...common, minQty: of.minQty, hidden, leakProb: of.leakProb };
  }
  const { rest, ...interest } = of.interest;
  return {
    type: 'Block',
    ...common,
    minQty: of.minQty,
    firmUpNs: of.firmUp,
    interest: { ...interest, restNs: rest },
  };
}

const SELF_TRADE = { 'cancel-new': 'CancelNew', 'cancel-resting': 'CancelResting' } as const;

const kindOf = ({ type, fees }: VenueSection): VenueKind =>
  type === 'lit' ? (fees.take < 0 ? 'Inverted' : 'Lit') : 'DarkMidpoint';

function crowdOf(section: CrowdSection, names: Names): readonly CrowdSetup[] {
  return section.map(({ venues, instruments, intensities, ...rest }) => ({
    ...rest,
    venues: venues?.map((id) => names.venues.indexOf(id)) ?? names.litVenues,
    instruments: (instruments ?? names.instruments).map((id) => names.instruments.indexOf(id)),
    ...(intensities && { intensities }),
  }));
}

function newsOf({ delay, perHour, jump, stories }: NewsSection, names: Names): NewsSetup {
  return {
    delayNs: delay,
    perHour,
    jump,
    stories: stories
      .map(({ at, instrument, headline, sentiment, shockBps }) => ({
        atNs: at,
        instrument: names.instruments.indexOf(instrument),
        headline,
        sentimentScore: sentiment,
        shockBps,
      }))
      .sort((a, b) => a.atNs - b.atNs),
  };
}

function eventOf(of: EventSection, names: Names): EventSetup {
  const span = { atNs: of.at, lastsNs: of.lasts };
  const venue = of.venue === undefined ? undefined : names.venues.indexOf(of.venue);
  switch (of.type) {
    case 'halt':
      return {
        type: 'Halt',
        ...span,
        venue,
        instrument: names.instruments.indexOf(of.instrument),
        ...(of.reopening !== undefined && { reopeningNs: of.reopening }),
      };
    case 'auction':
      return { type: 'Auction', ...span, venue, instrument: names.instruments.indexOf(of.instrument) };
    case 'outage':
      return { type: 'Outage', ...span, venue: venue! };
    case 'rejects':
      return { type: 'Rejects', ...span, venue: venue!, rejectProb: of.probability };
    case 'latency':
      return { type: 'Latency', ...span, venue: venue!, multiple: of.multiple };
  }
}
