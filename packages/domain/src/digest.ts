/**
 * Canonical text and SHA-256. Every hash in the house (state, decision, journal, feature schema, model) is
 * `digest(canonical(value))`, so that two machines agree on it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { invariant } from './failure.ts';
import type { Hash } from './ids.ts';

/**
 * JSON with object keys in code-unit order and `undefined` members left out; Maps become arrays of entries in
 * key order, Sets sorted arrays, typed arrays plain arrays. NaN and infinities break a rule and throw.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    invariant(Number.isFinite(value), `a canonical value must be finite, got ${value}`);
    return JSON.stringify(value);
  }
  if (value === undefined) return 'null';
  if (typeof value === 'bigint') return `"${value}n"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (ArrayBuffer.isView(value)) return canonical(Array.from(value as unknown as Iterable<number>));
  if (value instanceof Map) {
    const entries = [...value].map(([k, v]) => [canonical(k), canonical(v)] as const);
    entries.sort((a, b) => compare(a[0], b[0]));
    return `[${entries.map(([k, v]) => `[${k},${v}]`).join(',')}]`;
  }
  if (value instanceof Set) return `[${[...value].map(canonical).sort(compare).join(',')}]`;
  invariant(typeof value === 'object', `a ${typeof value} has no canonical text`);
  const object = value as Record<string, unknown>;
  const members = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort(compare)
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`);
  return `{${members.join(',')}}`;
}

export const digest = (text: string): Hash => bytesToHex(sha256(utf8ToBytes(text))) as Hash;
export const digestOf = (value: unknown): Hash => digest(canonical(value));
export const digestBytes = (bytes: Uint8Array): Hash => bytesToHex(sha256(bytes)) as Hash;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
