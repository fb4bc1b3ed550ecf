/**
 * A scenario's day as a market opens it: from its start, from where an earlier process left it, or on the day after.
 * A world is not kept: it opens anew at the given time with the given mids as its opening prices, and everybody else
 * begins afresh. Running it again up to that time would take minutes late in the day and still not give the market
 * that was, since that one had our orders in it.
 */
import { type InstrumentId, invariant, nanos, px, type Simulation } from '@fairlead/domain';
import { type Scenario, SETTLE_NS } from '@fairlead/sim';

/** Where a session is to begin. What is absent is the scenario's (or the recording's) own. */
export interface Place {
  /** Market time, ns since the day's midnight. */
  readonly nowNs?: number | undefined;
  /** `YYYY-MM-DD`. */
  readonly sessionDate?: string | undefined;
  readonly midPx?: Readonly<Record<InstrumentId, number>> | undefined;
}

/** Of market time, from a close to the next day's opening. */
const CLOSED_NS = 300e9;
/** Of continuous trading: with less of it to go a day is over. */
const LEAST_LEFT_NS = 60e9;
const DAY_MS = 86_400_000;

/** When the day closes, and the one after opens. */
export const closeOf = ({ session: { closeNs } }: Scenario): NonNullable<Simulation['close']> => ({
  at: closeNs,
  nextDayAt: nanos(closeNs + CLOSED_NS),
});

/** A market that stood at `nowNs` has no trading left there that is worth coming back to. */
export const isOver = ({ session }: Scenario, nowNs: number): boolean =>
  nowNs > session.closeNs - (session.closingNs ?? 0) - LEAST_LEFT_NS;

/** The start of the weekday after, at the prices of this one; the simulated market knows no other holidays. */
export function dayAfter({ sessionDate, midPx }: Place): Place {
  invariant(sessionDate !== undefined, 'a session that ran has a date');
  const next = new Date(Date.parse(sessionDate) + DAY_MS);
  while (next.getUTCDay() === 0 || next.getUTCDay() === 6) next.setTime(next.getTime() + DAY_MS);
  return { sessionDate: next.toISOString().slice(0, 10), midPx };
}

/**
 * The scenario such that a market of it, once its books have settled, stands at the place: a little later where the
 * place is so soon after the open that there is no time to settle. A story from before the place is over: its jump is
 * in the mids already.
 */
export function scenarioAt(scenario: Scenario, { nowNs, sessionDate, midPx }: Place): Scenario {
  const { session, instruments, news } = scenario;
  const { openNs } = session;
  const phaseNs = nowNs !== undefined && nowNs >= openNs ? openNs : session.startNs;
  const startNs = nanos(Math.max(phaseNs, (nowNs ?? 0) - SETTLE_NS));
  return {
    ...scenario,
    session: { ...session, startNs, date: sessionDate ?? session.date },
    instruments: instruments.map((of) => {
      const { id, tick } = of.instrument;
      const mid = midPx?.[id];
      return mid === undefined ? of : { ...of, openPx: px(Math.max(tick, Math.round(mid / tick) * tick)) };
    }),
    news: { ...news, stories: news.stories.filter(({ atNs }) => atNs >= (nowNs ?? startNs)) },
  };
}
