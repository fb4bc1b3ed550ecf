import { recorded } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { fit } from './fit.ts';

test('a day of the touch alone says nothing of the flow behind it: one sentence', async () => {
  const recording = recorded('lobster/LOBSTER_SampleFile_AAPL_2012-06-21_1.zip');
  if (recording === undefined) return;
  await expect(fit({ recording, out: 'nowhere.yaml', seed: 1 })).rejects.toThrow(
    `${recording}: has 1 level a side; a fit needs 3 or more`,
  );
});
