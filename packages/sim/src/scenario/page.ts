/** SCENARIOS.md, for who writes scenarios: each section with an example, and the table of its fields. */
import type { SECTIONS } from './file.ts';
import { type JsonSchema, wholeSchema } from './json-schema.ts';
import type { Scenario } from './scenario.ts';
import { flow } from './words.ts';

type Section = keyof typeof SECTIONS;

/** What the tables can't say, and an example. Together the examples are a whole scenario. */
const EXPLAINED: Readonly<Record<Section, { readonly words: string; readonly example: string }>> = {
  name: { words: 'One word, as the file is called.', example: 'name: example' },
  about: {
    words: 'A sentence for lists of scenarios.',
    example: 'about: A quiet morning in two shares, until one venue fails.',
  },
  session: {
    words:
      "The run begins with the call of the opening auction, at the open where there is none, or at `start`. It ends at the close. In a call every lit venue gathers orders in a closed book and tells an indicative price, pools and block venues are halted, and at its end what can trade does so at one price a venue; a venue's participants see no touch meanwhile.",
    example: `session:
  date: 2026-01-05
  open: "09:30"
  close: "16:00"
  start: "10:00"
  auctions: { opening: 2m, closing: 5m }
  activity: { open: 1.8, midday: 0.7, close: 2 }`,
  },
  instruments: {
    words:
      'The price must be on a tick. `halts` are the volatility halts of RTS 7: a trade further than `staticBps` from the last auction, or than `dynamicBps` from the trade before, stops trading; with `reopening` by an auction after it.',
    example: `instruments:
  - id: KESTREL
    name: Kestrel Robotics
    currency: USD
    tick: 0.01
    price: 100
    adv: 20e6
    averageTrade: 150
    volatilityBps: 180
    halts: { staticBps: 1000, dynamicBps: 300, lasts: 5m }
  - id: MERLIN
    name: Merlin Freight
    currency: USD
    tick: 0.01
    price: 42.15
    adv: 16e6
    averageTrade: 180
    volatilityBps: 210`,
  },
  fundamental: {
    words:
      'The value that informed participants know: a mean-reverting walk with jumps (ABIDES) whose pace is the activity of the day, on a grid of its own, so that nobody changes its path. Nobody tells of its `shocks`; informed traders find out. Correlations come from `loadings` on one market factor or, one by one, from `correlation` (ones on the diagonal, symmetric, positive semidefinite). With neither, instruments move on their own.',
    example: `fundamental:
  reversionHalfLife: 2h
  shocks: { perHour: 25, share: 0.5 }
  loadings: { KESTREL: 0.6, MERLIN: 0.5 }`,
  },
  regimes: {
    words:
      'All instruments share a mood. It changes after stays of random length (`stay` is their mean, `next` what follows), or at the times of a `timetable`, never both.',
    example: `regimes:
  start: calm
  states:
    calm: { volatility: 0.75, stay: 4m, next: { volatile: 1 } }
    volatile: { volatility: 1.8, flow: 1.5, stay: 1m }`,
  },
  venues: {
    words:
      'At least one is `lit`. A lit venue whose `take` is negative is an inverted one. A dark pool says what rests in it in every regime; the pools together get at most all of the volume.',
    example: `venues:
  - id: LIT-A
    name: Lit A
    type: lit
    fees: { take: 0.003, make: -0.002 }
    latency: { base: 50us, jitter: 0.15, tailProb: 0.01, load: 1us }
    throttle: { perSecond: 500, burst: 100 }
    collarBps: 500
    selfTrade: cancel-new
  - id: DARK-1
    name: Dark 1
    type: dark
    fees: { take: 0.001, make: 0.001 }
    latency: { base: 150us }
    minQty: 50
    hidden:
      calm: { volumeShare: 0.3, emptyProb: 0.45, sizeExponent: 1.1, maxSize: 60 }
      volatile: { volumeShare: 0.12, emptyProb: 0.8, sizeExponent: 1.5, maxSize: 60 }
  - id: BLOCK-1
    name: Block 1
    type: block
    fees: { take: 0.0015, make: 0.0015 }
    latency: { base: 400us }
    minQty: 5000
    firmUp: 2s
    interest: { perHour: 4, rest: 10m, sizeExponent: 1.5, maxSize: 20, firmProb: 0.7 }`,
  },
  crowd: {
    words:
      'The first group that names a venue and an instrument is the crowd of that book; a book that none names has no crowd. `intensities` are tables: a row per level, a rate for each queue size 0, 1, 2 ...; `fairlead simulate --fit` writes them from a recorded day.',
    example: `crowd:
  - { venues: [LIT-A], activity: 1, levels: 3, sizes: random }`,
  },
  participants: {
    words:
      "By kind, each with how many there are and how far away they are; the other fields are the kind's own.",
    example: `participants:
  noise: { count: 100, distance: 1ms, ordersPerMinute: 6, takeProb: 0.3, size: 1, patienceS: 5 }`,
  },
  news: {
    words: 'A story moves the value at once; the news feed says so `delay` later.',
    example: `news:
  perHour: 0.3
  jump: 0.2
  stories:
    - at: "10:30"
      instrument: KESTREL
      headline: Kestrel Robotics raises its outlook
      sentiment: 0.6
      shockBps: 60`,
  },
  events: {
    words: 'What goes wrong. Each begins and ends inside the run.',
    example: `events:
  - { type: outage, venue: LIT-A, at: "11:00", lasts: 2m }
  - { type: halt, instrument: MERLIN, at: "13:00", lasts: 5m }
  - { type: rejects, venue: DARK-1, at: "14:00", lasts: 30s, probability: 0.3 }`,
  },
};

/** The examples as one file. */
export const exampleScenario = (): string =>
  Object.values(EXPLAINED)
    .map(({ example }) => `${example}\n`)
    .join('');

