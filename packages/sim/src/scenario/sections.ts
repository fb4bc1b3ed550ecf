/** What a scenario says besides its venues and participants: the day, what is traded, its value, moods and events. */
import { z } from 'zod';
import {
  aboveZero,
  atLeastZero,
  between,
  count,
  duration,
  id,
  period,
  price,
  probability,
  regimeName,
  shares,
  timeOfDay,
  words,
} from './units.ts';

const activity = z
  .strictObject({
    open: aboveZero('multiple of flow at the open', [1.8]),
    midday: aboveZero('multiple of flow half-way', [0.7]),
    close: aboveZero('multiple of flow at the close', [2]),
  })
  .meta({
    description: 'how flow changes over the day, a parabola through three multiples; absent: it does not',
    examples: [{ open: 1.8, midday: 0.7, close: 2 }],
  });

export const session = z
  .strictObject({
    date: z.iso
      .date({ error: ({ input }) => (input === undefined ? undefined : `must be a day, got ${input}`) })

      .meta({ title: 'date', description: 'the day that times count from', examples: ['2026-01-05'] }),
    open: timeOfDay('continuous trading begins', ['09:30']),
    close: timeOfDay('trading ends', ['16:00']),
    start: timeOfDay('the run begins here, with settled books; absent: with the opening auction', [
      '11:00',
    ]).optional(),
    auctions: z
      .strictObject({
        opening: period('orders are collected for so long before the open', ['2m']).optional(),
        closing: period('and for so long before the close', ['5m']).optional(),
      })
      .meta({
        description:
          'call phases, at every lit venue: orders gather, then what can trade does at one price; absent: none',
        examples: [{ opening: '2m', closing: '5m' }],
      })
      .prefault({}),
    activity: activity.optional(),
  })
  .meta({
    description: 'the trading day',
    examples: [{ date: '2026-01-05', open: '09:30', close: '16:00' }],
  });

const reopening = period(
  'length of the call that reopens it by an auction; absent: trading goes on as before',
  ['2m'],
);

const halts = z
  .strictObject({
    staticBps: aboveZero('distance from the price of the last auction or the open, bps', [1000]).optional(),
    dynamicBps: aboveZero('distance from the last trade, bps', [300]).optional(),
    lasts: period('how long the halt takes', ['5m']),
    reopening: reopening.optional(),
  })
  .meta({
    description: 'a trade beyond a collar halts the instrument (RTS 7); absent: none does',
    examples: [{ staticBps: 1000, dynamicBps: 300, lasts: '5m' }],
  });

export const instrument = z
  .strictObject({
    id: id('name on the wire, unique', ['KESTREL']),
    name: words('name on screens', ['Kestrel Robotics'], 60),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be three capitals (ISO 4217)')
      .meta({ title: 'three capitals', description: 'ISO 4217', examples: ['USD'] }),
    tick: price('smallest price step, currency', [0.01]),
    lot: shares('orders are multiples of it, shares', [1]).prefault(1),
    price: price('price at the start, currency; on a tick', [100]),
    adv: shares('volume of a day, shares', [20_000_000]),
    averageTrade: shares('mean size of a trade, shares', [150]),
    volatilityBps: aboveZero('standard deviation of the price over a day, bps', [180]),
    weight: aboveZero('how often participants turn to it, beside the others', [1]).prefault(1),
    halts: halts.optional(),
  })
  .meta({ description: 'something traded' });

export const fundamental = z
  .strictObject({
    step: period('the value is drawn on this grid', ['100ms']).prefault('100ms'),
    reversionHalfLife: period('a distance from the mean halves in this time', ['2h']),
    shocks: z
      .strictObject({
        perHour: atLeastZero('how many an hour and instrument, at activity and flow 1', [25]),
        share: between("part of the value's variance that comes in them", {
          low: 0,
          high: 1,
          examples: [0.5],
        }),
      })
      .meta({
        description: 'jumps that nobody tells: the informed find out',
        examples: [{ perHour: 25, share: 0.5 }],
      })
      .optional(),
    loadings: z
      .record(
        id('an instrument of the scenario', ['KESTREL']),
        between("correlation of the instrument's moves with the market's", {
          low: -1,
          high: 1,
          examples: [0.6],
        }),
      )
      .meta({
        description: 'correlations by one market factor: that of two instruments is the product of theirs',
        examples: [{ KESTREL: 0.6, MERLIN: 0.5 }],
      })
      .optional(),
    correlation: z
      .array(
        z
          .array(between('correlation', { low: -1, high: 1, examples: [0.3] }))
          .meta({ description: 'of one instrument with each' }),
      )
      .meta({
        description: 'correlations one by one, in the order of instruments; instead of loadings',
        examples: [
          [
            [1, 0.3],
            [0.3, 1],
          ],
        ],
      })
      .optional(),
  })
  .meta({
    description: 'the common value that prices follow',
    examples: [{ reversionHalfLife: '2h', shocks: { perHour: 25, share: 0.5 } }],
  });

