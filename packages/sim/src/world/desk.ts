/**
 * The only door between a participant and the market: what it may see, as late as it reaches it, and what it may
 * do, which takes as long to get there. One desk for each participant.
 */
import { opposite, type Side, type Venue } from '@fairlead/domain';
import { valueTicks } from '../fundamental/fundamental.ts';
import { launch, type Message, message, RESTING, type Terms } from '../kernel/flight.ts';
import { setWake } from '../kernel/wakes.ts';
import type { Asked, Participant } from '../participants/participant.ts';
import type { Random } from '../random.ts';
import { flowNow } from './flow.ts';
import { latencyNs } from './link.ts';
import type { InstrumentState, World } from './state.ts';
import { emptyTouch, type Touch, touchAt } from './touches.ts';

/** An order of the participant's, as far as it knows. */
export interface OpenOrder {
  readonly id: number;
  readonly venue: number;
  readonly instrument: number;
  readonly side: Side;
  /** 0 for a market order. */
  px: number;
  leavesQty: number;
  /** A cancel is on its way. */
  canceling: boolean;
}

interface NewOrder {
  readonly venue: number;
  readonly instrument: number;
  readonly side: Side;
  /** Absent: at the market. */
  readonly px?: number;
  readonly qty: number;
  readonly terms: Terms;
}

export interface Desk {
  /** ns since the session's midnight. */
  readonly now: number;
  readonly random: Random;
  readonly closeNs: number;
  readonly instruments: readonly InstrumentState[];
  readonly venues: readonly Venue[];
  /** Which of the venues take conditional orders and requests for quotes. */
  readonly blockVenues: readonly number[];
  /** Its open orders by id, as far as it has heard. */
  readonly orders: ReadonlyMap<number, OpenOrder>;
  /** Asks to be woken, at least 1 ns from now; replaces what it asked before. Infinity: not at all. */
  wakeIn(ns: number): void;
  /** A venue's touch of an instrument as it has reached it. The record is used again. */
  touch(venue: number, instrument: number): Touch;
  /** Best of the displayed venues, its size that of all that show it, as it has reached it. Used again. */
  best(instrument: number): Touch;
  /** Whether the instrument's primary venue gathers orders for an auction, which the timetable or its feed says. */
  calls(instrument: number): boolean;
  /** To be told by `seen` of changed touches of the instrument. */
  watch(instrument: number): void;
  /** To be told by `printed` of the instrument's prints. */
  watchPrints(instrument: number): void;
  /** Sends an order. @returns its id, by which the answers will call it */
  send(order: NewOrder): number;
  cancel(id: number): void;
  /** Answers an invitation of a conditional order. */
  firmUp(id: number, qty: number): void;
  /** Asks a block venue for quotes; `px` is the limit, which nobody is told. @returns its id */
  request(order: Omit<NewOrder, 'terms'>): number;
  /** Answers a request, for all of it. @returns the quote's id */
  quote(to: Asked, px: number): number;
  /** To be told by `asked` of the requests at a venue. */
  answerRequests(venue: number): void;
  replace(id: number, to: { readonly qty: number; readonly px: number }): void;
  /** Shares, from the fills that it has heard of. */
  position(instrument: number): number;
  /** Micros, fees included, from the fills that it has heard of. */
  cash(): number;
  /** Multiple of the rates of flow now: the day's rhythm times its mood, which everybody feels. */
  flow(): number;
  /** The fundamental, ticks; for those who can find it out, at the price of their own error. */
  value(instrument: number): number;
}

/** A participant in its place: what the world keeps of it. */
export interface Seat {
  readonly owner: number;
  readonly name: string;
  readonly kind: string;
  readonly random: Random;
  /** Beyond the venue's own latency, one way, ns; how old its market data is; how long it thinks. */
  readonly distanceNs: number;
  readonly dataNs: number;
  readonly computeNs: number;
  /** By venue: when its last message there arrives, and when the venue's last one reaches it. */
  readonly sentNs: Float64Array;
  readonly heardNs: Float64Array;
  /** By feed: a look at its touch is under way. */
  readonly looking: Uint8Array;
  readonly orders: Map<number, OpenOrder>;
  readonly shares: Float64Array;
  cashMicros: number;
  participant: Participant;
  /** It threw and is out of the market. */
  out: boolean;
}

