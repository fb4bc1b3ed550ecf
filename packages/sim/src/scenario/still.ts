/** What a scenario says where nothing happens by itself: no value that moves, no news, no incidents, nobody. */
import type { Scenario } from './scenario.ts';

type Still = Pick<Scenario, 'fundamental' | 'crowd' | 'participants' | 'news' | 'events'>;

/** @param mood the name of its one regime */
export function stillOf({ instruments }: Pick<Scenario, 'instruments'>, mood: string): Still {
  return {
    fundamental: {
      stepNs: 1_000_000_000,
      reversionHalfLifeS: Number.POSITIVE_INFINITY,
      correlation: instruments.map((_, i) => instruments.map((__, k) => Number(i === k))),
      regimes: {
        start: 0,
        states: [{ name: mood, volatility: 0, flow: 1, driftBps: 0, next: [1] }],
        timetable: [],
      },
    },
    crowd: [],
    participants: [],
    news: { delayNs: 0, perHour: 0, jump: 0, stories: [] },
    events: [],
  };
}
