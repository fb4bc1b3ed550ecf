/** A short market of the crowd alone, judged; and the page that is made of it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plot } from '@fairlead/domain';
import { nanos } from '@fairlead/domain';
import { STYLISED_FACTS, sampleScenario } from '@fairlead/sim';
import { recorded } from '@fairlead/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { chart } from './chart.ts';
import { report, reportInWords } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = sampleScenario({ venues: 1, instruments: 2, noise: 0 });
const scenario = {
  ...whole,
  about: 'the crowd <alone>',
  session: { ...whole.session, closeNs: nanos(whole.session.openNs + 4_000e9) },
};
const plain = { seed: 1, days: 1, instrument: undefined, against: undefined, html: undefined };

describe('a scenario judged', () => {
  test('is judged the same twice, and another way with another seed', async () => {
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => report(scenario, { ...plain, seed })),
    );
    expect(again).toEqual(one);
    expect(other!.hash).not.toBe(one!.hash);
    expect(one!.instrument).toBe(scenario.instruments[0]!.instrument.id);
    expect(one!.facts.length).toBeGreaterThan(15);
    for (const { value, low, high, pass } of one!.facts) expect(pass).toBe(value >= low && value <= high);
    expect(one!.failures).toEqual([]);
    expect(one!.untold.map(({ name }) => name)).toContain('impactExponent');
    expect(one!.facts.length + one!.untold.length).toBe(STYLISED_FACTS.length);
    expect(reportInWords(one!)).toContain('not told: impactExponent (it needs 30 such meta-orders');
  });

  test('over several days takes the meta-orders of all, run on threads of their own, and says how the facts stand', async () => {
    const near = { count: 1, distanceNs: 1e6, dataNs: 1e6, computeNs: 1e4 };
    const config = {
      pauseS: 10,
      participation: 0.07,
      leastShare: 1e-5,
      mostShare: 1e-4,
      sliceS: 5,
      style: 'twap' as const,
    };
    const hunted = {
      ...scenario,
      session: { ...whole.session, closeNs: nanos(whole.session.openNs + 300e9) },
      participants: [{ kind: 'meta' as const, ...near, config }],
    };
    const [first, second, both] = await Promise.all(
      [{ seed: 1 }, { seed: 2 }, { seed: 1, days: 2 }].map((of) => report(hunted, { ...plain, ...of })),
    );
    expect(first!.parents).toBeGreaterThan(5);
    expect(both!.parents).toBe(first!.parents + second!.parents);
    expect(both!.hash).toBe(first!.hash);
    const spread = [first, second, both].map((of) => of!.facts.find(({ name }) => name === 'spreadBps')!);
    const [ofFirst, ofSecond, ofBoth] = spread;
    expect(ofFirst!.overDays).toBeUndefined();
    expect(ofBoth).toMatchObject({ value: ofFirst!.value, pass: ofFirst!.pass });
    expect(ofBoth!.overDays).toEqual({
      days: 2,
      inBand: Number(ofFirst!.pass) + Number(ofSecond!.pass),
      mean: (ofFirst!.value + ofSecond!.value) / 2,
    });
    expect(reportInWords(both!)).toMatch(/spreadBps .*\(in band on \d of 2 days, mean /);
  });

  test('another instrument of it is another market; one that it has not is refused by name', async () => {
    const other = scenario.instruments[1]!.instrument.id;
    expect((await report(scenario, { ...plain, instrument: other })).instrument).toBe(other);
    await expect(report(scenario, { ...plain, instrument: 'NOBODY' })).rejects.toThrow(
      `--instrument: sample has no NOBODY: KESTREL, MERLIN`,
    );
  });

  test('beside a recorded day it says how far apart they are, and writes a page that needs nothing else', async () => {
    const against = recorded('lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip');
    if (against === undefined) return;
    const html = join(folder, 'report.html');
    const result = await report(scenario, { ...plain, against, html });
    expect(result.distances!.spread.kolmogorovSmirnov).toBeGreaterThan(0.9);
    expect(result.facts.find(({ name }) => name === 'spreadBps')!.real).toBeCloseTo(5.768, 3);
    const page = readFileSync(html, 'utf8');
    expect(page.match(/<svg /g)).toHaveLength(8);
    expect(page.match(/<tr>/g)!.length).toBe(result.facts.length + 5);
    expect(page).toContain('the crowd &lt;alone&gt;');
    expect(page).not.toMatch(/NaN|Infinity|undefined|<script|https?:/);
    expect(reportInWords(result)).toContain('distance from the recorded day');
  });
});

describe('a chart', () => {
  const plot: Plot = {
    title: 'A',
    about: '',
    x: { label: 'x', scale: 'log' },
    y: { label: 'y', scale: 'linear' },
    curves: [
      {
        name: 'one',
        shape: 'line',
        points: [
          [1, 0],
          [100, 10],
        ],
      },
      { name: 'two', shape: 'dots', points: [[10, 5]] },
    ],
  };

  test('places points by the scale of each axis', () => {
    const svg = chart(plot, new Map([['one', 'sim']]));
    expect(svg).toContain('<path class="sim" d="M56 204L408 10"/>');
    expect(svg).toContain('<circle class="muted" cx="232" cy="107" r="2.2"/>');
  });

  test('of one point is drawn, and says no nonsense', () => {
    const svg = chart({ ...plot, curves: [{ name: 'one', shape: 'steps', points: [[3, 2]] }] }, new Map());
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
