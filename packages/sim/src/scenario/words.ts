/** A schema's refusal in words: zod's issues as reasons, each with what to do about it where that can be told. */
import { z } from 'zod';
import { nearest, type Path, pathInWords, shown } from './problem.ts';

interface Refusal {
  readonly path: Path;
  readonly reason: string;
  readonly suggestion?: string;
  /** The key itself is what is wrong. */
  readonly ofKey: boolean;
}

/**
 * @param base where `value` stands in the file
 * @returns what the schema makes of the value, or every reason why it doesn't
 */
export function read<T>(
  schema: z.ZodType<T>,
  value: unknown,
  base: Path,
): { readonly value?: T; readonly refusals: readonly Refusal[] } {
  const result = schema.safeParse(value, { error: wordsOf });
  if (result.success) return { value: result.data, refusals: [] };
  return { refusals: result.error.issues.flatMap((issue) => refusalsOf(issue, base)) };
}

function refusalsOf(issue: z.core.$ZodIssue, base: Path): readonly Refusal[] {
  const path = [...base, ...(issue.path as Path)];
  if (issue.code === 'unrecognized_keys') {
    // The message is the list of known keys: see `wordsOf`.
    const known = issue.message.split(' ').filter((key) => key !== '');
    const section = path.length === 0 ? 'a scenario' : pathInWords(path);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      return {
        path: [...path, key],
        reason: `is not a key of ${section}`,
        suggestion:
          near === undefined ? `it takes ${known.join(', ') || 'none yet'}` : `did you mean ${near}?`,
        ofKey: true,
      };
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The form that was meant is the one that was followed furthest; where none was begun, any would do.
    const depth = (of: readonly z.core.$ZodIssue[]): number => Math.max(...of.map((one) => one.path.length));
    const meant = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0]!;
    if (depth(meant) > 0) return meant.flatMap((one) => refusalsOf(one, path));
    const told = issue.errors.flatMap((form) => form.map(({ message }) => split(message)));
    const suggestion = told.find((one) => one.suggestion !== undefined)?.suggestion;
    const reason = told.map((one) => one.reason).join(', or ');
    return [{ path, reason, ...(suggestion && { suggestion }), ofKey: false }];
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ path, ...split(message), ofKey: true }));
  }
  return [{ path, ...split(issue.message), ofKey: false }];
}

function split(message: string): { readonly reason: string; readonly suggestion?: string } {
  const [reason = '', suggestion] = message.split('\n');
  return suggestion === undefined ? { reason } : { reason, suggestion };
}

/** The first line is the reason, the second, where there is one, the suggestion; of unknown keys, the known ones. */
function wordsOf(issue: z.core.$ZodRawIssue): string {
  const { input, inst } = issue;
  if (issue.code === 'unrecognized_keys') {
    return inst instanceof z.ZodObject ? Object.keys(inst.shape).join(' ') : '';
  }
  const got = input === null ? 'but it is empty' : `got ${shown(input)}`;
  switch (issue.code) {
    case 'invalid_type':
      if (input === undefined) return `is missing${exampleOf(inst)}`;
      return `must be ${TYPES[issue.expected] ?? issue.expected}, ${got}${exampleOf(inst)}`;
    case 'invalid_union': {
      const options = ((issue.options ?? []) as readonly unknown[]).map(String);
      const given = (input as Readonly<Record<string, unknown>> | null)?.[issue.discriminator ?? ''];
      if (given === undefined) return `is missing\nit is one of ${options.join(', ')}`;
      return choice(given, options);
    }
    case 'invalid_value':
      if (input === undefined) return `is missing${exampleOf(inst)}`;
      return choice(input, issue.values.map(String));
    case 'too_small':
      if (issue.origin === 'array') return `must hold at least ${issue.minimum}, holds ${lengthOf(input)}`;
      return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}, ${got}`;
    case 'too_big':
      if (issue.origin === 'array') return `must hold at most ${issue.maximum}, holds ${lengthOf(input)}`;
      return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}, ${got}`;
    default:
      return `is not what it must be, ${got}`;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const lengthOf = (input: unknown): number => (Array.isArray(input) ? input.length : 0);

function choice(given: unknown, options: readonly string[]): string {
  const near = typeof given === 'string' ? nearest(given, options) : undefined;
  const advice = near === undefined ? '' : `\ndid you mean ${near}?`;
  return `must be ${options.length === 1 ? '' : 'one of '}${options.join(', ')}, got ${shown(given)}${advice}`;
}

/** From the field's own description. */
function exampleOf(inst: unknown): string {
  const meta = inst instanceof z.ZodType ? z.globalRegistry.get(inst) : undefined;
  const example = (meta?.examples as readonly unknown[] | undefined)?.[0];
  return example === undefined ? '' : `\nfor example ${flow(example)}`;
}

/** A value as YAML in one line. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, of]) => `${key}: ${flow(of)}`)
      .join(', ')}}`;
  }
  // A time of day is quoted: to YAML 1.1 it would be a number.
  return typeof value === 'string' && /^\d\d:/.test(value) ? `"${value}"` : String(value);
}
