/** What a person may ask of a running market, over the real wire: speed, pause, step, and another scenario. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clOrdId, instrumentId, type Simulation, type SimulationControl, venueId } from '@fairlead/domain';
import { type ControlLink, connectControl, type NewOrder } from '@fairlead/gateway';
import { describe, expect, test, vi } from 'vitest';
import {
  type Client,
  connected,
  ends,
  opened,
  stateFolder,
  until,
  writeDay,
  writeQuietDay,
} from '../test/running.ts';
import { saveSession } from './clock.ts';
import type { MarketOptions } from './options.ts';

const A = venueId('LIT-A');
const KESTREL = instrumentId('KESTREL');
const SECOND = 1_000_000_000;

interface House {
  readonly close: () => Promise<void>;
  readonly client: Client;
  readonly link: ControlLink;
  /** The last that the control session was told. */
  readonly told: () => Simulation;
  readonly done: (control: SimulationControl) => Promise<Simulation>;
  readonly refused: (control: SimulationControl) => Promise<string>;
}

/** @param options without a speed: as it last ran, at first that of the wall */
async function open(options: Partial<MarketOptions> = { speed: 10 }): Promise<House> {
  const { port, close } = await opened(options);
  const client = await connected(port);
  await client.allUp();
  const heard: Simulation[] = [];
  const link = connectControl(
    { host: '127.0.0.1', port },
    { onSimulation: (simulation) => heard.push(simulation) },
  );
  ends.push(() => link.close());
  await until(() => expect(heard.length).toBeGreaterThan(0));
  return {
    close,
    client,
    link,
    told: () => heard.at(-1) as Simulation,
    done: async (control) => {
      const answer = await link.control(control);
      if (!answer.ok) throw new Error(answer.error);
      return answer.value;
    },
    refused: async (control) => {
      const answer = await link.control(control);
      return answer.ok ? 'it was done' : answer.error;
    },
  };
}

/** The latest time at which the client knows that anything happened. */
const lastEventNs = ({ client }: House): number => Math.max(...client.events.map((event) => event.tsEvent));

