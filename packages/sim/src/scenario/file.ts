/** The sections of a scenario file, in the order in which SCENARIOS.md explains them. */
import { z } from 'zod';
import { participants } from './participants.ts';
import { crowd, event, fundamental, instrument, news, regimes, session } from './sections.ts';
import { words } from './units.ts';
import { venueSchema } from './venue.ts';

export const SECTIONS = {
  name: words('what the scenario is called', ['calm'], 60),
  about: words('what is to be learned from it, in a sentence', ['A quiet day.'], 500),
  session,
  instruments: z.array(instrument).min(1).max(100).meta({ description: 'what is traded' }),
  fundamental,
  regimes,
  venues: z.array(venueSchema).min(1).max(32).meta({ description: 'where it is traded' }),
  crowd: crowd.prefault([]),
  participants: participants.prefault({}),
  news: news.prefault({}),
  events: z.array(event).max(10_000).meta({ description: 'what goes wrong, and when' }).prefault([]),
} as const;

type Sections = typeof SECTIONS;
/** A file's content with every field sound by itself. */
export type ScenarioFile = { readonly [Name in keyof Sections]: z.output<Sections[Name]> };
