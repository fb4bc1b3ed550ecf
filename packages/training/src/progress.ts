/** How far a training is, with an estimate of what its stage still takes. */

export type TrainStage = 'History' | 'FillModel' | 'ImpactModel' | 'Scores';

export interface TrainProgress {
  readonly stage: TrainStage;
  readonly done: number;
  readonly total: number;
  /** Wall seconds left in this stage, as it goes; an early stop makes it shorter. */
  readonly etaSeconds: number;
  readonly note: string;
}

/** Reports on one stage; its estimate is linear in what is done. */
export function stageReporter(
  stage: TrainStage,
  total: number,
  onProgress: (progress: TrainProgress) => void,
) {
  const startedMs = performance.now();
  return (done: number, note: string): void => {
    const spentSeconds = (performance.now() - startedMs) / 1_000;
    const etaSeconds = done > 0 ? (spentSeconds * (total - done)) / done : 0;
    onProgress({ stage, done, total, etaSeconds, note });
  };
}
