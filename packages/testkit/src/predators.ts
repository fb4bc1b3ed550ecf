/**
 * Predators at known times in a calm market: each plays its pattern on one venue's displayed book, on top of
 * recorded or simulated messages, so that what is to be found, when, is known. The messages stay those of a possible
 * venue: levels are the calm ones plus what the predator shows, prints take what is there, the count has no gaps.
 */
import { type MarketEvent, nanos, px, qty, type Side, type VenueId } from '@fairlead/domain';

/** `Nobody` is a calm stretch that looks like an episode to whoever labels it. */
export const PREDATORS = [
  'Nobody',
  'Bursting',
  'Canceling',
  'Flickering',
  'Fading',
  'Pinging',
  'Layering',
  'Reversing',
] as const;
export type Predator = (typeof PREDATORS)[number];

/** What a receiver is told: a message, or that an order of ours left for `Sent` at another venue. */
export type Heard = { readonly ts: number } & (
  | { readonly type: 'Market'; readonly event: MarketEvent }
  | { readonly type: 'OwnSent'; readonly side: Side }
);

export interface Episode {
  readonly predator: Predator;
  /** When it begins, ns. */
  readonly at: number;
}

export interface Injection {
  /** Ascending and at least three seconds apart. In each we send an order elsewhere at 0, 0.6 and 1.2 s. */
  readonly episodes: readonly Episode[];
  /** Where they play. */
  readonly venue: VenueId;
  /** Shares of an average trade, and the price step. */
  readonly unit: number;
  readonly tick: number;
  readonly seed: number;
}

const MS = 1_000_000;

/** The venue's book under the predator's hands. Times ascend. */
interface Scene {
  now: number;
  readonly random: () => number;
  readonly unit: number;
  readonly tick: number;
  readonly later: (afterMs: number, act: () => void) => void;
  /** Price of the side's `nth` level, 0 = best. */
  readonly level: (side: Side, nth: number) => number | undefined;
  readonly shown: (side: Side, price: number) => number;
  /** Shows so many shares more (or fewer) at a price. */
  readonly show: (side: Side, price: number, shares: number) => void;
  /** Somebody takes so many from the other side's touch. */
  readonly take: (aggressor: Side, shares: number) => void;
  /** Sides of our three orders. */
  ours: readonly Side[];
}

const SEND_EVERY_MS = 600;

const pick = (scene: Scene, low: number, high: number): number =>
  low + Math.floor(scene.random() * (high - low + 1));
const anySide = (scene: Scene): Side => (scene.random() < 0.5 ? 'Buy' : 'Sell');
const other = (side: Side): Side => (side === 'Buy' ? 'Sell' : 'Buy');

const SCRIPTS: Readonly<Record<Predator, (scene: Scene) => void>> = {
  Nobody() {},
  /** Five storms, each of 60 small changes in 80 ms that are undone 15 to 60 ms later. */
  Bursting(scene) {
    for (let storm = 0; storm < 5; storm++) {
      for (let i = 0; i < 60; i++) {
        scene.later(350 * storm + (4 * i) / 3, () => {
          const side = anySide(scene);
          const price = scene.level(side, pick(scene, 0, 4));
          if (price === undefined) return;
          const shares = pick(scene, 1, 40) - 20;
          scene.show(side, price, shares);
          scene.later(pick(scene, 15, 60), () => scene.show(side, price, -shares));
        });
      }
    }
  },
  /** 120 orders of one to four trades behind the touch, each for a tenth to four tenths of a second. */
  Canceling(scene) {
    for (let i = 0; i < 120; i++) {
      scene.later(13 * i, () => {
        const side = anySide(scene);
        const price = scene.level(side, pick(scene, 2, 5));
        if (price === undefined) return;
        const shares = pick(scene, scene.unit, 4 * scene.unit);
        scene.show(side, price, shares);
        scene.later(pick(scene, 100, 400), () => scene.show(side, price, -shares));
      });
    }
  },
  /** 30 orders at or behind the touch, gone after 1 to 9 ms. */
  Flickering(scene) {
    for (let i = 0; i < 30; i++) {
      scene.later(50 * i + pick(scene, 0, 20), () => {
        const side = anySide(scene);
        const price = scene.level(side, pick(scene, 0, 3));
        if (price === undefined) return;
        const shares = pick(scene, 1, 3 * scene.unit);
        scene.show(side, price, shares);
        scene.later(pick(scene, 1, 9), () => scene.show(side, price, -shares));
      });
    }
  },
  /** After each of our orders most of the touch that we would want next is gone, within 5 to 40 ms. */
  Fading(scene) {
    scene.ours.forEach((ours, i) => {
      const side = other(ours);
      scene.later(SEND_EVERY_MS * i + pick(scene, 5, 40), () => {
        const price = scene.level(side, 0);
        if (price === undefined) return;
        const shares = Math.floor((0.7 + 0.3 * scene.random()) * scene.shown(side, price));
        scene.show(side, price, -shares);
        scene.later(300, () => scene.show(side, price, shares));
      });
    });
  },
  /** 15 small orders inside the spread, where there is room, gone after 2 to 8 ms. */
  Pinging(scene) {
    for (let i = 0; i < 15; i++) {
      scene.later(100 * i, () => {
        const bid = scene.level('Buy', 0);
        const ask = scene.level('Sell', 0);
        if (bid === undefined || ask === undefined || ask - bid < 2 * scene.tick) return;
        const side = anySide(scene);
        const price = side === 'Buy' ? bid + scene.tick : ask - scene.tick;
        const shares = pick(scene, 1, scene.unit);
        scene.show(side, price, shares);
        scene.later(pick(scene, 2, 8), () => scene.show(side, price, -shares));
      });
    }
  },
  /** Twice: five layers of one to five trades behind the touch, a print on the other side, the layers gone. */
  Layering(scene) {
    for (let i = 0; i < 2; i++) {
      scene.later(900 * i, () => {
        const side = anySide(scene);
        const layers: { price: number; shares: number }[] = [];
        for (let nth = 1; nth <= 5; nth++) {
          const price = scene.level(side, nth);
          if (price !== undefined) layers.push({ price, shares: pick(scene, scene.unit, 5 * scene.unit) });
        }
        layers.forEach(({ price, shares }, nth) => {
          scene.later(20 * nth + pick(scene, 0, 15), () => scene.show(side, price, shares));
        });
        const fill = pick(scene, 200, 500);
        scene.later(fill, () => scene.take(side, scene.unit));
        layers.forEach(({ price, shares }, nth) => {
          scene.later(fill + 20 * nth + pick(scene, 10, 30), () => scene.show(side, price, -shares));
        });
      });
    }
  },
  /** Ten takes of two to four trades within half a second, and after a breath as many back. */
  Reversing(scene) {
    const side = anySide(scene);
    for (let i = 0; i < 10; i++) {
      const shares = pick(scene, 2 * scene.unit, 4 * scene.unit);
      scene.later(50 * i, () => scene.take(side, shares));
      scene.later(700 + 50 * i, () => scene.take(other(side), shares));
    }
  },
};

