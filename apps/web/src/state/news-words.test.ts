import { instrumentId, type NewsStory, type UnixMs } from '@fairlead/domain';
import { describe, expect, test } from 'vitest';
import { moodOf, storiesFor, storyAge } from './news-words.ts';

const story = (id: string, change: Partial<NewsStory> = {}): NewsStory => ({
  id,
  feed: 'wire.jsonl',
  source: 'Wire',
  headline: id,
  instruments: [],
  publishedMs: 1_000_000 as UnixMs,
  receivedMs: 1_001_000 as UnixMs,
  sentimentScore: 0,
  sentimentSource: 'lexicon',
  flags: [],
  ...change,
});

describe('news as it is said', () => {
  test('stories about the chosen instrument come first, both parts in their order', () => {
    const about = { instruments: [instrumentId('KESTREL')] };
    const stories = [story('a'), story('b', about), story('c'), story('d', about)];
    expect(storiesFor(stories, 'KESTREL').map(({ id }) => id)).toEqual(['b', 'd', 'a', 'c']);
    expect(storiesFor(stories, 'OSPREY').map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each([
    [0.44, { word: 'positive', sign: '▲', tone: 'good', score: '+0.44' }],
    [-0.6, { word: 'negative', sign: '▼', tone: 'bad', score: '−0.60' }],
    [0.049, { word: 'neutral', sign: '■', tone: 'mute', score: '+0.05' }],
    [0, { word: 'neutral', sign: '■', tone: 'mute', score: '0.00' }],
  ])('a score of %d has a word and a sign beside its colour', (sentimentScore, mood) => {
    expect(moodOf(story('a', { sentimentScore }))).toEqual(mood);
  });

  test('an age counts from the publication, and from the receipt where that is yet to come', () => {
    expect(storyAge(story('a'), 1_012_000)).toBe('12.0 s');
    expect(storyAge(story('a', { publishedMs: 9_000_000 as UnixMs }), 1_012_000)).toBe('11.0 s');
  });
});