export function createDesk(world: World, seat: Seat): Desk {
  const touched = emptyTouch();
  const best = emptyTouch();
  const count = world.instruments.length;
  const book = (venue: number, instrument: number) => world.feeds[venue * count + instrument];

  const fly = (type: Message['type'], feed: number): Message => {
    const sent = message(world.flight, type);
    sent.owner = seat.owner;
    sent.feed = feed;
    return sent;
  };
  const depart = (sent: Message, venue: number): void => {
    const to = world.venues[venue];
    if (to === undefined) throw new RangeError(`no venue ${venue}`);
    const flies = seat.computeNs + latencyNs(to, seat.distanceNs, seat.random);
    const arrivesNs = Math.max((seat.sentNs[venue] as number) + 1, world.now + flies);
    seat.sentNs[venue] = arrivesNs;
    launch(world.flight, sent, arrivesNs);
  };

  const open = (type: 'New' | 'Request' | 'Quote', order: NewOrder, about = 0): number => {
    const { venue, instrument, side, px, qty, terms } = order;
    const id = ++world.orders;
    const sent = fly(type, venue * count + instrument);
    sent.order = id;
    sent.side = side;
    sent.px = px ?? 0;
    sent.qty = qty;
    sent.terms = terms;
    sent.about = about;
    seat.orders.set(id, { id, venue, instrument, side, px: px ?? 0, leavesQty: qty, canceling: false });
    depart(sent, venue);
    return id;
  };

  return {
    get now() {
      return world.now;
    },
    random: seat.random,
    closeNs: world.scenario.session.closeNs,
    instruments: world.instruments,
    venues: world.venues.map((each) => each.venue),
    blockVenues: world.venues.flatMap(({ setup, index }) => (setup.type === 'Block' ? index : [])),
    orders: seat.orders,

    wakeIn: (ns) => setWake(world.wakes, seat.owner, world.now + Math.max(1, Math.round(ns))),

    touch: (venue, instrument) => {
      const feed = book(venue, instrument);
      if (feed?.type !== 'Book') return Object.assign(touched, emptyTouch());
      return touchAt(feed.touches, world.now - seat.dataNs, touched);
    },

    best: (instrument) => {
      const of = world.instruments[instrument];
      if (of === undefined) return Object.assign(best, emptyTouch());
      return touchAt(of.touches, world.now - seat.dataNs, best);
    },

    calls: (instrument) => world.instruments[instrument]?.lit[0]?.status === 'Auction',

    watch: (instrument) => {
      const watchers = world.instruments[instrument]?.watchers;
      if (watchers !== undefined && !watchers.includes(seat)) watchers.push(seat);
    },

    watchPrints: (instrument) => {
      const watchers = world.instruments[instrument]?.printWatchers;
      if (watchers !== undefined && !watchers.includes(seat)) watchers.push(seat);
    },

    send: (order) => open('New', order),

    firmUp: (id, qty) => {
      const order = seat.orders.get(id);
      if (order === undefined) return;
      const sent = fly('FirmUp', order.venue * count + order.instrument);
      sent.order = id;
      sent.qty = qty;
      depart(sent, order.venue);
    },

    request: (order) => open('Request', { ...order, terms: RESTING }),

    quote: ({ request, venue, instrument, side, qty }, px) =>
      open('Quote', { venue, instrument, side: opposite(side), px, qty, terms: RESTING }, request),

    answerRequests: (venue) => {
      for (const feed of world.feeds)
        if (feed.type === 'Block' && feed.venue.index === venue) feed.responders.push(seat);
    },

    cancel: (id) => {
      const order = seat.orders.get(id);
      if (order === undefined || order.canceling) return;
      order.canceling = true;
      const sent = fly('Cancel', order.venue * count + order.instrument);
      sent.order = id;
      depart(sent, order.venue);
    },

    replace: (id, { qty, px }) => {
      const order = seat.orders.get(id);
      if (order === undefined || order.canceling) return;
      const sent = fly('Replace', order.venue * count + order.instrument);
      sent.order = id;
      sent.side = order.side;
      sent.qty = qty;
      sent.px = px;
      depart(sent, order.venue);
    },

    position: (instrument) => seat.shares[instrument] ?? 0,
    cash: () => seat.cashMicros,
    flow: () => flowNow(world),
    value: (instrument) => valueTicks(world.fundamental, instrument, world.now),
  };
}

/** An answer has reached the participant: its own account of its orders follows it. */
export function hear(world: World, seat: Seat, heard: Message): void {
  const { orders } = seat;
  const order = orders.get(heard.order);
  switch (heard.type) {
    case 'Traded': {
      const feed = world.feeds[heard.feed];
      if (feed === undefined) break;
      const { fees } = feed.venue.venue;
      const sign = heard.side === 'Buy' ? 1 : -1;
      const fee = Number(heard.passive ? fees.makeMicros : fees.takeMicros);
      seat.shares[feed.of.index] = (seat.shares[feed.of.index] as number) + sign * heard.qty;
      seat.cashMicros -= sign * heard.px * heard.qty * 100 + fee * heard.qty;
      if (order !== undefined) order.leavesQty = heard.leavesQty;
      if (heard.leavesQty === 0) orders.delete(heard.order);
      break;
    }
    case 'Replaced':
      if (order !== undefined) {
        order.px = heard.px;
        order.leavesQty = heard.qty;
      }
      break;
    case 'Returned':
      if (order !== undefined) order.leavesQty = heard.leavesQty;
      break;
    case 'Canceled':
      orders.delete(heard.order);
      break;
    case 'Rejected':
      orders.delete(heard.order);
      break;
    case 'Refused':
      if (heard.cargo === 'UnknownOrder') orders.delete(heard.order);
      else if (order !== undefined) order.canceling = false;
      break;
    default:
  }
}
