/** The participants' section of a scenario: each kind's own schema, and what every kind has. */
import { z } from 'zod';
import { PARTICIPANTS, type ParticipantGroup } from '../participants/index.ts';
import { count, duration } from './units.ts';

const GROUP = {
  count: count('how many of them', { least: 0, most: 100_000, examples: [100] }),
  distance: duration("one way to a venue, beyond the venue's own latency", ['1ms']).prefault('500us'),
  data: duration('age of the market data that they see', ['1ms']).prefault('500us'),
  compute: duration('how long they think before they act', ['10us']).prefault('10us'),
};

const KINDS: Readonly<Record<string, { readonly schema: z.ZodObject }>> = PARTICIPANTS;

export const participants = z
  .strictObject(
    Object.fromEntries(
      Object.entries(KINDS).map(([kind, { schema }]) => [kind, schema.safeExtend(GROUP).optional()]),
    ),
  )
  .meta({
    description: 'who trades besides us and the crowd, by kind',
    examples: [{ noise: { count: 100 } }],
  });

export type ParticipantsSection = z.output<typeof participants>;

/** Groups in the order of the table of kinds, so that a file's order changes no run. */
export function groupsOf(section: ParticipantsSection): readonly ParticipantGroup[] {
  return Object.keys(KINDS).flatMap((kind) => {
    const given = section[kind] as (z.output<z.ZodObject<typeof GROUP>> & object) | undefined;
    if (given === undefined) return [];
    const { count: many, distance, data, compute, ...config } = given;
    const group = { kind, config, count: many, distanceNs: distance, dataNs: data, computeNs: compute };
    // The kind's own schema made `config`.
    return [group as unknown as ParticipantGroup];
  });
}
