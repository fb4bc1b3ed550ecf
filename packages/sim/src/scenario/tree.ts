/**
 * A scenario's text as a tree that knows where each of its values stands. YAML 1.2, less what a scenario has no use
 * for and a hostile file does: anchors, aliases, tags, merge keys, several documents; what is left can't grow beyond
 * its own text. Numbers are plain decimals with at most 15 digits, so that a double holds what was written.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { type Path, pathInWords, type ScenarioProblem, shown } from './problem.ts';

interface At {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a mapping has a key and what stands there. */
interface Entry {
  readonly key: At;
  readonly node: Tree;
}

export type Tree =
  | { readonly type: 'Scalar'; readonly at: At; readonly value: string | number | boolean | null }
  | { readonly type: 'List'; readonly at: At; readonly items: readonly Tree[] }
  | { readonly type: 'Map'; readonly at: At; readonly entries: ReadonlyMap<string, Entry> };

export type MapTree = Extract<Tree, { type: 'Map' }>;

const MOST_CHARS = 1 << 18;
/** One slip makes many errors of syntax: so many are told. */
const MOST_ERRORS = 10;
const MOST_DEPTH = 16;
const TOO_DEEP = 'is nested too deep to be read';
const MOST_DIGITS = 15;
const NUMBER = /^[+-]?(\d+)(?:\.(\d+))?(?:[eE][+-]?\d{1,3})?$/;

/**
 * Never throws on any text.
 * @returns the file's mapping, or what is wrong with its text
 */
export function parseTree(
  text: string,
  file: string,
): { readonly tree?: MapTree; readonly problems: readonly ScenarioProblem[] } {
  const problems: ScenarioProblem[] = [];
  const top = { file, line: 1, column: 1 };
  const refuse: Refuse = (at, path, reason, suggestion) => {
    problems.push({ ...at, path: pathInWords(path), reason, ...(suggestion && { suggestion }) });
    return { type: 'Scalar', at, value: null };
  };
  if (text.length > MOST_CHARS) {
    refuse(top, [], `is longer than a scenario may be: ${text.length} characters, at most ${MOST_CHARS}`);
    return { problems };
  }
  const lines = new LineCounter();
  const place = (offset: number): At => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const { contents, errors } = parseYaml(text, lines);
  for (const { message, offset } of errors) refuse(place(offset), [], message);
  if (errors.length > 0) return { problems };
  const tree = readNode(contents, { path: [], at: top }, { place, refuse });
  if (problems.length === 0 && tree.type !== 'Map') refuse(top, [], 'must be a mapping with sections');
  return tree.type === 'Map' ? { tree, problems } : { problems };
}

/** Tells a problem. @returns what stands in the place of what was refused */
type Refuse = (at: At, path: Path, reason: string, suggestion?: string) => Tree;

interface Parsed {
  readonly contents: Node | null;
  readonly errors: readonly { readonly message: string; readonly offset: number }[];
}

function parseYaml(text: string, lineCounter: LineCounter): Parsed {
  try {
    const { contents, errors, warnings } = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      // Whatever a %YAML directive says.
      schema: 'core',
      merge: false,
      stringKeys: true,
      uniqueKeys: false,
      // Silent would let several documents pass.
      logLevel: 'error',
    });
    const told = [...errors, ...warnings].slice(0, MOST_ERRORS);
    // Of the parser's own stack; the composer's is a RangeError.
    const deep = told.find(({ message }) => message.includes('call stack'));
    if (deep !== undefined) return { contents, errors: [{ message: TOO_DEEP, offset: deep.pos[0] }] };
    return {
      contents,
      errors: told.map(({ message, pos: [offset] }) => ({
        message: `is not YAML: ${firstSentence(message)}`,
        offset,
      })),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { contents: null, errors: [{ message: TOO_DEEP, offset: 0 }] };
  }
}

const firstSentence = (message: string): string => message.split(/[\n;]/)[0]!.replace(/[.:]?\s*$/, '');

interface Reading {
  readonly place: (offset: number) => At;
  readonly refuse: Refuse;
}

/** `at`: where a value that is not there would stand. */
type Here = { readonly path: Path; readonly at: At };

function readNode(node: Node | null, { path, at: absent }: Here, reading: Reading): Tree {
  const { place, refuse } = reading;
  if (node === null) return { type: 'Scalar', at: absent, value: null };
  const at = place(node.range?.[0] ?? 0);
  if (path.length > MOST_DEPTH) return refuse(at, path, `is nested more than ${MOST_DEPTH} deep`);
  if (isAlias(node)) return refuse(at, path, 'is an alias', 'write the value out, or use extends');
  if (node.anchor !== undefined) {
    return refuse(at, path, 'has an anchor', 'write the value out, or use extends');
  }
  if (node.tag !== undefined) return refuse(at, path, `has a tag, ${shown(node.tag)}`, 'leave it out');
  if (isMap<unknown, Node | null>(node)) return readMap(node, { path, at }, reading);
  if (isSeq<Node | null>(node)) {
    const items = node.items.map((item, n) => readNode(item, { path: [...path, n], at }, reading));
    return { type: 'List', at, items };
  }
  if (isScalar(node)) return readScalar(node, { path, at }, refuse);
  return refuse(at, path, 'is no value');
}

