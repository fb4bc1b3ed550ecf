/**
 * A block venue said the slow way: flat lists, everything looked for anew. The twin of @fairlead/book's: same commands,
 * same events, same state. Prices 1/10,000, shares, ns.
 */
import type { Side } from '@fairlead/domain';
import type { NaiveEvent } from './naive-queues.ts';

interface NaiveRules {
  readonly tick: number;
  readonly lot: number;
  readonly minQty: number;
  readonly firmUpNs: number;
  readonly quoteNs: number;
  readonly scorecard: { readonly invitations: number; readonly percent: number; readonly barNs: number };
}

interface NaiveTerms {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly qty: number;
  readonly px?: number | undefined;
}

export type NaiveBlockCommand = { readonly nowNs: number } & (
  | ({ readonly type: 'Conditional'; readonly minQty?: number | undefined } & NaiveTerms)
  | { readonly type: 'Cancel'; readonly id: number }
  | { readonly type: 'FirmUp'; readonly id: number; readonly qty: number }
  | ({ readonly type: 'Request' } & NaiveTerms)
  | {
      readonly type: 'Quote';
      readonly id: number;
      readonly owner: number;
      readonly request: number;
      readonly px: number;
    }
  | { readonly type: 'Midpoint'; readonly midPx: number | undefined }
  | { readonly type: 'Expire' }
);

export interface NaiveBlock {
  readonly apply: (command: NaiveBlockCommand) => NaiveEvent[];
  readonly resting: (side: Side) => readonly (readonly [id: number, qty: number, stage: string])[];
  readonly nextDeadlineNs: () => number;
}

interface Conditional {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly capPx: number | undefined;
  readonly least: number;
  readonly arrival: number;
  qty: number;
  firm: boolean;
}
interface Invited {
  readonly type: 'Invited';
  /** Earlier first. */
  readonly pair: readonly Conditional[];
  readonly least: number;
  readonly deadlineNs: number;
}
interface Asked {
  readonly type: 'Asked';
  readonly of: NaiveTerms;
  readonly quotes: { readonly id: number; readonly owner: number; readonly px: number }[];
  readonly deadlineNs: number;
}

