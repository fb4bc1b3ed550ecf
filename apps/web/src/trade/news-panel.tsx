'use client';
/**
 * The last stories of the followed feeds, those about the chosen instrument first: sign, word and age of each, and
 * all of it in a dialog. Nothing scrolls by itself.
 */
import type { NewsFeedHealth, NewsStory } from '@fairlead/domain';
import {
  cn,
  Dialog,
  Empty,
  Fact,
  Facts,
  formatWallTime,
  Panel,
  PanelContent,
  SCROLLS_BY_KEYBOARD,
  toneText,
} from '@fairlead/ui';
import { memo, type ReactNode, useState } from 'react';
import { type News, useNews } from '../data/news.ts';
import { usePreferences, useTimeFormat } from '../data/preferences.ts';
import { FLAG_WORDS, moodOf, SENTIMENT_SOURCE_WORDS, storiesFor, storyAge } from '../state/news-words.ts';

interface Props {
  readonly instrument: string;
  readonly className?: string;
}

const keyOf = ({ feed, id }: NewsStory): string => `${feed} ${id}`;

export const NewsPanel = memo(function NewsPanel({ instrument, className }: Props) {
  const news = useNews();
  const [chosen, setChosen] = useState<NewsStory>();
  return (
    <Panel
      title="News"
      {...(className === undefined ? {} : { className })}
      aside={news.type === 'Ready' ? <FeedsAside feeds={news.data.view.feeds} /> : null}
    >
      <PanelContent state={news} rows={3}>
        {(data) =>
          data.view.stories.length === 0 ? (
            <NoNews feeds={data.view.feeds} />
          ) : (
            <ul {...SCROLLS_BY_KEYBOARD} aria-label="News" className="min-h-0 overflow-auto py-1">
              {storiesFor(data.view.stories, instrument).map((story) => (
                <li key={keyOf(story)} className="border-b border-row-line last:border-0">
                  <StoryButton story={story} nowMs={data.nowMs} onClick={() => setChosen(story)} />
                </li>
              ))}
            </ul>
          )
        }
      </PanelContent>
      <StoryDialog
        story={chosen}
        news={news.type === 'Ready' ? news.data : undefined}
        onClose={() => setChosen(undefined)}
      />
    </Panel>
  );
});

/** The same where the page is too narrow for a column: the first story in one line. */
export const NewsLine = memo(function NewsLine({ instrument, className }: Props) {
  const news = useNews();
  const [chosen, setChosen] = useState<NewsStory>();
  const data = news.type === 'Ready' ? news.data : undefined;
  const story = data && storiesFor(data.view.stories, instrument)[0];
  return (
    <section
      aria-label="News"
      className={cn(
        'flex min-w-0 items-center gap-2 overflow-hidden whitespace-nowrap rounded-md border border-line bg-panel px-2 text-s',
        className,
      )}
    >
      <h2 className="font-semibold text-ink-2">News</h2>
      {story && data ? (
        <button
          type="button"
          onClick={() => setChosen(story)}
          className="flex min-w-0 flex-1 items-center gap-2 rounded px-1 hover:bg-hover"
        >
          <MoodWord story={story} />
          <span className="min-w-0 truncate" title={story.headline}>
            {story.headline}
          </span>
          <span className="ml-auto shrink-0 text-2xs text-ink-3">
            <SourceWords story={story} />
          </span>
          <span className="num min-w-[38px] shrink-0 text-right text-2xs text-ink-3">
            {storyAge(story, data.nowMs)}
          </span>
        </button>
      ) : (
        <span className="truncate text-ink-3">
          {data === undefined
            ? news.type === 'Loading'
              ? 'asking…'
              : 'the news can’t be shown'
            : noNewsWords(data.view.feeds).join(': ')}
        </span>
      )}
      <StoryDialog story={chosen} news={data} onClose={() => setChosen(undefined)} />
    </section>
  );
});

const isFailing = ({ health }: NewsFeedHealth): boolean => health !== 'LIVE';

function FeedsAside({ feeds }: { feeds: readonly NewsFeedHealth[] }) {
  const failing = feeds.filter(isFailing);
  if (failing.length === 0) return <span className="num ml-auto text-ink-3">{feeds.length || ''}</span>;
  return (
    <span className="ml-auto text-warn" title={failing.map(({ feed, fault }) => fault ?? feed).join('; ')}>
      <span aria-hidden>▲ </span>
      {failing.length} of {feeds.length} failing
    </span>
  );
}