/** Long enough for twenty turns of the market's driver. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

const far = (id: string): NewOrder => ({
  type: 'NewOrder',
  clOrdId: clOrdId(id),
  instrument: KESTREL,
  side: 'Buy',
  ordType: 'Limit',
  timeInForce: 'Day',
  orderQty: 100 as NewOrder['orderQty'],
  px: 900_000 as NonNullable<NewOrder['px']>,
  postOnly: false,
});

describe('a paused market', () => {
  test('stands still, and goes on by exactly what it is stepped, event for event', async () => {
    const house = await open();
    const paused = await house.done({ type: 'Pause' });
    expect(paused.until).toBe(paused.now);
    await until(() => expect(house.client.simulations.at(-1)?.until).toBe(paused.now));
    const events = house.client.events.length;
    expect(lastEventNs(house)).toBeLessThanOrEqual(paused.now);
    await aMoment();
    expect(house.client.events.length).toBe(events);

    for (const forNs of [SECOND, 1_000_000, 3 * SECOND + 7]) {
      const from = house.client.simulations.at(-1)?.now ?? 0;
      const step = await house.done({ type: 'Step', forNs });
      expect(step.until).toBe(from + forNs);
      await until(() => expect(house.client.simulations.at(-1)?.now).toBe(from + forNs));
    }
    const still = house.client.simulations.at(-1) as Simulation;
    expect(still.now).toBe(paused.now + 4 * SECOND + 1_000_007);
    expect(lastEventNs(house)).toBeLessThanOrEqual(still.now);
    expect(lastEventNs(house)).toBeGreaterThan(still.now - SECOND);
    await aMoment();
    expect(house.client.events.at(-1)?.tsEvent).toBeLessThanOrEqual(still.now);
  });

  test('steps to the next change that anybody sees, and no further', async () => {
    const house = await open();
    const paused = await house.done({ type: 'Pause' });
    await until(() => expect(house.client.simulations.at(-1)?.until).toBe(paused.now));
    for (let n = 0; n < 5; n += 1) {
      const from = house.client.events.length;
      const stepped = await house.done({ type: 'Step' });
      await until(() => expect(house.client.simulations.at(-1)?.now).toBe(stepped.now));
      const seen = house.client.events.slice(from);
      const changes = seen.filter((event) => event.type !== 'FeedHeartbeat');
      expect(changes.length).toBeGreaterThan(0);
      expect(new Set(changes.map((event) => event.tsEvent))).toEqual(new Set([stepped.now]));
      expect(Math.max(...seen.map((event) => event.tsEvent))).toBe(stepped.now);
    }
  });

  test('keeps an order on its way until it goes on', async () => {
    const house = await open();
    await house.done({ type: 'Pause' });
    house.client.link.send(A, far('waits'));
    await aMoment();
    expect(house.client.last(A, 'waits')).toBeUndefined();
    const step = await house.done({ type: 'Step', forNs: SECOND });
    await until(() => expect(house.client.last(A, 'waits')?.ordStatus).toBe('New'));
    expect(house.client.last(A, 'waits')?.tsEvent).toBeLessThanOrEqual(step.until ?? 0);
    expect((await house.done({ type: 'Resume' })).until).toBeUndefined();
    await until(() => expect(lastEventNs(house)).toBeGreaterThan((step.until ?? 0) + SECOND));
  });

  test('is not stepped while it runs, nor out of bounds, nor by who has left', async () => {
    const house = await open();
    expect(await house.refused({ type: 'Step' })).toBe('the market runs: pause it first');
    await house.done({ type: 'Pause' });
    expect(await house.refused({ type: 'Step', forNs: 61 * SECOND })).toBe(
      'forNs: expected number to be <=60000000000',
    );
    expect(await house.refused({ type: 'SetSpeed', speed: 1001 })).toBe(
      'speed: expected number to be <=1000',
    );
    house.link.close();
    expect(await house.refused({ type: 'Resume' })).toBe('the market is not connected');
  });

  test('sends heartbeats only as its time goes on: a step of less than their pause has none', async () => {
    const house = await open();
    const paused = await house.done({ type: 'Pause' });
    await house.done({ type: 'Step', forNs: SECOND });
    await until(() => expect(house.client.simulations.at(-1)?.now).toBe(paused.now + SECOND));
    const beats = house.client.events.filter((event) => event.type === 'FeedHeartbeat');
    expect(beats.filter((event) => event.tsEvent > paused.now + SECOND)).toEqual([]);
    for (const { id } of house.client.welcomes[0]?.reference.venues ?? []) {
      const last = Math.max(...house.client.events.filter((e) => e.venue === id).map((e) => e.tsEvent));
      expect(paused.now + SECOND - last, id).toBeLessThanOrEqual(250e6);
    }
  });
});

test('a market that is started again stands where it stood, paused as it was and at its speed', async () => {
  const state = stateFolder();
  const house = await open({ state });
  await house.done({ type: 'SetSpeed', speed: 50 });
  const { now } = await house.done({ type: 'Pause' });
  await house.close();
  const again = await open({ state });
  expect(again.told()).toMatchObject({ session: 1, speed: 50, now, until: now });
  await again.done({ type: 'Resume' });
  await until(() => expect(lastEventNs(again)).toBeGreaterThan(now + SECOND));
  await again.close();
  expect((await open({ state })).told().until).toBeUndefined();
});

describe('a day that ends', () => {
  const CLOSE = 57_600 * SECOND;
  /** A Friday. */
  const late = (nowNs: number): string => {
    const state = stateFolder();
    mkdirSync(join(state, 'market'));
    saveSession(join(state, 'market'), {
      session: 'simulated',
      number: 4,
      scenario: 'quiet',
      scenarioFile: writeQuietDay(state),
      nowNs,
      sessionDate: '2026-01-09',
      paused: false,
      midPx: { KESTREL: 1_200_000 },
    });
    return state;
  };

  test('closes with a report for every open order, and the next one opens by itself, five minutes later', async () => {
    const house = await open({ state: late(CLOSE - 65 * SECOND), speed: 50 });
    expect(house.told()).toMatchObject({
      session: 4,
      close: { at: CLOSE, nextDayAt: CLOSE + 300 * SECOND },
    });
    expect(house.client.welcomes[0]?.reference.sessionDate).toBe('2026-01-09');
    house.client.link.send(A, far('rests'));
    await until(() => expect(house.client.last(A, 'rests')?.ordStatus).toBe('New'));
    await until(() =>
      expect(house.client.last(A, 'rests')).toMatchObject({ ordStatus: 'Expired', leavesQty: 0 }),
    );
    await until(() => expect(house.told().now).toBeGreaterThan(CLOSE));
    const prints = house.client.events.filter(({ type }) => type === 'TradePrinted');
    expect(Math.max(...prints.map(({ tsEvent }) => tsEvent))).toBeLessThanOrEqual(CLOSE);
    house.client.link.send(A, far('late'));
    await until(() => expect(house.client.last(A, 'late')).toMatchObject({ ordStatus: 'Rejected' }));

    await until(() => expect(house.client.welcomes).toHaveLength(2));
    await house.client.allUp();
    expect(house.client.welcomes[1]).toMatchObject({
      reference: { sessionDate: '2026-01-12' },
      simulation: { session: 5, scenario: 'quiet', speed: 50 },
    });
    expect(house.client.welcomes[1]?.simulation.until).toBeUndefined();
    const opened = house.client.events.length;
    const nextPrint = (): number | undefined =>
      house.client.events
        .slice(opened)
        .flatMap((event) =>
          event.type === 'TradePrinted' && event.instrument === KESTREL ? event.px : [],
        )[0];
    await until(() => expect(nextPrint()).toBeDefined());
    expect(Math.abs((nextPrint() ?? 0) / 1_200_000 - 1)).toBeLessThan(0.02);
  });

  test('is not gone back to by a market that is started again after it: that opens the next one', async () => {
    const house = await open({ state: late(CLOSE + 10 * SECOND) });
    expect(house.told()).toMatchObject({ session: 5, scenario: 'quiet' });
    expect(house.told().now).toBeLessThan(36_000 * SECOND);
    expect(house.client.welcomes[0]?.reference.sessionDate).toBe('2026-01-12');
  });

  test('has no next change once it is closed: a step to it goes a minute on, over to a next day that stands still', async () => {
    const house = await open({ state: late(CLOSE - 65 * SECOND), speed: 50 });
    await until(() => expect(house.told().now).toBeGreaterThan(CLOSE));
    await house.done({ type: 'Pause' });
    while (house.told().session === 4) {
      const { now } = house.told();
      const stepped = await house.done({ type: 'Step' });
      if (stepped.switchingTo !== undefined) break;
      expect(stepped.now).toBe(now + 60 * SECOND);
    }
    await until(() => expect(house.told()).toMatchObject({ session: 5 }));
    await until(() => expect(house.told().switchingTo).toBeUndefined());
    expect(house.told().until).toBe(house.told().now);
  });
});

