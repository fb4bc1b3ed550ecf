/** News as it is said: which story first, and what its score and flags are called. Pure. */
import { type NewsFlag, type NewsStory, type SentimentWord, sentimentWord } from '@fairlead/domain';
import { formatAge, formatDecimal, type Tone } from '@fairlead/ui';

/** Those about the instrument first, each part in the order that it came in: latest first. */
export const storiesFor = (stories: readonly NewsStory[], instrument: string): readonly NewsStory[] => {
  const isAbout = (story: NewsStory): boolean => story.instruments.some((id) => id === instrument);
  return [...stories.filter(isAbout), ...stories.filter((story) => !isAbout(story))];
};

interface Mood {
  readonly word: SentimentWord;
  readonly sign: string;
  readonly tone: Tone;
  /** `+0.44`. */
  readonly score: string;
}

const SIGNS: Readonly<Record<SentimentWord, { readonly sign: string; readonly tone: Tone }>> = {
  positive: { sign: '▲', tone: 'good' },
  neutral: { sign: '■', tone: 'mute' },
  negative: { sign: '▼', tone: 'bad' },
};

export function moodOf({ sentimentScore }: NewsStory): Mood {
  const word = sentimentWord(sentimentScore);
  return { word, ...SIGNS[word], score: formatDecimal(sentimentScore, 2, true) };
}

export const FLAG_WORDS: Readonly<Record<NewsFlag, string>> = {
  Future: 'its time lies in our future: the clocks differ',
  WentBack: 'it came after a later story of its feed',
  Clipped: 'the headline is longer than is kept',
};

export const SENTIMENT_SOURCE_WORDS: Readonly<Record<NewsStory['sentimentSource'], string>> = {
  lexicon: 'by a list of words',
  source: 'as its source says',
};

/** Since it was published; since it came, where its own time is yet to come. */
export const storyAge = ({ publishedMs, receivedMs }: NewsStory, nowMs: number): string =>
  formatAge(Math.max(0, nowMs - Math.min(publishedMs, receivedMs)) * 1e6);
