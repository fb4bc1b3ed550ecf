/**
 * The venues that display nothing against random order messages, sound and unsound: events and state are the naive
 * twin's, and the laws hold that need no twin. `FAIRLEAD_FUZZ_CASES` is the number of messages per kind of venue;
 * with 1,000,000 a kind takes some minutes:
 *
 *     FAIRLEAD_FUZZ_CASES=1000000 npx vitest run packages/book/src/pool-fuzz.test.ts
 */
import type { Side } from '@fairlead/domain';
import {
  createLedger,
  createNaivePool,
  createRandom,
  type NaiveEvent,
  type NaivePeg,
  type NaivePoolCommand,
  type Random,
} from '@fairlead/testkit';
import { expect, test } from 'vitest';
import {
  cancelPeg,
  createMidpointPool,
  crossAtMidpoint,
  enterPeg,
  pooledOrders,
  replacePeg,
} from './midpoint-pool.ts';

const CASES = Number(process.env.FAIRLEAD_FUZZ_CASES ?? 20_000);
const SEED = 42;
/** Messages to one venue, before a fresh one takes its place. */
const SESSION = 400;
const SIDES: readonly Side[] = ['Buy', 'Sell'];
const HOSTILE = [0, -10, 15, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER];

const need = (holds: boolean, law: string, of: unknown): void => {
  if (!holds) throw new Error(`${law}: ${JSON.stringify(of)}`);
};
const needEqual = (got: unknown, twin: unknown, of: unknown): void => {
  const [a, b] = [JSON.stringify(got), JSON.stringify(twin)];
  if (a !== b) throw new Error(`after ${JSON.stringify(of)}\n got  ${a}\n twin ${b}`);
};
const chance = (random: Random, oneIn: number): boolean => random.below(oneIn) === 0;
const count = (told: Record<string, number>, events: readonly NaiveEvent[]): void => {
  for (const [what, ...of] of events) {
    const name = what === 'rejected' || what === 'canceled' ? `${what} ${of.at(-1)}` : String(what);
    told[name] = (told[name] ?? 0) + 1;
  }
};

/** Few sizes and demanding minima, so that matches just fit, just do not, or fit once something else has traded. */
interface Temper {
  readonly minimaOneIn: number;
  readonly capsOneIn: number;
  readonly haltsOneIn: number;
  readonly lots: number;
  readonly halfRange: number;
}
const temperOf = (random: Random): Temper => ({
  minimaOneIn: random.pick([1, 2, 5]),
  capsOneIn: random.pick([1, 2, 5]),
  haltsOneIn: random.pick([2, 4, 20]),
  lots: random.pick([5, 12, 40]),
  halfRange: random.pick([1, 3]),
});

function pegMessage(random: Random, temper: Temper, ids: number): NaivePoolCommand {
  const hostile = <T>(sound: T): T | number => (chance(random, 150) ? random.pick(HOSTILE) : sound);
  const size = (most = temper.lots): number => 10 * (1 + random.below(most));
  const near = (): number => 100 - temper.halfRange + random.below(2 * temper.halfRange + 1);
  const cap = (): number | undefined => (chance(random, temper.capsOneIn) ? near() : undefined);
  const kind = random.below(20);
  if (kind < 3) return { type: 'Midpoint', midPx: chance(random, temper.haltsOneIn) ? undefined : near() };
  if (kind < 5) return { type: 'Cancel', id: random.below(ids) };
  if (kind < 8)
    return { type: 'Replace', id: random.below(ids), leavesQty: hostile(size()), px: hostile(cap()) };
  const qty = size();
  return {
    type: 'Enter',
    id: random.below(ids),
    owner: random.below(4),
    side: random.pick(SIDES),
    qty: hostile(qty),
    px: hostile(cap()),
    minQty: chance(random, temper.minimaOneIn) ? hostile(size(qty / 10)) : undefined,
    timeInForce: random.pick(['Day', 'Day', 'Day', 'Day', 'Day', 'ImmediateOrCancel', 'FillOrKill']),
  };
}

test('a midpoint pool keeps shares, cash, priority, minima, caps and the midpoint', () => {
  const told: Record<string, number> = {};
  let volume = 0;
  for (let session = 0; session * SESSION < CASES; session += 1) {
    const random = createRandom(SEED * 1_000_003 + session);
    const temper = temperOf(random);
    const rules = { lot: 10, minQty: random.pick([10, 10, 30]) };
    const pool = createMidpointPool(rules);
    const twin = createNaivePool(rules);
    const ledger = createLedger();
    const terms = new Map<number, NaivePeg>();
    let command: NaivePoolCommand = { type: 'Midpoint', midPx: undefined };
    let midPx: number | undefined;
    let events: NaiveEvent[] = [];
    const needTerms = (id: number, qty: number): void => {
      const { side, px, minQty = 1 } = terms.get(id) as NaivePeg;
      need(qty >= Math.min(minQty, ledger.open(id) ?? 0), 'no execution is below a minimum', command);
      if (px === undefined || midPx === undefined) return;
      need(side === 'Buy' ? midPx <= px : midPx >= px, 'no execution is outside a cap', command);
    };
    const sink = {
      accepted: (id: number) => {
        const order = command as NaivePeg;
        events.push(['accepted', id]);
        terms.set(id, order);
        ledger.opened(id, order);
      },
      replaced: (id: number) => {
        const to = command as { leavesQty: number; px?: number | undefined };
        events.push(['replaced', id]);
        terms.set(id, { ...(terms.get(id) as NaivePeg), px: to.px });
        ledger.resized(id, to.leavesQty);
      },
      traded: (t: Parameters<typeof ledger.traded>[0]) => {
        events.push(['traded', t.maker, t.taker, t.px, t.qty, t.makerLeaves, t.takerLeaves]);
        need(t.px === midPx, 'no trade is away from the midpoint', command);
        need(t.qty >= rules.minQty, "no execution is below the venue's minimum", command);
        needTerms(t.maker, t.qty);
        needTerms(t.taker, t.qty);
        ledger.traded(t);
      },
      canceled: (id: number, leaves: number, cause: string) => {
        events.push(['canceled', id, leaves, cause]);
        ledger.closed(id, leaves);
      },
      rejected: (id: number, reason: string) => events.push(['rejected', id, reason]),
    };
    for (let nth = 0; nth < SESSION; nth += 1) {
      command = pegMessage(random, temper, 30);
      events = [];
      if (command.type === 'Midpoint') midPx = command.midPx;
      if (command.type === 'Enter') enterPeg(pool, command, sink);
      else if (command.type === 'Cancel') cancelPeg(pool, command.id, sink);
      else if (command.type === 'Replace') replacePeg(pool, command, sink);
      else crossAtMidpoint(pool, command.midPx, sink);
      needEqual(events, twin.apply(command), command);
      for (const side of SIDES) {
        const resting = pooledOrders(pool, side);
        needEqual(resting, twin.resting(side), command);
        needEqual(
          resting.toSorted((a, b) => a[0] - b[0]),
          ledger.all(side),
          command,
        );
      }
      count(told, events);
    }
    volume += ledger.settle();
  }
  if (CASES > 100_000) console.info(`midpoint: ${JSON.stringify({ ...told, volume })}`);
  for (const what of ['traded', 'replaced', 'canceled Remainder', 'canceled CannotFillWhole'])
    expect(told[what]).toBeGreaterThan(CASES / 200);
}, 3_600_000);
