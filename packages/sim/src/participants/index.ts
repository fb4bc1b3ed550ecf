/**
 * The kinds of participants that a scenario may name: what each takes in its file, and how it is made. A new kind is
 * a file of its own and a line here.
 */
import type { z } from 'zod';
import type { Desk } from '../world/desk.ts';
import { arbitrageurSchema, createArbitrageur } from './arbitrageur.ts';
import { blockTraderSchema, createBlockTrader } from './block-trader.ts';
import { createInformed, informedSchema } from './informed.ts';
import { createMarketMaker, marketMakerSchema } from './market-maker.ts';
import { createMeta, metaSchema } from './meta.ts';
import { createMomentum, momentumSchema } from './momentum.ts';
import { createNoise, noiseSchema } from './noise.ts';
import type { Participant } from './participant.ts';
import { createPredator, predatorSchema } from './predator.ts';
import { createValue, valueSchema } from './value.ts';

export const PARTICIPANTS = {
  arbitrageur: { schema: arbitrageurSchema, create: createArbitrageur },
  meta: { schema: metaSchema, create: createMeta },
  noise: { schema: noiseSchema, create: createNoise },
  value: { schema: valueSchema, create: createValue },
  momentum: { schema: momentumSchema, create: createMomentum },
  marketMaker: { schema: marketMakerSchema, create: createMarketMaker },
  informed: { schema: informedSchema, create: createInformed },
  blockTrader: { schema: blockTraderSchema, create: createBlockTrader },
  predator: { schema: predatorSchema, create: createPredator },
} as const;

type ParticipantKind = keyof typeof PARTICIPANTS;
type Config<K extends ParticipantKind> = z.infer<(typeof PARTICIPANTS)[K]['schema']>;

/** So many participants of one kind and one configuration. */
export type ParticipantGroup = {
  readonly [K in ParticipantKind]: {
    readonly kind: K;
    readonly config: Config<K>;
    readonly count: number;
    /** Beyond a venue's own latency, one way, ns. */
    readonly distanceNs: number;
    /** Age of its market data, and how long it thinks, ns. */
    readonly dataNs: number;
    readonly computeNs: number;
  };
}[ParticipantKind];

export function createParticipant(group: ParticipantGroup, desk: Desk): Participant {
  const create = PARTICIPANTS[group.kind].create as (config: unknown, desk: Desk) => Participant;
  return create(group.config, desk);
}
