/**
 * What a scenario says of a venue: a displayed book (`lit`; inverted where taking earns a rebate), a midpoint pool
 * (`dark`) or a pool for large orders that negotiate first (`block`). Sizes of the anonymous flow are in the
 * instrument's average trades, rates per second of market time, so that one venue serves instruments of any size.
 */
import { z } from 'zod';
import {
  aboveZero,
  atLeastZero,
  between,
  count,
  duration,
  id,
  period,
  perShare,
  probability,
  regimeName,
  words,
} from './units.ts';

const fees = z
  .strictObject({
    take: perShare('currency per share that an order pays for taking; negative is a rebate', [0.003]),
    make: perShare('currency per share that a resting order pays when taken; negative is a rebate', [-0.002]),
  })
  .meta({
    description: 'what a share costs; a lit venue with a negative take is an inverted one',
    examples: [{ take: 0.003, make: -0.002 }],
  });

const latency = z
  .strictObject({
    base: period('one way from a participant beside the venue', ['50us']),
    jitter: probability('varies by up to this share of the base either way', [0.15]).prefault(0),
    tailProb: probability(
      'chance that a message takes an exponential tail of five bases more',
      [0.01],
    ).prefault(0),
    load: duration('added per thousand messages a second that the venue receives', ['1us']).prefault('0ns'),
  })
  .meta({
    description: 'how long a message flies, and how load slows it',
    examples: [{ base: '50us', jitter: 0.15 }],
  });

const throttle = z
  .strictObject({
    perSecond: aboveZero("messages a second that one participant's allowance refills by", [200]),
    burst: count('messages that it may send at once', { least: 1, examples: [50] }),
  })
  .meta({
    description: 'order-rate limit for each participant (RTS 7); absent: none',
    examples: [{ perSecond: 200, burst: 50 }],
  });

const common = {
  id: id('name on the wire, unique', ['LIT-A']),
  name: words('name on screens', ['Lit A'], 60),
  fees,
  latency,
  throttle: throttle.optional(),
  rejectProb: probability('chance that it refuses an order for no reason of the order', [0.001]).prefault(0),
  collarBps: aboveZero(
    'refuses an order priced further than this through the reference price, bps',
    [500],
  ).optional(),
};

const hidden = z
  .strictObject({
    volumeShare: probability("of the instrument's volume that would like to trade here, both sides", [0.1]),
    emptyProb: probability('chance that a side is empty at a random time: the zero bin', [0.6]),
    sizeExponent: between('exponent of the power law of sizes; smaller has a heavier tail', {
      low: 0.1,
      high: 5,
      examples: [1.1],
    }),
    maxSize: count('largest size, average trades', { least: 1, most: 10_000, examples: [60] }),
    informedProb: probability('chance that an arrival knows where the price goes', [0.1]).prefault(0),
  })
  .meta({
    description: 'zero bin and power law of what rests unseen (Ganchev, Kearns, Nevmyvaka, Wortman 2009)',
    examples: [{ volumeShare: 0.1, emptyProb: 0.6, sizeExponent: 1.1, maxSize: 60 }],
  });

const lit = z.strictObject({
  type: z.literal('lit').meta({ description: 'a displayed price-time book' }),
  ...common,
  selfTrade: z
    .enum(['cancel-new', 'cancel-resting'])
    .meta({
      description:
        'which one goes where two orders of one participant would meet; absent: they trade; in an auction and in the crowd they always do',
      examples: ['cancel-new'],
    })
    .optional(),
});

const dark = z.strictObject({
  type: z.literal('dark').meta({ description: 'a midpoint pool that shows nothing' }),
  ...common,
  minQty: count('smallest execution, shares', { least: 1, examples: [100] }).prefault(1),
  hidden: z.record(regimeName('a regime of the scenario'), hidden).meta({
    description: 'the hidden flow in each regime',
    examples: [{ calm: { volumeShare: 0.1, emptyProb: 0.6, sizeExponent: 1.1, maxSize: 60 } }],
  }),
  leakProb: probability('chance that a fill here becomes known to who looks for it', [0.05]).prefault(0),
});

const block = z.strictObject({
  type: z.literal('block').meta({ description: 'conditional orders and requests for quotes in size' }),
  ...common,
  minQty: count('smallest execution, shares', { least: 1, examples: [5000] }),
  firmUp: period('how long an invited order has to firm up', ['2s']),
  interest: z
    .strictObject({
      perHour: atLeastZero('natural orders of others per hour, instrument and side', [4]),
      rest: period('mean time that one rests', ['10m']),
      sizeExponent: between('exponent of the power law of sizes, in the smallest execution', {
        low: 0.1,
        high: 5,
        examples: [1.5],
      }),
      maxSize: count('largest size, in the smallest execution', { least: 1, most: 1_000, examples: [20] }),
      firmProb: probability('chance that one that is invited firms up', [0.7]),
    })
    .meta({
      description: 'what others would trade here',
      examples: [{ perHour: 4, rest: '10m', sizeExponent: 1.5, maxSize: 20, firmProb: 0.7 }],
    }),
});

export const venueSchema = z.discriminatedUnion('type', [lit, dark, block]);

export type VenueSection = z.output<typeof venueSchema>;
