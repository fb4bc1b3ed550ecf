/** Puts a world together from its scenario. */
import { createBlockPool, createMatchingBook, createMidpointPool } from '@fairlead/book';
import { invariant } from '@fairlead/domain';
import { createCrowd } from '../crowd/crowd.ts';
import { createHidden } from '../crowd/hidden.ts';
import { createInterest } from '../crowd/interest.ts';
import { createFundamental } from '../fundamental/fundamental.ts';
import { createFlight } from '../kernel/flight.ts';
import { createWakes, setWake } from '../kernel/wakes.ts';
import type { MarketSink } from '../orders.ts';
import { createPaperBook } from '../paper/paper.ts';
import { NOT_CONNECTED, paperSink } from '../paper/paper-feed.ts';
import { createParticipant, type ParticipantGroup } from '../participants/index.ts';
import { createRandom } from '../random.ts';
import { createPlayback, startPlayback } from '../replay/playback.ts';
import type { InstrumentSetup, Scenario, VenueSetup } from '../scenario/scenario.ts';
import { blockSink } from './blocks.ts';
import { bookSink, finishCommand, poolSink } from './books.ts';
import { answerClient } from './client.ts';
import { plainCommand } from './command.ts';
import { createDesk, type Seat } from './desk.ts';
import { createHash } from './hash.ts';
import { scheduleNews } from './news.ts';
import { startClock } from './session.ts';
import { scheduleShocks } from './shocks.ts';
import {
  type BlockFeed,
  type BookState,
  CROWD,
  type Feed,
  FIRST_PARTICIPANT,
  type InstrumentState,
  type VenueState,
  type World,
} from './state.ts';
import { createTouches, emptyTouch } from './touches.ts';
import { refusalOf } from './venue.ts';

/** Hears nothing. */
export const SILENT: MarketSink = { event: () => {}, report: () => {}, cancelReject: () => {} };

/**
 * A world at its scenario's opening, in which nobody has acted yet. Any seed, an integer. `idPrefix` is part of every
 * id that its venues give: another one at each start, and ids never repeat.
 */
export function createWorld(scenario: Scenario, seed: number, idPrefix = 'SIM'): World {
  invariant(/^[A-Za-z0-9]+$/.test(idPrefix), 'idPrefix must be letters and digits');
  const { instruments, venues, session } = scenario;
  const owners = FIRST_PARTICIPANT + scenario.participants.reduce((sum, group) => sum + group.count, 0);
  const feedCount = venues.length * instruments.length;
  const seats: (Seat | undefined)[] = new Array(FIRST_PARTICIPANT).fill(undefined);
  const feeds: Feed[] = [];
  const agendaActor = owners + 2 * feedCount;
  const world: World = {
    idPrefix,
    own: new Map(),
    nextOwnRef: -1,
    reply: (venue, answer) => answerClient(world, venue, answer),
    refusal: (feed, order) => refusalOf(world, feed as Feed, order),
    finish: (feed) => finishCommand(world, feed as BookState),
    scenario,
    seed,
    now: session.startNs,
    events: 0,
    hash: createHash(),
    instruments: instruments.map(createInstrument),
    venues: venues.map((setup, index) => createVenue(setup, { index, seed, owners })),
    feeds,
    seats,
    owners,
    wakes: createWakes(agendaActor + 1),
    agenda: { actor: agendaActor, items: [] },
    flight: createFlight(),
    fundamental: createFundamental(scenario.fundamental, instruments, { seed, session }),
    shares: new Float64Array(owners * instruments.length),
    cash: new Float64Array(owners),
    failures: [],
    orders: 0,
    serving: undefined,
    sink: SILENT,
    command: plainCommand(),
    scratch: emptyTouch(),
  };
  for (const venue of world.venues) {
    for (const of of world.instruments) feeds.push(addFeed(world, venue, of));
  }
  for (const group of scenario.participants) {
    for (let nth = 1; nth <= group.count; nth += 1) takeSeat(world, seats, { group, nth });
  }
  startClock(world);
  scheduleNews(world);
  scheduleShocks(world);
  return world;
}

function createInstrument(
  { instrument, openPx, weight = 1, halts }: InstrumentSetup,
  index: number,
): InstrumentState {
  return {
    index,
    id: instrument.id,
    instrument,
    openPx,
    lit: [],
    dark: [],
    blocks: [],
    touches: createTouches(),
    mid2: 0,
    crossPx: undefined,
    watchers: [],
    printWatchers: [],
    weight,
    halts,
    staticPx: openPx,
    dynamicPx: openPx,
    auctionNs: Number.NEGATIVE_INFINITY,
    indicating: false,
    volume: 0,
    tradePx: 0,
    tradeQty: 0,
    tradeNs: 0,
  };
}

function createVenue(
  setup: VenueSetup,
  at: { readonly index: number; readonly seed: number; readonly owners: number },
): VenueState {
  return {
    index: at.index,
    id: setup.venue.id,
    venue: setup.venue,
    setup,
    random: createRandom(at.seed, `venue ${setup.venue.id}`),
    clientRandom: createRandom(at.seed, `client ${setup.venue.id}`),
    requestedNs: 0,
    answeredNs: 0,
    seen: new Map(),
    orders: 0,
    execs: 0,
    feeds: [],
    down: false,
    rejectProb: setup.rejectProb,
    latencyMultiple: 1,
    lost: [],
    load: 0,
    loadNs: 0,
    tokens: new Float64Array(at.owners).fill(setup.throttle?.burst ?? 0),
    tokensNs: new Float64Array(at.owners),
    feesMicros: 0,
    trades: 0,
    volume: 0,
    rejects: 0,
  };
}

