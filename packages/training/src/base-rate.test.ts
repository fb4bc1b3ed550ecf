import { venueId } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { baseRateOf } from './base-rate.ts';
import { emptyLabels } from './fill-labels.ts';

const probe = (venue: string) =>
  ({
    type: 'Solo',
    episode: 1,
    venue: venueId(venue),
    tactic: 'TakeNow',
    qty: 1,
    avgTradeQty: 1,
    row: new Float32Array(0),
    resized: new Float32Array(0),
    fate: { executedQty: 0, end: 'Filled' },
  }) as const;

test('rates are of the venue and tactic; an unseen pair has the rate of all', () => {
  const probes = Array.from({ length: 200 }, (_, i) => probe(i < 100 ? 'A' : 'B'));
  const labels = emptyLabels(200);
  probes.forEach((_, i) => {
    labels.exposed[i * 12] = 1;
    labels.went[i * 12] = i < 80 ? 1 : 0;
  });
  const rate = baseRateOf(probes, labels);
  expect(rate.of(probe('A'))[0]).toBeCloseTo(81 / 102, 9);
  expect(rate.of(probe('B'))[0]).toBeCloseTo(1 / 102, 9);
  expect(rate.of(probe('C'))[0]).toBeCloseTo(81 / 202, 9);
});

test('probes that came part of the way make going on likelier, but no certainty', () => {
  const probes = Array.from({ length: 300 }, () => probe('A'));
  const labels = emptyLabels(300);
  probes.forEach((_, i) => {
    if (i < 100) labels.exposed[i * 12] = 1;
    else labels.covered[i * 12] = 0.5;
  });
  const [rate] = baseRateOf(probes, labels).of(probe('A'));
  // Likelihood (1 - h)^100 (1 - (1 - h) / 2)^200, with one probe of each outcome: its top is at h near 1/3.
  expect(Math.abs(rate! - 1 / 3)).toBeLessThan(0.01);
});