/** What is missing, and how it comes. */
function noNewsWords(feeds: readonly NewsFeedHealth[]): readonly [string, string] {
  const [first] = feeds;
  if (first === undefined) return ['No news feed', 'start with --news FILE or URL'];
  return ['No story yet', feeds.length === 1 ? first.feed : `${feeds.length} feeds are followed`];
}

function NoNews({ feeds }: { feeds: readonly NewsFeedHealth[] }) {
  const [title, hint] = noNewsWords(feeds);
  return (
    <Empty
      title={title}
      hint={
        feeds.length > 0 ? (
          <span className="break-all">{hint}</span>
        ) : (
          <>
            Start with <code className="num">--news FILE</code> or <code className="num">--news URL</code>:
            JSON Lines, RSS or Atom.
          </>
        )
      }
    />
  );
}

function MoodWord({ story, withScore = false }: { story: NewsStory; withScore?: boolean }) {
  const mood = moodOf(story);
  return (
    <span className={cn('shrink-0', toneText[mood.tone])}>
      <span aria-hidden className="mr-1 text-[8px]">
        {mood.sign}
      </span>
      {mood.word}
      {withScore ? <span className="num"> {mood.score}</span> : null}
    </span>
  );
}

/** Who says so; and when by the market's clock, where that is the source's. */
function SourceWords({ story: { source, tsMarket } }: { story: NewsStory }) {
  const time = useTimeFormat();
  if (tsMarket === undefined) return source;
  return (
    <>
      {source} · <span className="num">{time(tsMarket, 's')}</span>
    </>
  );
}

function StoryButton(props: { story: NewsStory; nowMs: number; onClick: () => void }) {
  const { story, nowMs, onClick } = props;
  return (
    <button
      type="button"
      onClick={onClick}
      className="block w-full px-2.5 py-1.5 text-left text-s hover:bg-hover"
    >
      <span className="flex items-baseline gap-2">
        <MoodWord story={story} />
        <span className="min-w-0 truncate font-semibold">{story.instruments.join(' ')}</span>
        <span className="num ml-auto min-w-[38px] shrink-0 text-right text-2xs text-ink-3">
          {storyAge(story, nowMs)}
        </span>
      </span>
      <span className="line-clamp-2 break-words">{story.headline}</span>
      <span className="block truncate text-2xs text-ink-3">
        <SourceWords story={story} />
      </span>
    </button>
  );
}

function StoryDialog(props: { story: NewsStory | undefined; news: News | undefined; onClose: () => void }) {
  const { story, news, onClose } = props;
  const { timeZone } = usePreferences();
  const marketTime = useTimeFormat();
  if (!story) return null;
  const time = (ms: number): ReactNode => <span className="num">{formatWallTime(ms, timeZone)}</span>;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={<span className="break-words">{story.headline}</span>}
      description={story.source}
    >
      {story.body === undefined ? null : <p className="break-words pb-3 text-ink-2">{story.body}</p>}
      <Facts>
        <Fact name="About">
          {story.instruments.length === 0 ? 'nothing that trades here' : story.instruments.join(', ')}
        </Fact>
        <Fact name="Sentiment">
          <MoodWord story={story} withScore />{' '}
          <span className="text-ink-3">{SENTIMENT_SOURCE_WORDS[story.sentimentSource]}</span>
        </Fact>
        {story.tsMarket === undefined ? (
          <Fact name="Published">{time(story.publishedMs)}</Fact>
        ) : (
          <Fact name="Published, market time" num>
            {marketTime(story.tsMarket)}
          </Fact>
        )}
        <Fact name="Received">{time(story.receivedMs)}</Fact>
        {news === undefined ? null : (
          <Fact name="Age" num>
            {storyAge(story, news.nowMs)}
          </Fact>
        )}
        {story.flags.map((flag) => (
          <Fact key={flag} name="Note">
            <span className="text-warn">{FLAG_WORDS[flag]}</span>
          </Fact>
        ))}
        <Fact name="Feed">
          <span className="break-all text-ink-2">{story.feed}</span>
        </Fact>
      </Facts>
      {story.url === undefined ? null : (
        <p className="pt-3">
          <a
            href={story.url}
            target="_blank"
            rel="noopener noreferrer"
            className="break-all text-info underline underline-offset-2"
          >
            {story.url}
          </a>
        </p>
      )}
    </Dialog>
  );
}
