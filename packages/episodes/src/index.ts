export { type Action, createEpisode, type Episode, type EpisodeConfig, type StepResult } from './episode.ts';
export { type EpisodesOptions, openPlayers, playEpisode, runEpisodes, type Trajectory } from './episodes.ts';
export { type ModelFiles, openModels } from './models.ts';
export { OBSERVATION, OBSERVATION_SIZE, type Observation } from './observation.ts';
export { type CreatePolicy, EVEN, type Policy, type PolicySpec, RANDOM } from './policy.ts';
export { HistoryError } from './record/failure.ts';
export {
  type HistoryOptions,
  type HistoryProgress,
  type HistoryRecorded,
  recordHistory,
} from './record/history.ts';
export type { EpisodeOnDisk } from './record/one.ts';
export { type SeedSet, seedSetOf } from './seeds.ts';
export { type OnThreads, onThreads, openThreads, type Threads } from './threads.ts';
