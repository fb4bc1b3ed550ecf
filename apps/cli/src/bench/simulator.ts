/**
 * `bench simulator`: events (messages delivered and wakes performed) per second of one core, market time per wall
 * time, bytes of heap per instrument: of the shipped day, eight venues and every kind of participant. The crowd alone
 * is queue-reactive flow at one book.
 */
import { createWorld, runWorld, type Scenario, sampleScenario } from '@fairlead/sim';
import type { BenchResult } from './command.ts';
import { usedBytes } from './heap.ts';
import { shippedScenario } from './market.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };
const WALL_MS = 5_000;
const STRIDE = 50_000;
/** Events until V8 has compiled what is hot. */
const WARM = 1_000_000;

export async function benchSimulator(): Promise<BenchResult> {
  const alone = sampleScenario({ venues: 1, instruments: 1, noise: 0 });
  // A day of it has fewer events than are measured: the same at a hundred times its rates.
  const crowd = measure({ ...alone, crowd: alone.crowd.map((each) => ({ ...each, activity: 100 })) });
  const day = shippedScenario('day');
  const all = measure(day);
  return {
    bench: 'simulator',
    perSecond: all.perSecond,
    perCpuSecond: all.perCpuSecond,
    crowdPerSecond: crowd.perSecond,
    crowdPerCpuSecond: crowd.perCpuSecond,
    marketPerWall: all.marketPerWall,
    heapBytes: Math.round(all.heapBytes / day.instruments.length),
    messages: all.events,
    what: 'events per second of the shipped day; crowd: queue-reactive flow alone; heap per instrument; market s per wall s',
  };
}

function measure(scenario: Scenario) {
  const bytes = usedBytes();
  const world = createWorld(scenario, 1);
  runWorld(world, Number.MAX_SAFE_INTEGER, SILENT, WARM);
  const [events, now, cpu, wall] = [world.events, world.now, process.cpuUsage(), performance.now()];
  while (performance.now() - wall < WALL_MS) {
    runWorld(world, Number.MAX_SAFE_INTEGER, SILENT, world.events + STRIDE);
  }
  const seconds = (performance.now() - wall) / 1e3;
  const { user, system } = process.cpuUsage(cpu);
  const done = world.events - events;
  return {
    events: done,
    perSecond: Math.round(done / seconds),
    perCpuSecond: Math.round((done / (user + system)) * 1e6),
    marketPerWall: Math.round((world.now - now) / 1e9 / seconds),
    heapBytes: usedBytes() - bytes,
  };
}
