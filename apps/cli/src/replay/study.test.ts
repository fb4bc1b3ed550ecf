/** The recorded days against what the facts say of them: the bands rest on it. */
import { STYLISED_FACTS } from '@fairlead/sim';
import { recorded } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { studyFacts, studyOfi } from './study.ts';

const DAYS = [
  ['AMZN', 5],
  ['AAPL', 1],
  ['GOOG', 1],
] as const;

describe('the stylised facts of a recorded day', () => {
  test.each(DAYS)(
    '%s: are the figures that their bands are made of, and nearly all in band',
    async (ticker, levels) => {
      const path = recorded(`lobster/LOBSTER_SampleFile_${ticker}_2012-06-21_${levels}.zip`);
      if (path === undefined) return;
      const { facts } = await studyFacts(path, () => {});
      const nth = DAYS.findIndex(([name]) => name === ticker);
      const expected = STYLISED_FACTS.flatMap(({ name, recorded: values }) =>
        values[nth] === undefined ? [] : [{ name, value: values[nth] }],
      );
      for (const { name, value } of expected) {
        const measured = facts.find((fact) => fact.name === name)?.value;
        expect(Math.abs(measured! / value - 1), name).toBeLessThan(0.001);
      }
      const outside = facts
        .filter(({ pass, name }) => !pass && expected.some((fact) => fact.name === name))
        .map(({ name }) => name);
      // GOOG's signs are forgotten a little faster than long memory allows.
      expect(outside).toEqual(ticker === 'GOOG' ? ['signMemory'] : []);
    },
  );

  test('order-flow imbalance explains what the study of it alone says', async () => {
    const path = recorded('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');
    if (path === undefined) return;
    const { facts } = await studyFacts(path, () => {});
    const { r2Ofi } = await studyOfi(path, () => {});
    const explained = facts.find(({ name }) => name === 'ofiExplains')!.value;
    // Bars here begin with the first whole one, there with the first touch.
    expect(Math.abs(explained - r2Ofi)).toBeLessThan(0.005);
  });
});
