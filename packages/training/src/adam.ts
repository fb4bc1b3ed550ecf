/** Adam with decoupled weight decay (Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019), in place. */
import type { Parameters } from './network.ts';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

export interface Adam {
  /** @param gradients one per parameter, same lengths */
  step(gradients: readonly ArrayLike<number>[], learningRate: number): void;
}

/** @param weightDecay per unit of learning rate, on weights only: biases (one-dimensional) do not decay */
export function adam(parameters: Parameters, weightDecay: number): Adam {
  const means = parameters.map(({ data }) => new Float64Array(data.length));
  const squares = parameters.map(({ data }) => new Float64Array(data.length));
  let steps = 0;
  return {
    step(gradients, learningRate) {
      steps++;
      const meanScale = 1 / (1 - BETA1 ** steps);
      const squareScale = 1 / (1 - BETA2 ** steps);
      parameters.forEach(({ data, shape }, p) => {
        const mean = means[p]!;
        const square = squares[p]!;
        const gradient = gradients[p]!;
        const decay = shape.length > 1 ? weightDecay : 0;
        for (let i = 0; i < data.length; i++) {
          const g = gradient[i]!;
          mean[i] = BETA1 * mean[i]! + (1 - BETA1) * g;
          square[i] = BETA2 * square[i]! + (1 - BETA2) * g * g;
          const move = (mean[i]! * meanScale) / (Math.sqrt(square[i]! * squareScale) + EPSILON);
          data[i] = data[i]! - learningRate * (move + decay * data[i]!);
        }
      });
    },
  };
}