test('another speed carries time over without a jump', async () => {
  const house = await open({ speed: 1 });
  let before = house.told().now;
  for (const speed of [50, 0.5, 5]) {
    const askedAt = performance.now();
    const changed = await house.done({ type: 'SetSpeed', speed });
    expect(changed.speed).toBe(speed);
    expect(changed.now).toBeGreaterThanOrEqual(before);
    await aMoment();
    const paused = await house.done({ type: 'Pause' });
    const passedMs = performance.now() - askedAt;
    expect((paused.now - changed.now) / 1e6 / speed).toBeLessThanOrEqual(passedMs);
    expect(paused.now).toBeGreaterThan(changed.now);
    await house.done({ type: 'Resume' });
    before = paused.now;
  }
});

describe('a market that is not simulated', () => {
  test('of a recorded day pauses, steps and changes speed, and has no scenarios', async () => {
    const day = writeDay(
      stateFolder(),
      Array.from({ length: 50 }, (_, n) => `${34_200 + n / 10},1,${n + 1},100,1000000,1`),
    );
    const house = await open({ market: `replay:${day}`, speed: 1 });
    expect(house.told()).toMatchObject({ scenarios: [], refuses: { SwitchScenario: expect.any(String) } });
    expect(house.told().scenario).toBeUndefined();
    const { now } = await house.done({ type: 'Pause' });
    expect((await house.done({ type: 'Step', forNs: SECOND })).until).toBe(now + SECOND);
    expect((await house.done({ type: 'SetSpeed', speed: 2 })).speed).toBe(2);
    expect(await house.refused({ type: 'SwitchScenario', scenario: 'calm' })).toMatch(
      /^a recorded day has no scenarios/,
    );
  });

  test('of real venues refuses all of it, with the reason, and goes on', async () => {
    vi.stubEnv('FAIRLEAD_FEEDS', '{"kraken":{"ws":"ws://127.0.0.1:9","http":"http://127.0.0.1:9"}}');
    ends.push(() => vi.unstubAllEnvs());
    const house = await open({ market: 'live:kraken', speed: 1 });
    for (const control of [
      { type: 'Pause' },
      { type: 'Resume' },
      { type: 'Step' },
      { type: 'SetSpeed', speed: 2 },
    ] as const) {
      expect(await house.refused(control)).toBe('real venues go on in real time');
    }
    expect(await house.refused({ type: 'SwitchScenario', scenario: 'calm' })).toBe(
      'real venues have no scenarios',
    );
    expect(house.told()).toMatchObject({ session: 1, speed: 1 });
    expect(house.told().until).toBeUndefined();
  });
});