const regime = z
  .strictObject({
    volatility: aboveZero("multiple of the volatility of each instrument's walk", [0.75]),
    flow: aboveZero('multiple of every rate of flow', [1]).prefault(1),
    driftBpsPerHour: between('the value drifts by so much an hour, bps', {
      low: -10_000,
      high: 10_000,
      examples: [40],
    }).prefault(0),
    stay: period('mean stay; absent: until the timetable says otherwise', ['4m']).optional(),
    next: z
      .record(regimeName('a regime of the scenario'), probability('chance', [1]))
      .meta({
        description: 'what follows a stay, chances that sum to 1; absent: any other, equally likely',
        examples: [{ volatile: 1 }],
      })
      .optional(),
  })
  .meta({ description: 'a mood of the market' });

export const regimes = z
  .strictObject({
    start: regimeName('the regime at the start'),
    states: z.record(regimeName('its name'), regime).meta({
      description: 'the regimes by name',
      examples: [{ calm: { volatility: 0.75, stay: '4m' }, volatile: { volatility: 1.8, stay: '1m' } }],
    }),
    timetable: z
      .array(
        z
          .strictObject({
            at: timeOfDay('when', ['10:00']),
            regime: regimeName('begins'),
          })
          .meta({ description: 'one switch' }),
      )
      .max(1_000)
      .meta({
        description: 'switches at given times, ascending; instead of stays',
        examples: [[{ at: '10:00', regime: 'volatile' }]],
      })
      .prefault([]),
  })
  .meta({
    description: 'moods of the market and how they follow each other',
    examples: [{ start: 'calm', states: { calm: { volatility: 1 } } }],
  });

const story = z
  .strictObject({
    at: timeOfDay('when the value jumps; the news feed says so a moment later', ['10:00']),
    instrument: id('what it is about', ['KESTREL']),
    headline: words('what the news feed says', ['Kestrel Robotics raises its outlook']),
    sentiment: between('tone of the headline, -1 to 1', { low: -1, high: 1, examples: [0.6] }),
    shockBps: between('jump of the value, bps', { low: -5_000, high: 5_000, examples: [60] }),
  })
  .meta({ description: 'one story' });

export const news = z
  .strictObject({
    delay: duration('from the jump to the news feed', ['200ms']).prefault('200ms'),
    perHour: atLeastZero('random stories per hour and instrument', [0.5]).prefault(0),
    jump: atLeastZero(
      "standard deviation of a random one's jump, in daily volatilities of its instrument",
      [0.2],
    ).prefault(0),
    stories: z.array(story).max(10_000).meta({ description: 'stories at given times' }).prefault([]),
  })
  .meta({ description: 'what the news feed announces', examples: [{ perHour: 0.5, jump: 0.2 }] });

const rates = (what: string) =>
  z
    .array(
      z
        .array(atLeastZero('per second', [0.5]))
        .min(1)
        .max(101)
        .meta({ description: 'of one level, by the size of its queue: 0, 1, 2 ...; the last holds beyond' }),
    )
    .min(1)
    .max(200)
    .meta({ description: `${what} per second, nearest level first; the last row holds beyond` });

