/** A scenario run to its end on the virtual clock, and what came of it. */
import {
  createWorld,
  hashText,
  runWorld,
  type Scenario,
  type WorldAccount,
  worldAccount,
} from '@fairlead/sim';
import { createProgressLine } from '../progress.ts';
import { formatTime } from '../tape/time.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
/** Market time between two looks at the wall clock. */
const STRIDE_NS = 1_000_000_000;

export interface RunResult extends WorldAccount {
  readonly scenario: string;
  readonly seed: number;
  readonly hash: string;
  readonly events: number;
  /** Market time that was reached. */
  readonly reached: string;
  readonly marketSeconds: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** Market seconds per wall second. */
  readonly timesRealTime: number;
  /** Participants that threw and were taken out of the market. */
  readonly failures: readonly {
    readonly participant: string;
    readonly event: number;
    readonly at: string;
    readonly error: string;
  }[];
}

interface RunOf {
  readonly seed: number;
  readonly forNs: number | undefined;
  readonly untilEvent: number | undefined;
}

export function runScenario(scenario: Scenario, of: RunOf): RunResult {
  const { startNs, closeNs } = scenario.session;
  const endNs = Math.min(closeNs, startNs + (of.forNs ?? Number.POSITIVE_INFINITY));
  const lastEvent = of.untilEvent ?? Number.POSITIVE_INFINITY;
  const progress = createProgressLine();
  const began = performance.now();
  const world = createWorld(scenario, of.seed);
  const speed = () => {
    const seconds = Math.max(1e-3, (performance.now() - began) / 1e3);
    const marketSeconds = (world.now - startNs) / 1e9;
    return {
      marketSeconds,
      seconds,
      eventsPerSecond: Math.round(world.events / seconds),
      timesRealTime: Math.round(marketSeconds / seconds),
    };
  };
  while (world.now < endNs && world.events < lastEvent) {
    runWorld(world, Math.min(endNs, world.now + STRIDE_NS), SILENT, lastEvent);
    progress.say(() => {
      const { eventsPerSecond, timesRealTime } = speed();
      const reached = formatTime(world.now).slice(0, 8);
      return `${reached}, ${count(world.events)} events, ${count(eventsPerSecond)}/s, ${timesRealTime} x real time`;
    });
  }
  progress.end();
  return {
    scenario: scenario.name,
    seed: of.seed,
    hash: hashText(world.hash),
    events: world.events,
    reached: formatTime(world.now),
    ...speed(),
    ...worldAccount(world),
    failures: world.failures.map(({ participant, event, nowNs, error }) => ({
      participant,
      event,
      at: formatTime(nowNs),
      error: error instanceof Error ? error.message : String(error),
    })),
  };
}

const count = (of: number): string => of.toLocaleString('en-US');
const money = (of: number): string => of.toLocaleString('en-US', { maximumFractionDigits: 0 });

export function runInWords(result: RunResult): string {
  const { scenario, seed, hash, reached, events, seconds, eventsPerSecond, timesRealTime } = result;
  return [
    `${scenario}, seed ${seed}: hash ${hash} at ${reached}`,
    `${count(events)} events in ${seconds.toFixed(1)} s: ${count(eventsPerSecond)}/s, ${count(timesRealTime)} times real time`,
    ...table(
      ['venue', 'volume', 'trades', 'rejects', 'fees'],
      result.venues.map(({ id, volume, trades, rejects, fees }) => [
        id,
        count(volume),
        count(trades),
        count(rejects),
        money(fees),
      ]),
    ),
    ...table(
      ['participants', 'number', 'profit'],
      result.participants.map((of) => [of.kind, count(of.count), money(of.profit)]),
    ),
  ].join('\n');
}

/** A run in which somebody was thrown out is not the scenario's: exit code 1, and how to get there again. */
export const failuresInWords = ({ failures, seed }: RunResult, which: string): string =>
  failures
    .map(
      ({ participant, event, at, error }) =>
        `${participant} failed at ${at} in event ${event} and was taken out: ${error}\n` +
        `  again: fairlead simulate --scenario ${which} --seed ${seed} --until-event ${event}`,
    )
    .join('\n');

/** The first column to the left, figures to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, n) => Math.max(...[head, ...rows].map((row) => row[n]!.length)));
  return [head, ...rows].map((row) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('  '),
  );
}