describe('another scenario', () => {
  test('ends the session with a report for every open order, and opens anew at its start', async () => {
    const house = await open();
    house.client.link.send(A, far('rests'));
    await until(() => expect(house.client.last(A, 'rests')?.ordStatus).toBe('New'));
    const first = house.client.welcomes[0]?.simulation as Simulation;
    expect(first).toMatchObject({ session: 1, scenario: 'day', seed: 7 });

    const thin = await house.done({ type: 'SwitchScenario', scenario: 'thin', seed: 11 });
    expect(thin).toMatchObject({ session: 2, scenario: 'thin', seed: 11 });
    expect(thin.switchingTo).toBeUndefined();
    await until(() => expect(house.client.welcomes).toHaveLength(2));
    await house.client.allUp();
    const ended = house.client.last(A, 'rests');
    expect(ended).toMatchObject({
      execType: 'Canceled',
      ordStatus: 'Canceled',
      leavesQty: 0,
      text: 'session ended: the market turns to thin',
    });
    expect(house.client.simulations.some(({ switchingTo }) => switchingTo === 'thin')).toBe(true);
    const [before, after] = house.client.welcomes.map((welcome) => welcome.reference);
    expect(after).not.toEqual(before);

    // nothing of the session before is known to the venue, and its ids stay taken
    house.client.link.send(A, far('rests'));
    await until(() => expect(house.client.last(A, 'rests')?.text).toMatch(/duplicate clOrdId/));
    house.client.link.send(A, far('next'));
    await until(() => expect(house.client.last(A, 'next')?.ordStatus).toBe('New'));
    const execIds = house.client.reports.map((report) => report.execId);
    expect(new Set(execIds).size).toBe(execIds.length);
  });

  test('is what a market that is started again goes on with, unless another is asked for', async () => {
    const state = stateFolder();
    const house = await open({ state });
    const { now } = await house.done({ type: 'SwitchScenario', scenario: 'thin' });
    await house.close();
    const again = await open({ state });
    expect(again.told()).toMatchObject({ session: 2, scenario: 'thin' });
    expect(again.told().now).toBeGreaterThanOrEqual(now);
    await again.close();
    const own = join(stateFolder(), 'own.yaml');
    writeFileSync(own, 'extends: day.yaml\nname: own\nabout: The day, under another name.\n');
    const other = await open({ state, scenario: own });
    expect(other.told()).toMatchObject({ session: 3, scenario: 'own' });
    await other.close();
    const goesOn = await open({ state });
    expect(goesOn.told()).toMatchObject({ session: 3, scenario: 'own' });
    await goesOn.close();
    rmSync(own);
    expect((await open({ state })).told()).toMatchObject({ session: 4, scenario: 'day' });
  });

  test('stays paused, and is refused where there is none of the name', async () => {
    const house = await open();
    await house.done({ type: 'Pause' });
    expect(await house.refused({ type: 'SwitchScenario', scenario: 'lunar' })).toMatch(
      /^there is no scenario "lunar"; these are: calm, /,
    );
    const calm = await house.done({ type: 'SwitchScenario', scenario: 'calm' });
    expect(calm.until).toBe(calm.now);
  });
});
