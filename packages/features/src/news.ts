/**
 * News about the instrument: sums of sentiment scores and of items, decayed with time constant 300 s. Two good
 * items weigh twice one; a good and a bad one cancel, and the count still says that something happened.
 */
import { NANOS_PER_SECOND } from '@fairlead/domain';

const TAU_NS = 300 * NANOS_PER_SECOND;

export interface News {
  clock: number;
  score: number;
  items: number;
}

export const createNews = (): News => ({ clock: 0, score: 0, items: 0 });

/** @param score -1 .. 1, positive: good for the price */
export function addNews(news: News, score: number, ts: number): void {
  const dt = ts - news.clock;
  if (dt > 0) {
    const kept = Math.exp(-dt / TAU_NS);
    news.score *= kept;
    news.items *= kept;
    news.clock = ts;
  }
  news.score += score;
  news.items += 1;
}

/** What is left at `ts` of what was counted. */
export const newsKept = (news: News, ts: number): number => Math.exp(-Math.max(ts - news.clock, 0) / TAU_NS);
