/**
 * A scenario file, read: its text to a tree that knows its lines (`tree.ts`), each section against its schema
 * (`sections.ts`, `venue.ts`, the participants' own), then what they say of each other (`checks.ts`). Pure; all
 * problems at once; never throws on any text.
 */
import { z } from 'zod';
import { check, type Sound } from './checks.ts';
import { type ScenarioFile, SECTIONS } from './file.ts';
import { type Path, pathInWords, type ScenarioProblem } from './problem.ts';
import type { Scenario } from './scenario.ts';
import { event, instrument } from './sections.ts';
import { toScenario } from './setup.ts';
import { extend, type MapTree, parseTree, placeOf, plainOf } from './tree.ts';
import { venueSchema } from './venue.ts';
import { read } from './words.ts';

export type ParsedScenario =
  | { readonly ok: true; readonly value: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

/** The text of the file that another one extends, by its name; absent where there is none. */
export type ReadBase = (name: string) => string | undefined;

const BASE_NAME = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}\.yaml$/;

/**
 * @param text of the file
 * @param file what problems call it
 */
export function parseScenario(
  text: string,
  file: string,
  readBase: ReadBase = () => undefined,
): ParsedScenario {
  const { tree, problems } = parseWithBase(text, file, readBase);
  if (tree === undefined) return { ok: false, problems };
  const found = [...problems];
  const told = new Set(problems.map(({ file: of, path }) => `${of} ${path}`));
  const refuse = (path: Path, reason: string, suggestion?: string, ofKey = false): void => {
    const place = placeOf(tree, path, ofKey);
    const problem = { ...place, path: pathInWords(path), reason, ...(suggestion && { suggestion }) };
    // What could not be read is told once.
    if (!told.has(`${problem.file} ${problem.path}`)) found.push(problem);
  };
  const raw = plainOf(tree) as Readonly<Record<string, unknown>>;
  const one = <T>(schema: z.ZodType<T>, value: unknown, path: Path): T | undefined => {
    const result = read(schema, value, path);
    for (const { path: at, reason, suggestion, ofKey } of result.refusals)
      refuse(at, reason, suggestion, ofKey);
    return result.value;
  };
  const list = <T>(name: 'instruments' | 'venues' | 'events', item: z.ZodType<T>) => {
    const value = raw[name];
    const whole = one<readonly unknown[]>(SECTIONS[name], value, [name]) as readonly T[] | undefined;
    return whole ?? (Array.isArray(value) ? value.map((of) => item.safeParse(of).data) : []);
  };
  one(KEYS, raw, []);
  const plain = {
    name: one(SECTIONS.name, raw.name, ['name']),
    about: one(SECTIONS.about, raw.about, ['about']),
    participants: one(SECTIONS.participants, raw.participants, ['participants']),
  };
  const sound: Sound = {
    session: one(SECTIONS.session, raw.session, ['session']),
    instruments: list('instruments', instrument),
    fundamental: one(SECTIONS.fundamental, raw.fundamental, ['fundamental']),
    regimes: one(SECTIONS.regimes, raw.regimes, ['regimes']),
    venues: list('venues', venueSchema),
    crowd: one(SECTIONS.crowd, raw.crowd, ['crowd']),
    news: one(SECTIONS.news, raw.news, ['news']),
    events: list('events', event),
    instrumentIds: idsOf(raw.instruments),
    venueIds: idsOf(raw.venues),
    regimeNames: Object.keys(member(raw.regimes, 'states') ?? {}),
  };
  check(sound, refuse);
  if (found.length > 0) return { ok: false, problems: inOrder(found, file) };
  // No problem: each section is sound, and each item of a list.
  return { ok: true, value: toScenario({ ...plain, ...sound } as unknown as ScenarioFile) };
}

const KEYS = z.strictObject(
  Object.fromEntries(Object.keys(SECTIONS).map((name) => [name, z.unknown().optional()])),
);

interface Read {
  readonly tree?: MapTree;
  readonly problems: readonly ScenarioProblem[];
}

/** The file's tree, laid on that of the file that it extends. */
function parseWithBase(text: string, file: string, readBase: ReadBase): Read {
  const own = parseTree(text, file);
  const entry = own.tree?.entries.get('extends');
  if (own.tree === undefined || entry === undefined) return own;
  const refused = (reason: string, suggestion?: string): Read => {
    const problem = { ...entry.node.at, path: 'extends', reason, ...(suggestion && { suggestion }) };
    return { problems: [...own.problems, problem] };
  };
  const name = entry.node.type === 'Scalar' ? entry.node.value : undefined;
  if (typeof name !== 'string' || !BASE_NAME.test(name)) {
    return refused('must be the name of a .yaml file beside this one', 'for example day.yaml');
  }
  const baseText = readBase(name);
  if (baseText === undefined) return refused(`there is no ${name} beside this file`);
  const base = parseTree(baseText, name);
  const problems = [...own.problems, ...base.problems];
  if (base.tree === undefined) return { problems };
  if (base.tree.entries.has('extends')) {
    return refused(`${name} extends a file itself`, 'extend one that stands alone');
  }
  const entries = new Map(own.tree.entries);
  entries.delete('extends');
  return { tree: extend(base.tree, { ...own.tree, entries }) as MapTree, problems };
}

const member = (of: unknown, key: string): object | undefined => {
  const value = typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[key] : undefined;
  return typeof value === 'object' && value !== null ? value : undefined;
};

const idsOf = (list: unknown): readonly (string | undefined)[] =>
  Array.isArray(list)
    ? list.map((item: unknown) => {
        const id = (item as { readonly id?: unknown } | null)?.id;
        return typeof id === 'string' ? id : undefined;
      })
    : [];

/** Beyond these a list helps nobody. */
const MOST_PROBLEMS = 200;

/** The file's own problems first, each file's by line. */
const inOrder = (problems: readonly ScenarioProblem[], file: string): readonly ScenarioProblem[] =>
  problems
    .toSorted(
      (a, b) => Number(a.file !== file) - Number(b.file !== file) || a.line - b.line || a.column - b.column,
    )
    .slice(0, MOST_PROBLEMS);