/** @param shipped the scenarios that come with the package */
export function scenariosPage(shipped: readonly Pick<Scenario, 'name' | 'about'>[]): string {
  const { properties = {}, required = [] } = wholeSchema();
  const sections = Object.entries(EXPLAINED).flatMap(([name, { words, example }]) => {
    const schema = properties[name] as JsonSchema;
    const need = required.includes(name) ? 'Required.' : 'Optional.';
    const about = schema.description ?? '';
    return [
      `## ${name}`,
      '',
      `${about[0]!.toUpperCase()}${about.slice(1)}. ${need} ${words}`,
      '',
      '```yaml',
      example,
      '```',
      '',
      ...tablesOf(schema),
    ];
  });
  const list = shipped.map(({ name, about }) => `- [\`${name}\`](scenarios/${name}.yaml): ${about}`);
  return [...INTRODUCTION, '## The shipped ones', '', ...list, '', ...sections].join('\n');
}

const INTRODUCTION = [
  '# Scenarios',
  '',
  'Generated from `src/scenario`; `vitest run packages/sim/src/scenario -u` writes it and the schema anew.',
  '',
  'A scenario is a YAML file that says what a simulated market is made of; the seed comes from who runs it.',
  '',
  '```',
  'fairlead simulate --scenario calm --seed 7 --minutes 30   # by name, or a path to a file',
  'fairlead simulate --scenario mine.yaml --check            # its problems, each with its line, or what it holds',
  '```',
  '',
  'With `# yaml-language-server: $schema=scenario.schema.json` (a path) as its first line an editor knows all fields.',
  '',
  'What a file may not do: repeat a key or an id, name what there is not, use anchors, aliases, tags or merge keys, be longer than 256 KiB. All problems of a file are told at once:',
  '',
  '```',
  'mine.yaml:31:13 venues[1].fees.tkae: is not a key of venues[1].fees (did you mean take?)',
  '```',
  '',
  '**Values.** A duration is `50us`, `1.5ms`, `30s`, `5m` or `2h`, a time of day `"09:30"` or `"15:59:59.25"`. Prices have at most four decimal places, fees six: what an integer of 1/10,000 or 1/1,000,000 can\'t hold exactly is refused, as is a number of more than 15 digits. `20e6` is twenty million. Probabilities and shares of something are from 0 to 1.',
  '',
  '**Extending.** A file with `extends: day.yaml` is laid on that one, which stands beside it or is shipped: mappings key by key; lists whose items have an `id`, by id, new items at the end; any other list is replaced. `name` and `about` are its own. The file that it extends extends none. A problem names the file that it is in.',
  '',
  '```yaml',
  'extends: day.yaml',
  'name: thin-a',
  'about: The day without half of what LIT-A pays makers.',
  'venues: [{ id: LIT-A, fees: { make: -0.001 } }]',
  '```',
  '',
];

/** One table for a section; for a list of several types, one for each type. */
function tablesOf(schema: JsonSchema): readonly string[] {
  const item = (schema.items as JsonSchema | undefined) ?? schema;
  if (item.oneOf !== undefined) {
    return item.oneOf.flatMap((of) => {
      const type = (of as JsonSchema).properties?.type as JsonSchema;
      return [`A \`${type.const}\` one, ${type.description}:`, '', ...table(rowsOf(of as JsonSchema, ''))];
    });
  }
  const rows = rowsOf(item, '');
  return rows.length === 0 ? [] : table(rows);
}

type Row = readonly [field: string, holds: string, absent: string, what: string];

function rowsOf({ properties = {}, required = [] }: JsonSchema, prefix: string): readonly Row[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    const of = value as JsonSchema;
    const absent = required.includes(name) ? 'required' : of.default === undefined ? '' : flow(of.default);
    return rowsBelow(of, `${prefix}${name}`, absent);
  });
}

function rowsBelow(of: JsonSchema, path: string, absent: string): readonly Row[] {
  const row: Row = [`\`${path}\``, holdsOf(of), absent, of.description ?? ''];
  const named = of.additionalProperties;
  if (of.properties !== undefined) return [row, ...rowsOf(of, `${path}.`)];
  if (typeof named === 'object' && named.properties !== undefined) {
    return [row, ...rowsOf(named as JsonSchema, `${path}.NAME.`)];
  }
  const item = of.items as JsonSchema | undefined;
  return item?.properties === undefined ? [row] : [row, ...rowsOf(item, `${path}[].`)];
}

function holdsOf(of: JsonSchema): string {
  if (of.title !== undefined) return of.title;
  if (of.const !== undefined) return `\`${of.const}\``;
  if (of.enum !== undefined) return of.enum.map((one) => `\`${one}\``).join(', ');
  if (of.anyOf !== undefined) return of.anyOf.map((one) => holdsOf(one as JsonSchema)).join(' or ');
  if (of.type === 'object') return typeof of.additionalProperties === 'object' ? 'by name' : 'mapping';
  if (of.type === 'array') return 'list';
  const bounds = boundsOf(of);
  return `${of.type === 'integer' ? 'whole number' : of.type}${bounds === '' ? '' : `, ${bounds}`}`;
}

/** Bounds that mean something: not those of the numbers themselves. */
function boundsOf({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const low = minimum !== undefined && minimum > -1e12 ? `from ${minimum}` : '';
  const above = exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : '';
  const high = maximum !== undefined && maximum < 1e12 ? `to ${maximum}` : '';
  return [low || above, high].filter((of) => of !== '').join(' ');
}

function table(rows: readonly Row[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['field', 'holds', 'where absent', 'what it is']),
    line(['---', '---', '---', '---']),
    ...rows.map(line),
    '',
  ];
}
