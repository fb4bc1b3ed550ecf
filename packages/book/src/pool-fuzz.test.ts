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
  createNaiveBlock,
  createNaivePool,
  createRandom,
  type NaiveBlockCommand,
  type NaiveEvent,
  type NaivePeg,
  type NaivePoolCommand,
  type Random,
  recordBlock,
  recordPool,
} from '@fairlead/testkit';
import { expect, test } from 'vitest';
import {
  cancelConditional,
  createBlockPool,
  enterConditional,
  expire,
  firmUp,
  matchAtMidpoint,
  nextDeadlineNs,
  restingConditionals,
} from './block-pool.ts';
import { enterQuote, enterRequest } from './block-requests.ts';
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
    const reason = what === 'rejected' ? of[1] : what === 'canceled' ? of[2] : undefined;
    const name = reason === undefined ? String(what) : `${what} ${reason}`;
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
    const { events, sink: recorder } = recordPool();
    const needTerms = (id: number, qty: number): void => {
      const { side, px, minQty = 1 } = terms.get(id) as NaivePeg;
      need(qty >= Math.min(minQty, ledger.open(id) ?? 0), 'no execution is below a minimum', command);
      if (px === undefined || midPx === undefined) return;
      need(side === 'Buy' ? midPx <= px : midPx >= px, 'no execution is outside a cap', command);
    };
    const sink: typeof recorder = {
      ...recorder,
      accepted: (id) => {
        recorder.accepted(id);
        terms.set(id, command as NaivePeg);
        ledger.opened(id, command as NaivePeg);
      },
      replaced: (id) => {
        recorder.replaced(id);
        const to = command as { leavesQty: number; px?: number | undefined };
        terms.set(id, { ...(terms.get(id) as NaivePeg), px: to.px });
        ledger.resized(id, to.leavesQty);
      },
      traded: (t) => {
        recorder.traded(t);
        need(t.px === midPx, 'no trade is away from the midpoint', command);
        need(t.qty >= rules.minQty, "no execution is below the venue's minimum", command);
        needTerms(t.maker, t.qty);
        needTerms(t.taker, t.qty);
        ledger.traded(t);
      },
      canceled: (id, leaves, cause) => {
        recorder.canceled(id, leaves, cause);
        ledger.closed(id, leaves);
      },
    };
    for (let nth = 0; nth < SESSION; nth += 1) {
      command = pegMessage(random, temper, 30);
      events.length = 0;
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

/** What a message generator for a block venue aims at: answers that are due, and those that no longer are. */
interface Aims {
  readonly invited: { readonly id: number; readonly leastQty: number; readonly qty: number }[];
  readonly requested: number[];
  nowNs: number;
  nextId: number;
}

function blockMessage(random: Random, temper: Temper, aims: Aims): NaiveBlockCommand {
  const hostile = <T>(sound: T): T | number => (chance(random, 150) ? random.pick(HOSTILE) : sound);
  const size = (most = temper.lots): number => 10 * (1 + random.below(most));
  const near = (): number => 100 - temper.halfRange + random.below(2 * temper.halfRange + 1);
  const cap = (): number | undefined => (chance(random, temper.capsOneIn) ? near() : undefined);
  const someId = (): number => (chance(random, 10) ? random.below(aims.nextId) : aims.nextId++);
  aims.nowNs += random.pick([0, 0, 1, 1, 2, 5]);
  const { nowNs } = aims;
  const owner = random.below(6);
  const side = random.pick(SIDES);
  const kind = random.below(24);
  if (kind < 2)
    return { type: 'Midpoint', nowNs, midPx: chance(random, 2 * temper.haltsOneIn) ? undefined : near() };
  if (kind < 5) return { type: 'Expire', nowNs };
  if (kind < 6)
    return { type: 'Request', nowNs, id: someId(), owner, side, qty: hostile(size()), px: hostile(cap()) };
  if (kind < 9 && aims.requested.length > 0) {
    const to = random.pick(aims.requested.slice(-3));
    return { type: 'Quote', nowNs, id: someId(), owner, request: to, px: hostile(near()) };
  }
  if (kind < 11) {
    const invited = aims.invited.at(-1 - random.below(3));
    const id = invited === undefined || chance(random, 2) ? random.below(aims.nextId) : invited.id;
    return { type: 'Cancel', nowNs, id };
  }
  if (kind < 17 && aims.invited.length > 0) {
    const { id, leastQty, qty } = random.pick(aims.invited.slice(-6));
    return { type: 'FirmUp', nowNs, id, qty: hostile(random.pick([qty, qty, qty, leastQty, size()])) };
  }
  const qty = size();
  return {
    type: 'Conditional',
    nowNs,
    id: someId(),
    owner,
    side,
    qty: hostile(qty),
    px: hostile(cap()),
    minQty: chance(random, temper.minimaOneIn) ? hostile(size(qty / 10)) : undefined,
  };
}

test('a block venue keeps shares, cash, priority, minima, caps, the midpoint and its deadlines', () => {
  const told: Record<string, number> = {};
  let volume = 0;
  for (let session = 0; session * SESSION < CASES; session += 1) {
    const random = createRandom(SEED * 1_000_003 + session);
    const temper = temperOf(random);
    const rules = {
      tick: 1,
      lot: 10,
      minQty: random.pick([10, 20]),
      firmUpNs: random.pick([5, 30, 100]),
      quoteNs: random.pick([3, 10, 30]),
      scorecard: { invitations: random.pick([1, 4]), percent: random.pick([0, 0, 50, 100]), barNs: 40 },
    };
    const pool = createBlockPool(rules);
    const twin = createNaiveBlock(rules);
    const ledger = createLedger();
    const { events, sink: recorder } = recordBlock();
    const terms = new Map<
      number,
      { side: Side; px?: number | undefined; minQty: number; isQuote: boolean }
    >();
    const open = new Set<number>();
    const due = new Map<number, number>();
    const aims: Aims = { invited: [], requested: [], nowNs: 0, nextId: 1 };
    let command: NaiveBlockCommand = { type: 'Expire', nowNs: 0 };
    let midPx: number | undefined;
    const needTerms = (id: number, px: number, qty: number): void => {
      const of = terms.get(id);
      if (of === undefined) throw new Error(`order ${id} was never accepted`);
      need(qty >= Math.max(of.minQty, rules.minQty), 'no execution is below a minimum', command);
      if (of.px === undefined) return;
      need(of.side === 'Buy' ? px <= of.px : px >= of.px, 'no execution is outside a cap or limit', command);
    };
    const sink: typeof recorder = {
      ...recorder,
      accepted: (id) => {
        recorder.accepted(id);
        if (command.type === 'Quote') {
          const asked = terms.get(command.request) as { side: Side };
          const side = asked.side === 'Buy' ? 'Sell' : 'Buy';
          terms.set(id, { side, px: command.px, minQty: 0, isQuote: true });
          ledger.opened(id, { owner: command.owner, side, qty: ledger.open(command.request) as number });
          return;
        }
        if (command.type !== 'Conditional' && command.type !== 'Request') return;
        const { side, px, owner, qty } = command;
        const minQty = command.type === 'Conditional' ? (command.minQty ?? 0) : 0;
        terms.set(id, { side, px, minQty, isQuote: false });
        ledger.opened(id, { owner, side, qty });
        if (command.type === 'Conditional') open.add(id);
      },
      invited: (invitation) => {
        recorder.invited(invitation);
        const { id, leastQty, deadlineNs } = invitation;
        need(deadlineNs === command.nowNs + rules.firmUpNs, 'an invitation has its time', command);
        aims.invited.push({ id, leastQty, qty: ledger.open(id) as number });
        due.set(id, deadlineNs);
      },
      firmed: (id, qty) => {
        recorder.firmed(id, qty);
        need(command.nowNs <= (due.get(id) as number), 'nothing is firmed up late', command);
        ledger.resized(id, qty);
      },
      requested: (request) => {
        recorder.requested(request);
        aims.requested.push(request.id);
        due.set(request.id, request.deadlineNs);
      },
      traded: (t) => {
        recorder.traded(t);
        const quoted = terms.get(t.maker)?.isQuote === true;
        if (quoted) {
          need(t.px === terms.get(t.maker)?.px, 'a quote trades at its price', command);
          need(command.nowNs >= (due.get(t.taker) as number), 'no request ends early', command);
        } else need(t.px === midPx, 'no trade of conditionals is away from the midpoint', command);
        need(t.makerOwner !== t.takerOwner, 'nobody trades with himself', command);
        needTerms(t.maker, t.px, t.qty);
        needTerms(t.taker, t.px, t.qty);
        ledger.traded(t);
        for (const id of [t.maker, t.taker]) if (ledger.open(id) === undefined) open.delete(id);
      },
      canceled: (id, leaves, cause, owner) => {
        recorder.canceled(id, leaves, cause, owner);
        ledger.closed(id, leaves);
        open.delete(id);
      },
    };
    for (let nth = 0; nth < SESSION; nth += 1) {
      command = blockMessage(random, temper, aims);
      events.length = 0;
      const call = { nowNs: command.nowNs, sink };
      if (command.type === 'Midpoint') midPx = command.midPx;
      if (command.type === 'Conditional') enterConditional(pool, command, call);
      else if (command.type === 'Cancel') cancelConditional(pool, command.id, call);
      else if (command.type === 'FirmUp') firmUp(pool, command, call);
      else if (command.type === 'Request') enterRequest(pool, command, call);
      else if (command.type === 'Quote') enterQuote(pool, command, call);
      else if (command.type === 'Midpoint') matchAtMidpoint(pool, command.midPx, call);
      else expire(pool, call);
      needEqual(events, twin.apply(command), command);
      need(nextDeadlineNs(pool) === twin.nextDeadlineNs(), 'the next deadline is the next', command);
      for (const side of SIDES) {
        const resting = restingConditionals(pool, side);
        needEqual(resting, twin.resting(side), command);
        needEqual(
          resting.map(([id, qty]) => [id, qty] as const).sort((a, b) => a[0] - b[0]),
          ledger.all(side).filter(([id]) => open.has(id)),
          command,
        );
      }
      if (command.type === 'Expire')
        need(nextDeadlineNs(pool) > command.nowNs, 'what is due has ended', command);
      count(told, events);
    }
    volume += ledger.settle();
  }
  if (CASES > 100_000) console.info(`block: ${JSON.stringify({ ...told, volume })}`);
  for (const what of [
    'invited',
    'firmed',
    'traded',
    'requested',
    'returned',
    'barred',
    'canceled Lapsed',
    'canceled Declined',
    'canceled Remainder',
    'canceled Barred',
    'canceled OutsideLimit',
  ])
    expect([what, told[what]]).toEqual([what, expect.any(Number)]);
  expect(told.traded).toBeGreaterThan(CASES / 200);
}, 3_600_000);
