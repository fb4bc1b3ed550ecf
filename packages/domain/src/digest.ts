/**
 * Canonical text and SHA-256. Every hash in the house (state, decision, journal, feature schema, model) is
 * `digest(canonical(value))`, so that two machines agree on it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { InvariantError } from './failure.ts';
import type { Hash } from './ids.ts';

/**
 * JSON with object keys in code-unit order and `undefined` members left out; Maps become arrays of entries in
 * key order, Sets sorted arrays, typed arrays plain arrays. NaN and infinities break a rule and throw.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return textOf(value);
    case 'number':
      if (!Number.isFinite(value)) {
        throw new InvariantError(`a canonical value must be finite, got ${value}`);
      }
      return String(value);
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'null';
    case 'bigint':
      return `"${value}n"`;
    case 'object':
      return value === null ? 'null' : objectOf(value);
    default:
      throw new InvariantError(`a ${typeof value} has no canonical text`);
  }
}

function objectOf(value: object): string {
  if (Array.isArray(value)) return listOf(value);
  if (ArrayBuffer.isView(value)) return listOf(Array.from(value as unknown as Iterable<number>));
  if (value instanceof Map) {
    const entries = [...value].map(([k, v]) => [canonical(k), canonical(v)] as const);
    entries.sort((a, b) => compare(a[0], b[0]));
    return `[${entries.map(([k, v]) => `[${k},${v}]`).join(',')}]`;
  }
  if (value instanceof Set) return `[${[...value].map(canonical).sort(compare).join(',')}]`;
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object);
  if (!ascends(keys)) keys.sort(compare);
  let text = '';
  for (const key of keys) {
    const member = object[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${keyOf(key)}${canonical(member)}`;
  }
  return `{${text}}`;
}

function listOf(values: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < values.length; i++) text += i === 0 ? canonical(values[i]) : `,${canonical(values[i])}`;
  return `[${text}]`;
}

/** Printable ASCII without quote and backslash: nothing to escape. */
const PLAIN = /^[ !#-[\]-~]*$/;
const textOf = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/** Every input, decision and audit record passes here, with the same few hundred names: each is written once. */
const MOST_KEYS = 4_096;
const keys = new Map<string, string>();
function keyOf(key: string): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(key)}:`;
  if (keys.size < MOST_KEYS) keys.set(key, text);
  return text;
}

const ascends = (names: readonly string[]): boolean => {
  for (let i = 1; i < names.length; i++) if ((names[i - 1] as string) > (names[i] as string)) return false;
  return true;
};

export const digest = (text: string): Hash => bytesToHex(sha256(utf8ToBytes(text))) as Hash;
export const digestOf = (value: unknown): Hash => digest(canonical(value));
export const digestBytes = (bytes: Uint8Array): Hash => bytesToHex(sha256(bytes)) as Hash;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
