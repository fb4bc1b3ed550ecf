export type { TrainProgress, TrainStage } from './progress.ts';
export { type Trained, type TrainOptions, train } from './train.ts';
