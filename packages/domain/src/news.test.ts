import { expect, test } from 'vitest';
import { instrumentId } from './ids.ts';
import { type NewsItem, newsProblem } from './news.ts';
import { nanos } from './numbers.ts';

const item: NewsItem = {
  id: 'N-1',
  source: 'wire',
  headline: 'Kestrel wins a contract',
  instruments: [instrumentId('KESTREL')],
  sentimentScore: 0.6,
  tsPublished: nanos(-5),
};

test('a whole item has no problem, also at the ends of the scale and before the session', () => {
  for (const sentimentScore of [-1, 0, 1]) expect(newsProblem({ ...item, sentimentScore })).toBeUndefined();
});

test.each([
  ['id', { id: '' }],
  ['instruments', { instruments: [] }],
  ['sentimentScore', { sentimentScore: Number.NaN }],
  ['sentimentScore', { sentimentScore: 1.01 }],
  ['sentimentScore', { sentimentScore: Number.NEGATIVE_INFINITY }],
  ['tsPublished', { tsPublished: 1.5 as NewsItem['tsPublished'] }],
])('an item is refused for its %s: %o', (field, wrong) => {
  expect(newsProblem({ ...item, ...wrong })?.field).toBe(field);
});
