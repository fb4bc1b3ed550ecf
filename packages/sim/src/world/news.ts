/**
 * The news: at its time an instrument's value jumps, and a moment later a story says so, to the participants who read
 * news (each as late as its data) and to the outside. What will happen is drawn at the start, for the whole day.
 */
import { type Instrument, type InstrumentId, type NewsItem, nanos } from '@fairlead/domain';
import { shock } from '../fundamental/fundamental.ts';
import { launch, message } from '../kernel/flight.ts';
import { createRandom, exponential, normal, type Random, uniform } from '../random.ts';
import type { StorySetup } from '../scenario/scenario.ts';
import { schedule } from './agenda.ts';
import { fold } from './hash.ts';
import type { World } from './state.ts';

/** Of random stories: what is said of a jump up and of one down. */
const UP = [
  'raises its outlook',
  'wins a large order',
  'beats what was expected',
  'is said to be a takeover target',
];
const DOWN = [
  'cuts its outlook',
  'loses a large order',
  'misses what was expected',
  'is looked into by a regulator',
];
/** How far the tone of a random headline is off. */
const TONE_ERROR = 0.2;

/** A story's jump, and `delayNs` later its words. */
export function scheduleNews(world: World): void {
  for (const story of storiesOf(world)) {
    schedule(world, story.atNs, () => shock(world.fundamental, story.instrument, story.shockBps, world.now));
    schedule(world, story.atNs + world.scenario.news.delayNs, () => tell(world, story));
  }
}

/** Those of the scenario, and random ones. */
function storiesOf({ scenario, seed }: World): readonly StorySetup[] {
  const { news, instruments, session } = scenario;
  const stories = [...news.stories];
  instruments.forEach(({ instrument }, index) => {
    const random = createRandom(seed, `news ${instrument.id}`);
    const pause = (): number => (exponential(random) * 3_600e9) / news.perHour;
    for (let ns = session.startNs + pause(); ns < session.closeNs; ns += pause()) {
      stories.push(drawStory(random, ns, { index, instrument, jump: news.jump }));
    }
  });
  return stories;
}

function drawStory(
  random: Random,
  atNs: number,
  of: { readonly index: number; readonly instrument: Instrument; readonly jump: number },
): StorySetup {
  const size = normal(random);
  const words = size > 0 ? UP : DOWN;
  const said = words[Math.floor(uniform(random) * words.length)] ?? '';
  const tone = Math.tanh(size) + TONE_ERROR * normal(random);
  return {
    atNs: nanos(Math.round(atNs)),
    instrument: of.index,
    headline: `${of.instrument.name} ${said}`,
    sentimentScore: Math.max(-1, Math.min(1, tone)),
    shockBps: size * of.jump * of.instrument.dailyVolatilityBps,
  };
}

/** What reaches who reads or finds out. */
export interface Word {
  /** Absent: nobody tells. */
  readonly item?: NewsItem;
  readonly instrument: number;
  /** What has become of the value, bps. */
  readonly movedBps: number;
}

function tell(world: World, story: StorySetup): void {
  const of = world.instruments[story.instrument];
  if (of === undefined) return;
  const item = itemOf(world, of.id, story);
  fold(world.hash, world.now);
  fold(world.hash, Math.round(item.sentimentScore * 1e6));
  world.sink.story?.(item);
  spread(world, { item, instrument: of.index, movedBps: story.shockBps });
}

function itemOf(world: World, instrument: InstrumentId, story: StorySetup): NewsItem {
  return {
    id: `${world.scenario.name}-${instrument}-${world.now}`,
    source: 'Simulated news',
    headline: story.headline,
    instruments: [instrument],
    sentimentScore: story.sentimentScore,
    tsPublished: nanos(world.now),
  };
}

/** To all who read news, or find out by themselves, each as late as its data. */
export function spread(world: World, word: Word): void {
  for (const seat of world.seats) {
    if (seat === undefined || seat.out) continue;
    const { heard, learned } = seat.participant;
    if (learned === undefined && (word.item === undefined || heard === undefined)) continue;
    const sent = message(world.flight, 'Word');
    sent.owner = seat.owner;
    sent.cargo = word;
    launch(world.flight, sent, world.now + seat.dataNs + seat.computeNs);
  }
}
