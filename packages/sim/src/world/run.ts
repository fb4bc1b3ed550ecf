/**
 * The clock of a world: the earliest message lands or the earliest actor acts, and so on to the given time. At one
 * instant messages come before actors. Nothing depends on anything but the state.
 */
import { cancelConditional, cancelOrder, cancelPeg } from '@fairlead/book';
import { actCrowd } from '../crowd/acts.ts';
import { actHidden } from '../crowd/hidden.ts';
import { actInterest, callNow } from '../crowd/interest.ts';
import { land, type Message, nextArrivalNs, retire } from '../kernel/flight.ts';
import { firstActor, firstWakeNs, setWake } from '../kernel/wakes.ts';
import type { MarketSink } from '../orders.ts';
import { hearPaper } from '../paper/paper-feed.ts';
import type { Answer, Asked, Print } from '../participants/participant.ts';
import { actPlayback } from '../replay/playback.ts';
import { actAgenda } from './agenda.ts';
import { finishCommand } from './books.ts';
import { deliverClient } from './client.ts';
import { hear, type Seat } from './desk.ts';
import { actHeartbeat } from './heartbeat.ts';
import type { Word } from './news.ts';
import type { Feed, World } from './state.ts';
import { receive } from './venue.ts';

/** Runs everything due at or before `untilNs`, or up to and with event number `untilEvent`. */
export function runWorld(
  world: World,
  untilNs: number,
  sink: MarketSink,
  untilEvent = Number.POSITIVE_INFINITY,
): void {
  world.sink = sink;
  while (world.events < untilEvent) {
    const wakeNs = firstWakeNs(world.wakes);
    const arrivesNs = nextArrivalNs(world.flight);
    const nextNs = arrivesNs <= wakeNs ? arrivesNs : wakeNs;
    if (nextNs > untilNs) {
      world.now = Math.max(world.now, untilNs);
      return;
    }
    if (nextNs > world.now) world.now = nextNs;
    world.events += 1;
    if (arrivesNs <= wakeNs) {
      const landed = land(world.flight);
      deliver(world, landed);
      retire(world.flight, landed);
    } else {
      act(world, firstActor(world.wakes));
    }
  }
}

/** When something happens next; Infinity where nothing will. */
export const nextWorldNs = ({ now, wakes, flight }: World): number =>
  Math.max(now, Math.min(firstWakeNs(wakes), nextArrivalNs(flight)));

function act(world: World, actor: number): void {
  const { owners, feeds } = world;
  if (actor >= owners) {
    if (actor < owners + feeds.length) actFeed(world, feeds[actor - owners] as Feed);
    else if (actor === world.agenda.actor) actAgenda(world);
    else actHeartbeat(world, actor);
    return;
  }
  setWake(world.wakes, actor, Number.POSITIVE_INFINITY);
  const seat = world.seats[actor];
  if (seat === undefined || seat.out) return;
  try {
    seat.participant.wake();
  } catch (error) {
    expel(world, seat, error);
  }
}

function actFeed(world: World, feed: Feed): void {
  if (feed.type === 'Book') {
    if (feed.playback === undefined) actCrowd(world, feed);
    else actPlayback(world, feed, feed.playback);
  } else if (feed.type === 'Pool') actHidden(world, feed);
  else if (feed.type === 'Block') actInterest(world, feed);
}

const ANSWER: Answer = {
  type: 'Accepted',
  order: 0,
  of: undefined,
  venue: 0,
  instrument: 0,
  px: 0,
  qty: 0,
  passive: false,
  reason: undefined,
};

function deliver(world: World, landed: Message): void {
  switch (landed.type) {
    case 'New':
    case 'Cancel':
    case 'Replace':
    case 'FirmUp':
    case 'Request':
    case 'Quote':
      receive(world, landed);
      return;
    case 'Client':
      deliverClient(world, landed);
      return;
    case 'Heard':
      hearPaper(world, landed);
      return;
    case 'Word':
      tell(world, landed);
      return;
    case 'Print':
      print(world, landed);
      return;
    case 'Seen':
      look(world, landed);
      return;
    case 'Requested':
      ask(world, landed);
      return;
    default:
      answer(world, landed);
  }
}