export function createNaiveBlock(rules: NaiveRules): NaiveBlock {
  let orders: Conditional[] = [];
  /** In the order in which they were opened. */
  let pending: (Invited | Asked)[] = [];
  let answers: { owner: number; firm: boolean }[] = [];
  const bars = new Map<number, number>();
  let midPx: number | undefined;
  let nowNs = 0;
  let arrivals = 0;
  let events: NaiveEvent[] = [];

  const tell = (...event: (string | number)[]): void => void events.push(event);
  const isCount = (n: number): boolean => Number.isSafeInteger(n) && n > 0;
  const isWithin = (side: Side, capPx: number | undefined, px: number): boolean =>
    capPx === undefined || (side === 'Buy' ? px <= capPx : px >= capPx);
  const invitationOf = (o: Conditional): Invited | undefined =>
    pending.find((p): p is Invited => p.type === 'Invited' && p.pair.includes(o));
  const askedOf = (id: number): Asked | undefined =>
    pending.find((p): p is Asked => p.type === 'Asked' && p.of.id === id);
  const isOpenRfq = (id: number): boolean =>
    pending.some((p) => p.type === 'Asked' && (p.of.id === id || p.quotes.some((q) => q.id === id)));
  const isTaken = (id: number): boolean => orders.some((o) => o.id === id) || isOpenRfq(id);
  const isBarred = (owner: number): boolean => nowNs < (bars.get(owner) ?? Number.NEGATIVE_INFINITY);
  const end = (p: Invited | Asked): void => {
    pending = pending.filter((each) => each !== p);
  };

  const sizeProblem = (qty: number): string | undefined => {
    if (!isCount(qty)) return 'BadQty';
    if (qty % rules.lot !== 0) return 'OffLot';
    return qty < rules.minQty ? 'BelowMinimum' : undefined;
  };
  const termsProblem = (o: NaiveTerms & { minQty?: number | undefined }): string | undefined =>
    sizeProblem(o.qty) ??
    (o.minQty !== undefined && (!isCount(o.minQty) || o.minQty > o.qty) ? 'BadQty' : undefined) ??
    (o.px !== undefined && !isCount(o.px) ? 'BadPx' : undefined) ??
    (isTaken(o.id) ? 'DuplicateId' : undefined);

  const inTime = (side: Side): Conditional[] =>
    orders.filter((o) => o.side === side).sort((a, b) => a.arrival - b.arrival);
  const mayMeet = (a: Conditional, b: Conditional): boolean =>
    midPx !== undefined &&
    a.side !== b.side &&
    a.owner !== b.owner &&
    [a, b].every((o) => invitationOf(o) === undefined && isWithin(o.side, o.capPx, midPx as number)) &&
    Math.min(a.qty, b.qty) >= Math.max(a.least, b.least);

  const invite = (o: Conditional): void => {
    if (!orders.includes(o)) return;
    const contra = inTime(o.side === 'Buy' ? 'Sell' : 'Buy').find((each) => mayMeet(o, each));
    if (contra === undefined) return;
    const pair = [o, contra].sort((a, b) => a.arrival - b.arrival);
    const least = Math.max(o.least, contra.least);
    const deadlineNs = nowNs + rules.firmUpNs;
    pending.push({ type: 'Invited', pair, least, deadlineNs });
    for (const each of pair) tell('invited', each.id, each.owner, least, deadlineNs);
  };

  const drop = (o: Conditional, cause: string): void => {
    orders = orders.filter((each) => each !== o);
    tell('canceled', o.id, o.qty, cause, o.owner);
  };
  const giveBack = (o: Conditional, cause: string): void => {
    o.firm = false;
    if (isBarred(o.owner)) drop(o, 'Barred');
    else tell('returned', o.id, o.qty, cause, o.owner);
  };
  const judge = (owner: number): void => {
    answers.push({ owner, firm: false });
    const his = answers.filter((each) => each.owner === owner);
    const firm = his.filter((each) => each.firm).length;
    const { invitations, percent, barNs } = rules.scorecard;
    if (his.length < invitations || (100 * firm) / his.length >= percent) return;
    answers = answers.filter((each) => each.owner !== owner);
    bars.set(owner, nowNs + barNs);
    tell('barred', owner, nowNs + barNs);
    for (const o of [...inTime('Buy'), ...inTime('Sell')])
      if (o.owner === owner && invitationOf(o) === undefined) drop(o, 'Barred');
  };

  const settleInvitation = (invited: Invited): void => {
    const { pair } = invited;
    end(invited);
    if (midPx === undefined || !pair.every((o) => isWithin(o.side, o.capPx, midPx as number))) {
      for (const o of pair) giveBack(o, 'OutsideCap');
      for (const o of pair) invite(o);
      return;
    }
    const done = Math.min(...pair.map((o) => o.qty));
    for (const o of pair) {
      o.qty -= done;
      o.firm = false;
    }
    const [maker, taker] = pair as [Conditional, Conditional];
    tell('traded', maker.id, taker.id, midPx, done, maker.qty, taker.qty);
    for (const o of pair) {
      if (o.qty === 0) orders = orders.filter((each) => each !== o);
      else if (o.qty < o.least) drop(o, 'Remainder');
      else if (isBarred(o.owner)) drop(o, 'Barred');
      else invite(o);
    }
  };

  const lapseInvitation = (invited: Invited): void => {
    end(invited);
    for (const o of invited.pair.filter((each) => !each.firm)) {
      drop(o, 'Lapsed');
      judge(o.owner);
    }
    for (const o of invited.pair.filter((each) => each.firm)) {
      giveBack(o, 'ContraLapsed');
      invite(o);
    }
  };

  const settleRequest = (asked: Asked): void => {
    const { of, quotes } = asked;
    end(asked);
    const prices = quotes.map((q) => q.px);
    const bestPx = of.side === 'Buy' ? Math.min(...prices) : Math.max(...prices);
    const best = quotes.find((q) => q.px === bestPx);
    const trades = best !== undefined && isWithin(of.side, of.px, best.px);
    if (best === undefined) tell('canceled', of.id, of.qty, 'NoQuote', of.owner);
    else if (!trades) tell('canceled', of.id, of.qty, 'OutsideLimit', of.owner);
    else tell('traded', best.id, of.id, best.px, of.qty, 0, 0);
    for (const q of quotes) if (!trades || q !== best) tell('canceled', q.id, of.qty, 'Lapsed', q.owner);
  };

  const cancel = (id: number): void => {
    const o = orders.find((each) => each.id === id);
    if (o === undefined || o.firm) {
      tell('rejected', id, o?.firm || isOpenRfq(id) ? 'Committed' : 'UnknownOrder');
      return;
    }
    const invited = invitationOf(o);
    if (invited === undefined) {
      drop(o, 'Requested');
      return;
    }
    end(invited);
    drop(o, 'Declined');
    judge(o.owner);
    for (const contra of invited.pair.filter((each) => each !== o)) {
      giveBack(contra, 'ContraLapsed');
      invite(contra);
    }
  };

  const firmUp = (id: number, qty: number): void => {
    const o = orders.find((each) => each.id === id);
    const invited = o === undefined ? undefined : invitationOf(o);
    const problem = ((): string | undefined => {
      if (o === undefined) return 'UnknownOrder';
      if (invited === undefined) return 'NotInvited';
      if (nowNs > invited.deadlineNs) return 'TooLate';
      if (o.firm) return 'Committed';
      return sizeProblem(qty) ?? (qty > o.qty ? 'BadQty' : qty < invited.least ? 'BelowMinimum' : undefined);
    })();
    if (o === undefined || invited === undefined || problem !== undefined) {
      tell('rejected', id, problem ?? '');
      return;
    }
    o.firm = true;
    o.qty = qty;
    answers.push({ owner: o.owner, firm: true });
    tell('firmed', id, qty);
    if (invited.pair.every((each) => each.firm)) settleInvitation(invited);
  };

  const quote = (q: { id: number; owner: number; request: number; px: number }): void => {
    const asked = askedOf(q.request);
    const problem = ((): string | undefined => {
      if (asked === undefined) return 'UnknownRequest';
      if (!isCount(q.px)) return 'BadPx';
      if (q.px % rules.tick !== 0) return 'OffTick';
      if (isTaken(q.id)) return 'DuplicateId';
      if (nowNs > asked.deadlineNs) return 'TooLate';
      if (q.owner === asked.of.owner) return 'OwnRequest';
      return asked.quotes.some(({ owner }) => owner === q.owner) ? 'AlreadyQuoted' : undefined;
    })();
    if (problem === undefined) asked?.quotes.push(q);
    if (problem === undefined) tell('accepted', q.id);
    else tell('rejected', q.id, problem);
  };

  const moveMidpoint = (px: number | undefined): void => {
    const was = midPx;
    midPx = px;
    if (px !== undefined) {
      for (const o of inTime('Buy')) invite(o);
      return;
    }
    if (was === undefined) return;
    const ended = pending;
    pending = [];
    for (const p of ended) if (p.type === 'Invited') for (const o of p.pair) giveBack(o, 'NoMidpoint');
    for (const p of ended) {
      if (p.type !== 'Asked') continue;
      tell('canceled', p.of.id, p.of.qty, 'NoMidpoint', p.of.owner);
      for (const q of p.quotes) tell('canceled', q.id, p.of.qty, 'NoMidpoint', q.owner);
    }
  };

  const nextDeadlineNs = (): number => Math.min(...pending.map((p) => p.deadlineNs));

  const expire = (): void => {
    for (let due = nextDeadlineNs(); due <= nowNs; due = nextDeadlineNs()) {
      const first = pending.find((p) => p.deadlineNs === due);
      if (first?.type === 'Invited') lapseInvitation(first);
      else if (first?.type === 'Asked') settleRequest(first);
    }
  };

  return {
    apply: (command) => {
      events = [];
      nowNs = command.nowNs;
      if (command.type === 'Conditional') {
        const { id, owner, side, qty, px, minQty = 0 } = command;
        const problem = termsProblem(command) ?? (isBarred(owner) ? 'Barred' : undefined);
        if (problem !== undefined) tell('rejected', id, problem);
        else {
          arrivals += 1;
          const least = Math.max(rules.minQty, minQty);
          const o = { id, owner, side, capPx: px, least, arrival: arrivals, qty, firm: false };
          orders.push(o);
          tell('accepted', id);
          invite(o);
        }
      } else if (command.type === 'Request') {
        const { id, owner, side, qty } = command;
        const problem =
          termsProblem({ ...command, minQty: undefined }) ?? (midPx === undefined ? 'NoMidpoint' : undefined);
        if (problem !== undefined) tell('rejected', id, problem);
        else {
          const deadlineNs = nowNs + rules.quoteNs;
          pending.push({ type: 'Asked', of: command, quotes: [], deadlineNs });
          tell('accepted', id);
          tell('requested', id, owner, side, qty, deadlineNs);
        }
      } else if (command.type === 'Cancel') cancel(command.id);
      else if (command.type === 'FirmUp') firmUp(command.id, command.qty);
      else if (command.type === 'Quote') quote(command);
      else if (command.type === 'Midpoint') moveMidpoint(command.midPx);
      else expire();
      return events;
    },
    resting: (side) =>
      inTime(side).map((o) => {
        const stage = o.firm ? 'Firm' : invitationOf(o) === undefined ? 'Free' : 'Invited';
        return [o.id, o.qty, stage] as const;
      }),
    nextDeadlineNs,
  };
}