const noop = (): void => {};
const NO_SINK = {
  accepted: noop,
  replaced: noop,
  traded: noop,
  filled: noop,
  canceled: noop,
  rejected: noop,
  levelChanged: noop,
};

const NO_BLOCK_SINK = {
  ...NO_SINK,
  invited: noop,
  firmed: noop,
  returned: noop,
  requested: noop,
  barred: noop,
};

/** Time to quote on a request: machines answer. */
const QUOTE_NS = 1_000_000_000;
/** About four invitations of five are firmed up where it is told (LeveL ATS, 2021: 77-83%): half is far below. */
const SCORECARD = { invitations: 5, percent: 50, barNs: 3_600e9 };

function addFeed(world: World, venue: VenueState, of: InstrumentState): Feed {
  const index = world.feeds.length;
  const { tick, lot } = of.instrument;
  const at = {
    index,
    venue,
    of,
    venueId: venue.id,
    instrumentId: of.id,
    feedSeq: 0,
    lastNs: world.now,
    status: 'Open' as const,
    haltedUntilNs: 0,
    sink: NO_SINK,
  };
  const label = `${venue.id} ${of.id}`;
  const actor = world.owners + index;
  if (venue.setup.type === 'Block') {
    const { minQty, firmUpNs, interest } = venue.setup;
    const feed: BlockFeed = {
      type: 'Block',
      ...at,
      pool: createBlockPool({ tick, lot, minQty, firmUpNs, quoteNs: QUOTE_NS, scorecard: SCORECARD }),
      interest: createInterest({ actor, setup: interest, seed: world.seed, label }),
      natural: new Map(),
      responders: [],
      sink: NO_BLOCK_SINK,
    };
    feed.sink = blockSink(world, feed);
    of.blocks.push(feed);
    setWake(world.wakes, actor, world.now);
    return feed;
  }
  if (venue.setup.type === 'Dark') {
    const { minQty, hidden, leakProb } = venue.setup;
    const feed: Feed = {
      type: 'Pool',
      ...at,
      pool: createMidpointPool({ lot, minQty: Math.max(lot, minQty) }),
      hidden: createHidden({ actor, setup: hidden, seed: world.seed, label, instrument: of.instrument }),
      leakProb,
    };
    setWake(world.wakes, actor, world.now);
    feed.sink = poolSink(world, feed);
    of.dark.push(feed);
    venue.feeds.push(feed);
    return feed;
  }
  if (venue.setup.type === 'Paper') {
    const book = createPaperBook({ tick, lot });
    const feed: Feed = { type: 'Paper', ...at, book, down: NOT_CONNECTED, heardNs: Number.NEGATIVE_INFINITY };
    feed.sink = paperSink(world, feed);
    venue.feeds.push(feed);
    return feed;
  }
  const { setup } = venue;
  const playback = setup.type === 'Recorded' ? createPlayback(setup.recording, actor) : undefined;
  const selfTrade = setup.type === 'Lit' ? setup.selfTrade : undefined;
  const feed: BookState = {
    type: 'Book',
    ...at,
    book: createMatchingBook({ tick, lot, selfTrade, anonymous: CROWD }),
    touches: createTouches(),
    crowd: setup.type === 'Lit' ? crowdOf(world, venue, { of, actor }) : undefined,
    playback,
    touched: false,
    moved: false,
    callUntilNs: 0,
    gathers: false,
    indicated: undefined,
    crossing: 0,
  };
  feed.sink = bookSink(world, feed);
  of.lit.push(feed);
  venue.feeds.push(feed);
  if (feed.crowd !== undefined) setWake(world.wakes, feed.crowd.actor, world.now);
  if (playback !== undefined) startPlayback(world, feed, playback);
  return feed;
}

function crowdOf(
  world: World,
  venue: VenueState,
  at: { readonly of: InstrumentState; readonly actor: number },
): BookState['crowd'] {
  const { id, index, instrument, openPx } = at.of;
  const setup = world.scenario.crowd.find(
    ({ venues, instruments }) => venues.includes(venue.index) && instruments.includes(index),
  );
  if (setup === undefined) return undefined;
  const { tick, lot, avgTradeQty } = instrument;
  return createCrowd({
    actor: at.actor,
    setup,
    seed: world.seed,
    label: `${venue.id} ${id}`,
    tick,
    lot,
    avgTradeQty,
    openTicks: openPx / tick,
    around: displayed(world.scenario) > 1 ? at.of.touches : undefined,
    leader: at.of.lit.find(({ playback }) => playback !== undefined)?.touches,
  });
}

const displayed = ({ venues }: Scenario): number =>
  venues.filter(({ type }) => type === 'Lit' || type === 'Recorded').length;

function takeSeat(
  world: World,
  seats: (Seat | undefined)[],
  { group, nth }: { readonly group: ParticipantGroup; readonly nth: number },
): void {
  const name = `${group.kind}-${nth}`;
  const owner = seats.length;
  const seat: Seat = {
    owner,
    name,
    kind: group.kind,
    random: createRandom(world.seed, `participant ${owner} ${name}`),
    distanceNs: group.distanceNs,
    dataNs: group.dataNs,
    computeNs: group.computeNs,
    sentNs: new Float64Array(world.venues.length),
    heardNs: new Float64Array(world.venues.length),
    looking: new Uint8Array(world.venues.length * world.instruments.length),
    orders: new Map(),
    shares: new Float64Array(world.instruments.length),
    cashMicros: 0,
    participant: { wake: noop },
    out: false,
  };
  seats.push(seat);
  seat.participant = createParticipant(group, createDesk(world, seat));
}
