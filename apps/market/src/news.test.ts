/** The news of a scenario over the real wire: each story once, in its place among the events, at its time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instrumentId, type MarketEvent, type NewsItem } from '@fairlead/domain';
import { connectMarket } from '@fairlead/gateway';
import { expect, test } from 'vitest';
import { ends, opened, stateFolder, until } from '../test/running.ts';

const TOLD_NS = (10 * 3_600 + 25) * 1e9;
const OWN = `extends: day.yaml
name: own
about: A story soon after the start.
session: { start: "10:00" }
news:
  delay: 0s
  perHour: 0
  stories:
    - { at: "10:00:25", instrument: KESTREL, headline: Kestrel Robotics is told about, sentiment: -0.7, shockBps: -50 }
`;

type Heard = { readonly event: MarketEvent } | { readonly item: NewsItem };

test('a story of the scenario reaches every market session once, after the events before it', async () => {
  const path = join(stateFolder(), 'own.yaml');
  writeFileSync(path, OWN);
  const { port } = await opened({ scenario: path, speed: 20 });
  const sessions = [1, 2].map(() => {
    const heard: Heard[] = [];
    const link = connectMarket({
      host: '127.0.0.1',
      port,
      lastVenueSeq: () => 0,
      onWelcome: () => undefined,
      onSimulation: () => undefined,
      onEvent: (event) => heard.push({ event }),
      onStory: (item) => heard.push({ item }),
      onReport: () => undefined,
      onCancelReject: () => undefined,
      onSession: () => undefined,
      onRefused: ({ reason }) => {
        throw new Error(reason);
      },
    });
    ends.push(() => link.close());
    return heard;
  });
  for (const heard of sessions) {
    const toldAt = (): number => heard.findIndex((each) => 'item' in each);
    await until(() => expect(toldAt()).toBeGreaterThan(0));
    await until(() => expect(heard.length).toBeGreaterThan(toldAt() + 100));
    const at = toldAt();
    expect(heard.filter((each) => 'item' in each)).toEqual([
      {
        item: {
          id: expect.any(String),
          source: 'Simulated news',
          headline: 'Kestrel Robotics is told about',
          instruments: [instrumentId('KESTREL')],
          sentimentScore: -0.7,
          tsPublished: TOLD_NS,
        },
      },
    ]);
    const times = heard.map((each) => ('event' in each ? each.event.tsEvent : each.item.tsPublished));
    expect(Math.max(...times.slice(0, at))).toBeLessThanOrEqual(TOLD_NS);
    expect(Math.min(...times.slice(at))).toBe(TOLD_NS);
  }
});
