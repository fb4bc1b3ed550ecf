import { instrumentId, type NewsItem, nanos } from '@fairlead/domain';
import { KESTREL } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { open, START } from '../test/house.ts';
import { isOrderInput } from './input.ts';
import { stateHash } from './state.ts';

const item = (over: Partial<NewsItem> = {}): NewsItem => ({
  id: 'N-1',
  source: 'wire',
  headline: 'Kestrel wins a contract',
  instruments: [KESTREL.id],
  sentimentScore: 0.5,
  tsPublished: nanos(START - 1_000_000),
  ...over,
});

function told(...items: readonly NewsItem[]) {
  const { desk, state } = open();
  for (const one of items) desk.input({ type: 'NewsReceived', item: one });
  return { news: state.market.get(KESTREL.id)!.news, hash: stateHash(state) };
}

test('news reaches the features of whom it names, each once, and no order state', () => {
  const { news, hash } = told(
    item({ instruments: [KESTREL.id, KESTREL.id, instrumentId('NOBODY')] }),
    item(),
  );
  expect(news).toMatchObject({ score: 1, items: 2 });
  expect(hash).toBe(told().hash);
  expect(isOrderInput({ type: 'NewsReceived', item: item() })).toBe(false);
});

test('an item that cannot be believed is passed over', () => {
  const { news } = told(item({ sentimentScore: Number.NaN }), item({ sentimentScore: -3 }), item({ id: '' }));
  expect(news).toMatchObject({ score: 0, items: 0 });
});