function tell(world: World, landed: Message): void {
  const seat = world.seats[landed.owner];
  if (seat === undefined || seat.out) return;
  try {
    const { item, instrument, movedBps } = landed.cargo as Word;
    if (item !== undefined) seat.participant.heard?.(item);
    seat.participant.learned?.(instrument, movedBps);
  } catch (error) {
    expel(world, seat, error);
  }
}

function look(world: World, landed: Message): void {
  const seat = world.seats[landed.owner];
  const feed = world.feeds[landed.feed];
  if (seat === undefined || feed === undefined || seat.out) return;
  seat.looking[landed.feed] = 0;
  try {
    seat.participant.seen?.(feed.venue.index, feed.of.index);
  } catch (error) {
    expel(world, seat, error);
  }
}

const ASKED: Asked = { request: 0, venue: 0, instrument: 0, side: 'Buy', qty: 0 };

function ask(world: World, landed: Message): void {
  const seat = world.seats[landed.owner];
  const feed = world.feeds[landed.feed];
  if (seat === undefined || feed === undefined || seat.out) return;
  ASKED.request = landed.order;
  ASKED.venue = feed.venue.index;
  ASKED.instrument = feed.of.index;
  ASKED.side = landed.side;
  ASKED.qty = landed.qty;
  try {
    seat.participant.asked?.(ASKED);
  } catch (error) {
    expel(world, seat, error);
  }
}

const PRINT: Print = { venue: 0, instrument: 0, px: 0, qty: 0, side: 'Buy', atNs: 0 };

function print(world: World, landed: Message): void {
  const seat = world.seats[landed.owner];
  const feed = world.feeds[landed.feed];
  if (seat === undefined || feed === undefined || seat.out) return;
  PRINT.venue = feed.venue.index;
  PRINT.instrument = feed.of.index;
  PRINT.px = landed.px;
  PRINT.qty = landed.qty;
  PRINT.side = landed.side;
  PRINT.atNs = landed.atNs - seat.dataNs - seat.computeNs;
  try {
    seat.participant.printed?.(PRINT);
  } catch (error) {
    expel(world, seat, error);
  }
}

function answer(world: World, landed: Message): void {
  const seat = world.seats[landed.owner];
  const feed = world.feeds[landed.feed];
  if (seat === undefined || feed === undefined) return;
  const of = seat.orders.get(landed.order);
  hear(world, seat, landed);
  if (seat.out || seat.participant.told === undefined) return;
  ANSWER.type = landed.type as Answer['type'];
  ANSWER.order = landed.order;
  ANSWER.of = of;
  ANSWER.venue = feed.venue.index;
  ANSWER.instrument = feed.of.index;
  ANSWER.px = landed.px;
  ANSWER.qty = landed.qty;
  ANSWER.passive = landed.passive;
  ANSWER.reason = landed.cargo as string | undefined;
  try {
    seat.participant.told(ANSWER);
  } catch (error) {
    expel(world, seat, error);
  }
}

/** One that throws is out: its orders are taken off the books, and it never acts again. */
function expel(world: World, seat: Seat, error: unknown): void {
  seat.out = true;
  setWake(world.wakes, seat.owner, Number.POSITIVE_INFINITY);
  world.failures.push({
    seed: world.seed,
    event: world.events,
    nowNs: world.now,
    participant: seat.name,
    error,
  });
  for (const order of [...seat.orders.values()]) {
    const feed = world.feeds[order.venue * world.instruments.length + order.instrument];
    if (feed === undefined) continue;
    if (feed.type === 'Pool') {
      cancelPeg(feed.pool, order.id, feed.sink);
    } else if (feed.type === 'Block') {
      cancelConditional(feed.pool, order.id, callNow(world, feed));
    } else if (feed.type === 'Book') {
      cancelOrder(feed.book, order.id, feed.sink);
      finishCommand(world, feed);
    }
  }
}
