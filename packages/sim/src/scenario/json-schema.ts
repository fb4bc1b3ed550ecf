/**
 * The published schema of scenario files, for editors, as JSON Schema 2020-12. What it can't say (sums, references,
 * times inside the session) only reading the file does.
 */
import { z } from 'zod';
import { SECTIONS } from './file.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

const FILE = z.strictObject(SECTIONS);
const EXTENDS = {
  type: 'string' as const,
  title: 'file name',
  description: 'a scenario beside this one that it is laid on',
  examples: ['day.yaml'],
} satisfies JsonSchema;

/** Of a file that stands alone. */
export const wholeSchema = (): JsonSchema => z.toJSONSchema(FILE, { io: 'input' });

/** Of either kind of file: with `extends`, what the other one says may be left out. */
export function scenarioJsonSchema(): JsonSchema {
  const { $schema: _, ...whole } = wholeSchema();
  const part = loosened(whole);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Fairlead scenario',
    description: 'what a simulated market is made of; SCENARIOS.md explains it',
    if: { required: ['extends'] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: {
      ...part,
      properties: { extends: EXTENDS, ...part.properties },
      required: ['extends', 'name', 'about'],
    },
    else: whole,
  };
}

/** The same, but nothing must be there except the ids by which lists are merged. */
function loosened(schema: JsonSchema): JsonSchema {
  const { required: _required, minItems: _minItems, oneOf, ...rest } = schema;
  const within = (of: unknown): JsonSchema => loosened(of as JsonSchema);
  return {
    ...rest,
    ...(rest.properties && {
      properties: Object.fromEntries(Object.entries(rest.properties).map(([name, of]) => [name, within(of)])),
      ...('id' in rest.properties && { required: ['id'] }),
    }),
    ...(rest.items !== undefined && { items: within(rest.items) }),
    ...(typeof rest.additionalProperties === 'object' && {
      additionalProperties: within(rest.additionalProperties),
    }),
    // A part of a venue may be one of several types.
    ...(oneOf && { anyOf: oneOf.map(within) }),
  };
}
