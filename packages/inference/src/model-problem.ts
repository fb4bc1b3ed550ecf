/** Why a model can't be used: a value with a closed type, one sentence for a person, and the fallback it means. */
import type { FallbackReason } from '@fairlead/domain';
import type { ModelName } from './model-format.ts';

export type ModelProblemType =
  | 'FileMissing'
  | 'NotOnnx'
  | 'WrongModel'
  | 'SchemaMismatch'
  | 'WrongShape'
  | 'OutputInvalid'
  | 'InputInvalid'
  | 'TooSlow'
  | 'RunFailed';

export interface ModelProblem {
  readonly type: ModelProblemType;
  /** Absent where the two models together are the matter. */
  readonly model?: ModelName;
  /** What a decision made without the model says. */
  readonly fallback: FallbackReason;
  /** One sentence. */
  readonly message: string;
  readonly cause?: unknown;
}

const FALLBACK: Readonly<Record<ModelProblemType, FallbackReason>> = {
  FileMissing: 'ModelMissing',
  NotOnnx: 'ModelInvalid',
  WrongModel: 'ModelInvalid',
  SchemaMismatch: 'SchemaMismatch',
  WrongShape: 'SchemaMismatch',
  OutputInvalid: 'ModelInvalid',
  InputInvalid: 'ModelInvalid',
  TooSlow: 'ModelSlow',
  RunFailed: 'ModelError',
};

export const problem = (
  type: ModelProblemType,
  message: string,
  details: { readonly model?: ModelName; readonly cause?: unknown } = {},
): ModelProblem => ({ type, message, fallback: FALLBACK[type], ...details });
