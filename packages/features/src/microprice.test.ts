import { openLobster } from '@fairlead/feeds';
import { recorded } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { createMicroprice, leanOf, learnMicroprice } from './microprice.ts';
import { createQuotes, imbalanceOf, type Quotes } from './quote.ts';

const TICK = 100;
const touch = (bidPx: number, bidQty: number, askPx: number, askQty: number): Quotes => {
  const quotes = createQuotes(1);
  quotes.set([bidPx, bidQty, askPx, askQty]);
  return quotes;
};

describe('the microprice', () => {
  test('learns where a state leads: a chain whose value is known in closed form', () => {
    // One tick wide. Heavy bid (I = 0.8): half the time the whole market moves up a tick and is even, else it turns
    // into a heavy ask at the same mid, its mirror image: g = 1 / 2 - g / 2, a third of the spread.
    const microprice = createMicroprice(1);
    let px = 1_000_000;
    let heavy = 1;
    const show = (side: number): void => {
      const [bid, ask] = side === 0 ? [500, 500] : side > 0 ? [900, 100] : [100, 900];
      learnMicroprice(microprice, 0, touch(px, bid, px + TICK, ask), TICK);
    };
    let random = 7;
    for (let i = 0; i < 60_000; i++) {
      show(heavy);
      random = (random * 48_271) % 2_147_483_647;
      if (random % 2 === 0) {
        px += heavy * TICK;
        show(0);
      } else {
        heavy = -heavy;
      }
    }
    expect(leanOf(microprice, 0.8, 1)).toBeCloseTo(1 / 3, 1);
    expect(leanOf(microprice, -0.8, 1)).toBe(-leanOf(microprice, 0.8, 1));
    expect(leanOf(microprice, 0, 1)).toBe(0);
  });

  test('a wild move teaches no more than four spreads', () => {
    const microprice = createMicroprice(1);
    learnMicroprice(microprice, 0, touch(1_000_000, 900, 1_000_100, 100), TICK);
    learnMicroprice(microprice, 0, touch(9_000_000, 900, 9_000_100, 100), TICK);
    expect(leanOf(microprice, 0.8, 1)).toBeLessThan(0.5);
  });

  const day = recorded('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');
  test.skipIf(day === undefined)(
    'of a recorded day says where the mid is a second later better than the weighted mid does, and the mid',
    async () => {
      const file = await openLobster(day!);
      const microprice = createMicroprice(1);
      const quotes = createQuotes(1);
      const noon = file.meta.start + (file.meta.end - file.meta.start) / 2;
      const waiting: { ts: number; mid: number; weighted: number; micro: number }[] = [];
      let [next, moves, ofMid, ofWeighted, ofMicro, last] = [0, 0, 0, 0, 0, 0];
      for await (const { messages, books } of file.batches({ books: true })) {
        messages.forEach(({ ts }, i) => {
          const { bids, asks } = books![i]!;
          const [bid, ask] = [bids[0], asks[0]];
          if (!bid || !ask) return;
          const now = [bid.px, bid.qty, ask.px, ask.qty];
          if (now.every((value, at) => value === quotes[at])) return;
          // What was said a second ago is judged by the mid that held until now. The morning only teaches.
          for (; next < waiting.length && waiting[next]!.ts + 1e9 < ts; next++) {
            const said = waiting[next]!;
            if (said.ts < noon) continue;
            moves += 1;
            ofMid += (last - said.mid) ** 2;
            ofWeighted += (last - said.weighted) ** 2;
            ofMicro += (last - said.micro) ** 2;
          }
          quotes.set(now);
          learnMicroprice(microprice, 0, quotes, TICK);
          const spread = ask.px - bid.px;
          const mid = (bid.px + ask.px) / 2;
          const imbalance = imbalanceOf(quotes, 0);
          const weighted = mid + (imbalance * spread) / 2;
          waiting.push({
            ts,
            mid,
            weighted,
            micro: mid + leanOf(microprice, imbalance, spread / TICK) * spread,
          });
          last = mid;
        });
      }
      const cents = (squares: number): string => (Math.sqrt(squares / moves) / 100).toFixed(3);
      console.info(
        `AMZN, afternoon, ${moves} touches, root mean square error of the mid 1 s later, cents: microprice ${cents(ofMicro)}, weighted mid ${cents(ofWeighted)}, mid ${cents(ofMid)}`,
      );
      expect(ofMicro).toBeLessThan(0.8 * ofWeighted);
      expect(ofMicro).toBeLessThan(ofMid);
    },
  );
});