/** @param calm messages of every venue in time's order; the venue's first is its snapshot */
export function withPredators(calm: readonly MarketEvent[], injection: Injection): readonly Heard[] {
  const heard: Heard[] = [];
  const seqs = new Map<VenueId, number>();
  const levels: Record<Side, Map<number, number>> = { Buy: new Map(), Sell: new Map() };
  const added: Record<Side, Map<number, number>> = { Buy: new Map(), Sell: new Map() };
  const due: { readonly at: number; readonly act: () => void }[] = [];
  const random = mulberry(injection.seed);

  const say = (event: MarketEvent, ts: number): void => {
    const feedSeq = (seqs.get(event.venue) ?? 0) + 1;
    seqs.set(event.venue, feedSeq);
    heard.push({ type: 'Market', event: { ...event, feedSeq, tsEvent: nanos(ts) }, ts });
  };
  const instrument = calm[0]!.instrument;
  const from = { venue: injection.venue, instrument, feedSeq: 0, tsEvent: nanos(0) };
  const shown = (side: Side, price: number): number =>
    Math.max((levels[side].get(price) ?? 0) + (added[side].get(price) ?? 0), 0);
  const sayLevel = (side: Side, price: number, ts: number): void =>
    say({ ...from, type: 'LevelChanged', side, px: px(price), qty: qty(shown(side, price)) }, ts);

  const scene: Scene = {
    now: 0,
    random,
    unit: injection.unit,
    tick: injection.tick,
    later(afterMs, act) {
      const at = scene.now + Math.round(afterMs * MS);
      const after = due.findIndex((one) => one.at > at);
      due.splice(after < 0 ? due.length : after, 0, { at, act });
    },
    level: (side, nth) =>
      [...new Set([...levels[side].keys(), ...added[side].keys()])]
        .filter((price) => shown(side, price) > 0)
        .sort((a, b) => (side === 'Buy' ? b - a : a - b))[nth],
    shown,
    show(side, price, shares) {
      added[side].set(price, (added[side].get(price) ?? 0) + shares);
      sayLevel(side, price, scene.now);
    },
    take(aggressor, shares) {
      const side = other(aggressor);
      const price = scene.level(side, 0);
      if (price === undefined) return;
      const taken = Math.min(shares, shown(side, price));
      say({ ...from, type: 'TradePrinted', px: px(price), qty: qty(taken), aggressor }, scene.now);
      levels[side].set(price, (levels[side].get(price) ?? 0) - taken);
      sayLevel(side, price, scene.now);
    },
    ours: [],
  };
  const begin = (predator: Predator): void => {
    scene.ours = [anySide(scene), anySide(scene), anySide(scene)];
    scene.ours.forEach((side, i) => {
      scene.later(SEND_EVERY_MS * i, () => heard.push({ type: 'OwnSent', side, ts: scene.now }));
    });
    SCRIPTS[predator](scene);
  };
  for (const { predator, at } of injection.episodes) due.push({ at, act: () => begin(predator) });

  for (const event of calm) {
    while (due.length > 0 && due[0]!.at <= event.tsEvent) {
      const { at, act } = due.shift()!;
      scene.now = at;
      act();
    }
    if (event.venue !== injection.venue) {
      say(event, event.tsEvent);
      continue;
    }
    if (event.type === 'BookSnapshot') {
      levels.Buy = new Map(event.bids.map((level) => [level.px, level.qty]));
      levels.Sell = new Map(event.asks.map((level) => [level.px, level.qty]));
    }
    if (event.type !== 'LevelChanged') {
      say(event, event.tsEvent);
      continue;
    }
    levels[event.side].set(event.px, event.qty);
    sayLevel(event.side, event.px, event.tsEvent);
  }
  return heard;
}

/** A small seeded generator, uniform on [0, 1) (Mulberry32, Ettinger 2017, public domain). */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