function readMap(map: YAMLMap<unknown, Node | null>, { path, at }: Here, reading: Reading): Tree {
  const { place, refuse } = reading;
  const entries = new Map<string, Entry>();
  for (const { key, value } of map.items) {
    if (!isScalar(key) || typeof key.value !== 'string') {
      refuse(at, path, 'has a key that is no text');
      continue;
    }
    const here = { path: [...path, key.value], at: place(key.range?.[0] ?? 0) };
    const first = entries.get(key.value);
    if (key.value === '__proto__') refuse(here.at, here.path, 'is a name that no scenario may use');
    else if (first !== undefined)
      refuse(here.at, here.path, `is given twice, first in line ${first.key.line}`);
    else entries.set(key.value, { key: here.at, node: readNode(value, here, reading) });
  }
  return { type: 'Map', at, entries };
}

function readScalar({ value, source }: Scalar, { path, at }: Here, refuse: Refuse): Tree {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) {
    return { type: 'Scalar', at, value };
  }
  const written = source ?? String(value);
  const [, units = '', fraction = ''] = NUMBER.exec(written) ?? [];
  if (typeof value !== 'number' || !Number.isFinite(value) || units === '') {
    return refuse(at, path, `must be a plain decimal number, got ${written.slice(0, 40)}`);
  }
  if ((units + fraction).replace(/^0+/, '').length > MOST_DIGITS) {
    return refuse(at, path, `has more than ${MOST_DIGITS} digits, ${written.slice(0, 40)}`);
  }
  return { type: 'Scalar', at, value };
}

/** The plain value, as zod reads it. Keys are own properties whatever they are called. */
export function plainOf(tree: Tree): unknown {
  if (tree.type === 'Scalar') return tree.value;
  if (tree.type === 'List') return tree.items.map(plainOf);
  const value: Record<string, unknown> = Object.create(null);
  for (const [name, { node }] of tree.entries) value[name] = plainOf(node);
  return value;
}

/**
 * Where `path` stands: a single value itself, else its key or the beginning of the item; where it is not there, the
 * deepest part of it that is.
 * @param ofKey the key, also of a single value
 */
export function placeOf(tree: Tree, path: Path, ofKey = false): At {
  let at = tree.at;
  let node = tree;
  for (const [depth, part] of path.entries()) {
    const entry = node.type === 'Map' ? node.entries.get(String(part)) : undefined;
    const inner = entry?.node ?? (node.type === 'List' ? node.items[Number(part)] : undefined);
    if (inner === undefined) return at;
    const single = inner.type === 'Scalar' && !(ofKey && depth === path.length - 1);
    at = entry === undefined || single ? inner.at : entry.key;
    node = inner;
  }
  return at;
}

/**
 * `over` laid on `base`: mappings key by key, lists of things with ids by id (new ones at the end), everything else
 * replaced. Each part keeps where it stands, so that a problem names the file that says so.
 */
export function extend(base: Tree, over: Tree): Tree {
  if (base.type === 'Map' && over.type === 'Map') {
    const entries = new Map(base.entries);
    for (const [name, { key, node }] of over.entries) {
      const below = base.entries.get(name);
      entries.set(name, { key, node: below === undefined ? node : extend(below.node, node) });
    }
    return { type: 'Map', at: over.at, entries };
  }
  if (base.type === 'List' && over.type === 'List') {
    const ids = over.items.map(idOf);
    const below = base.items.map(idOf);
    if (ids.includes(undefined) || below.includes(undefined) || ids.length === 0) return over;
    const laid = base.items.map((item, at) => {
      const mine = over.items[ids.indexOf(below[at])];
      return mine === undefined ? item : extend(item, mine);
    });
    return {
      type: 'List',
      at: over.at,
      items: [
        ...laid,
        ...over.items.filter((_, at) => !below.includes(ids[at]) || ids.indexOf(ids[at]) !== at),
      ],
    };
  }
  return over;
}

/** What a list is merged by, and references name. */
function idOf(tree: Tree): string | undefined {
  const node = tree.type === 'Map' ? tree.entries.get('id')?.node : undefined;
  return node?.type === 'Scalar' && typeof node.value === 'string' ? node.value : undefined;
}
