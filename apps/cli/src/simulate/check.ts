/** What a sound scenario holds, in a few lines. */
import type { Scenario } from '@fairlead/sim';
import { formatTime } from '../tape/time.ts';

interface Summary {
  readonly name: string;
  readonly instruments: readonly string[];
  readonly venues: readonly string[];
  readonly regimes: readonly string[];
  readonly participants: readonly string[];
  readonly stories: number;
  readonly events: number;
  readonly inWords: string;
}

export function checked(scenario: Scenario): Summary {
  const { name, about, session, news, events } = scenario;
  const instruments = scenario.instruments.map(({ instrument }) => instrument.id);
  const venues = scenario.venues.map(({ venue }) => venue.id);
  const regimes = scenario.fundamental.regimes.states.map(({ name: of }) => of);
  const participants = scenario.participants.map(({ kind, count }) => `${count} ${kind}`);
  const inWords = [
    `${name}: ${about}`,
    `${session.date}, from ${formatTime(session.startNs)} to ${formatTime(session.closeNs)}`,
    `instruments: ${instruments.join(', ')}`,
    `venues: ${scenario.venues.map(({ type, venue }) => `${venue.id} (${type.toLowerCase()})`).join(', ')}`,
    `regimes: ${regimes.join(', ')}`,
    `participants: ${participants.join(', ') || 'none'}`,
    `news: ${news.stories.length} at given times, ${news.perHour} an hour and instrument; events: ${events.length}`,
  ].join('\n');
  return {
    name,
    instruments,
    venues,
    regimes,
    participants,
    stories: news.stories.length,
    events: events.length,
    inWords,
  };
}
