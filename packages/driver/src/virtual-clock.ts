/** Market time that stands still until somebody moves it. What is due at one instant comes in the order of its asking. */
import { invariant, type Nanos, nanos } from '@fairlead/domain';
import type { MarketClock } from './clock.ts';

export interface VirtualClock extends MarketClock {
  /** Does what `soon` asked for, and what that asks for. */
  readonly settle: () => void;
  /** Of the earliest call that waits; Infinity: none does. */
  readonly dueNs: () => number;
  /** Moves on to `untilNs`, at most to the earliest call that waits. */
  readonly moveTo: (untilNs: number) => void;
  /** Makes the earliest call that waits, which is due. */
  readonly ring: () => void;
}

interface Call {
  readonly at: number;
  readonly call: () => void;
}

export function createVirtualClock(startNs: number): VirtualClock {
  let now = startNs;
  const soon: (() => void)[] = [];
  /** Few: one for the timers, one for each answer under way. In the order of asking. */
  let waiting: readonly Call[] = [];
  const first = (): Call | undefined => {
    let best: Call | undefined;
    for (const each of waiting) if (best === undefined || each.at < best.at) best = each;
    return best;
  };
  const takeBack = (call: Call): void => {
    waiting = waiting.filter((each) => each !== call);
  };
  return {
    now: (): Nanos => nanos(now),
    soon: (call) => void soon.push(call),
    at: (at, call) => {
      const asked: Call = { at, call };
      waiting = [...waiting, asked];
      return () => takeBack(asked);
    },
    settle: () => {
      for (let call = soon.shift(); call !== undefined; call = soon.shift()) call();
    },
    dueNs: () => first()?.at ?? Number.POSITIVE_INFINITY,
    moveTo: (untilNs) => {
      now = Math.max(now, Math.min(untilNs, first()?.at ?? untilNs));
    },
    ring: () => {
      const due = first();
      invariant(due !== undefined && due.at <= now, 'a call is made when it is due');
      takeBack(due);
      due.call();
    },
  };
}