const group = z
  .strictObject({
    venues: z
      .array(id('a lit venue', ['LIT-A']))
      .min(1)
      .max(32)
      .meta({
        description: 'where; absent: every lit venue that no group before it has',
        examples: [['LIT-A']],
      })
      .optional(),
    instruments: z
      .array(id('an instrument', ['KESTREL']))
      .min(1)
      .max(100)
      .meta({ description: 'in what; absent: every instrument', examples: [['KESTREL']] })
      .optional(),
    activity: aboveZero('multiple of all its rates', [1]).prefault(1),
    limitMultiple: aboveZero(
      'multiple of the rates of limit orders alone: below 1 queues are shorter',
      [0.5],
    ).prefault(1),
    levels: count('price levels a side', { least: 1, most: 200, examples: [3] }).prefault(3),
    thetaProb: probability('chance that the reference price follows a move of the mid', [0.7]).prefault(0.7),
    reinitProb: probability('chance that the queues then start afresh', [0.85]).prefault(0.85),
    size: aboveZero('average event size, average trades', [1]).prefault(1),
    sizes: z
      .union([
        z.enum(['unit', 'random']),
        z
          .array(aboveZero('a multiple of the average event size', [1]))
          .min(1)
          .max(1_000),
      ])
      .meta({
        description:
          'every order has the average size; sizes are random around it; or a list of multiples of it, each as likely',
        examples: ['random', [0.2, 1.2, 1.2, 1.4]],
      })
      .prefault('random'),
    hiddenProb: probability('chance that a hidden order comes with a limit order', [0.15]).prefault(0),
    icebergProb: probability(
      'chance that a limit order is an iceberg: it shows its size, and has more',
      [0.03],
    ).prefault(0),
    icebergParts: count('how many times its size an iceberg has', {
      least: 2,
      most: 100,
      examples: [5],
    }).prefault(5),
    auctions: z
      .strictObject({
        opening: probability('of the daily volume, in the opening auction', [0.012]).prefault(0.012),
        closing: probability('in the closing auction', [0.06]).prefault(0.06),
        intraday: probability('in any other auction, after a call of two minutes', [0.002]).prefault(0.002),
      })
      .meta({
        description:
          'about what share of the daily volume the crowd trades in auctions, at all venues together',
        examples: [{ opening: 0.012, closing: 0.06 }],
      })
      .prefault({}),
    intensities: z
      .strictObject({
        limit: rates('limit orders'),
        cancel: rates('cancels'),
        market: rates('market orders'),
      })
      .meta({ description: "the model's rates; absent: the published ones (METHODS, appendix)" })
      .optional(),
  })
  .meta({ description: 'the crowd at some books; the first group that names a book is its crowd' });

export const crowd = z
  .array(group)
  .max(1_000)
  .meta({
    description: 'anonymous queue-reactive flow at lit venues (Huang, Lehalle, Rosenbaum 2015)',
    examples: [[{ activity: 1 }]],
  });

const span = {
  at: timeOfDay('when it begins', ['11:00']),
  lasts: period('how long it takes', ['2m']),
};
const ofVenue = id('the venue', ['LIT-A']);

const outage = z.strictObject({
  type: z.literal('outage').meta({ description: 'the venue is gone: no data, no answers; its orders end' }),
  venue: ofVenue,
  ...span,
});
const halt = z.strictObject({
  type: z.literal('halt').meta({ description: 'no trading; cancels only' }),
  instrument: id('what', ['KESTREL']),
  venue: ofVenue.optional().meta({ description: 'where; absent: everywhere' }),
  ...span,
  reopening: reopening.optional(),
});
const auction = z.strictObject({
  type: z.literal('auction').meta({
    description: 'orders are collected, then meet at one price',
  }),
  instrument: id('what', ['KESTREL']),
  venue: ofVenue.optional().meta({ description: 'where; absent: at every lit venue' }),
  ...span,
});
const rejects = z.strictObject({
  type: z.literal('rejects').meta({ description: 'the venue refuses orders for no reason of theirs' }),
  venue: ofVenue,
  ...span,
  probability: probability('chance of each order', [0.3]),
});
const slow = z.strictObject({
  type: z.literal('latency').meta({ description: 'messages take longer' }),
  venue: ofVenue,
  ...span,
  multiple: between('of the usual latency', { low: 1, high: 100_000, examples: [20] }),
});

export const event = z.discriminatedUnion('type', [outage, halt, auction, rejects, slow]);

export type SessionSection = z.output<typeof session>;
export type InstrumentSection = z.output<typeof instrument>;
export type FundamentalSection = z.output<typeof fundamental>;
export type RegimesSection = z.output<typeof regimes>;
export type NewsSection = z.output<typeof news>;
export type CrowdSection = z.output<typeof crowd>;
export type EventSection = z.output<typeof event>;
