/** A thread of `machineSpeedUp`: turns a loop over a typed array as often as it is told. */
import { parentPort } from 'node:worker_threads';

const cells = new Float64Array(1 << 12);

parentPort?.on('message', (turns: number) => {
  for (let i = 0; i < turns; i += 1) {
    const at = Math.imul(i, 0x9e37_79b1) >>> 20;
    cells[at] = (cells[at] as number) + i;
  }
  parentPort?.postMessage(cells[0]);
});
