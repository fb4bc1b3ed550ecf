/**
 * `fairlead up --smoke --json`: the whole house in a temporary state, one parent worked through the public API by
 * a signed-in trader, one JSON line. Exit 0 only if it filled on enough venues with learned decisions.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParentDetail, Scorecard } from '@fairlead/api';
import { CliError } from '../failure.ts';
import { createApiClient, type FairleadApi } from './api-client.ts';
import { startHouse } from './house.ts';
import { interruption } from './interruption.ts';
import { parseUpFlags, type UpFlags } from './options.ts';

interface SmokeResult {
  readonly orderQty: number;
  readonly cumQty: number;
  readonly venues: readonly string[];
  readonly decisions: number;
  readonly fallbackDecisions: number;
  readonly shortfallBps: number | null;
  readonly elapsedMs: number;
}

interface SmokeOrder {
  readonly orderQty: number;
  /** Market time to work it over. */
  readonly durationS: number;
  readonly speed: number;
  /** With a fill of a learned decision, at least. */
  readonly minVenues: number;
}

/** Sizes that the market can bear: 50,000 simulated KESTREL; 5,000 of the recorded AMZN; a twentieth of a live coin. */
const SIMULATED: SmokeOrder = { orderQty: 50_000, durationS: 300, speed: 20, minVenues: 3 };
const REPLAYED: SmokeOrder = { orderQty: 5_000, durationS: 300, speed: 20, minVenues: 3 };
const LIVE: SmokeOrder = { orderQty: 5_000, durationS: 60, speed: 1, minVenues: 1 };
const NS = 1_000_000_000;

export async function runSmoke(flags: UpFlags): Promise<void> {
  const order = orderFor(flags.market ?? 'simulated');
  const temporary = mkdtempSync(join(tmpdir(), 'fairlead-smoke-'));
  const options = parseUpFlags({
    ...flags,
    port: flags.port ?? '0',
    state: flags.state ?? temporary,
    speed: flags.speed ?? String(order.speed),
  });
  const say = (text: string): void => void process.stderr.write(`  ${text}\n`);
  const interrupted = interruption().then(() => {
    throw new CliError('interrupted', { exitCode: 130 });
  });
  interrupted.catch(() => undefined);
  try {
    const house = await startHouse(options, say);
    try {
      const trader = house.signIns.find((s) => s.role === 'trader');
      if (!trader) throw new CliError('the state has no trader to sign in as');
      const api = await createApiClient(house.address, trader);
      const { result, learned } = await Promise.race([
        work(api, order, options.speed ?? order.speed, say),
        interrupted,
        house.failed.then((why) => {
          throw new CliError(why);
        }),
      ]);
      process.stdout.write(
        flags.json
          ? `${JSON.stringify(result)}\n`
          : `${Object.entries(result)
              .map(([k, v]) => `${k}: ${v}`)
              .join('\n')}\n`,
      );
      assertLearned(result, learned, order.minVenues);
    } finally {
      await house.stop();
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function orderFor(market: string): SmokeOrder {
  if (market.startsWith('live:')) return LIVE;
  return market.startsWith('replay:') ? REPLAYED : SIMULATED;
}

async function work(
  api: FairleadApi,
  order: SmokeOrder,
  speed: number,
  say: (text: string) => void,
): Promise<{ readonly result: SmokeResult; readonly learned: readonly string[] }> {
  const began = performance.now();
  const clock = await api.system.clock.query();
  const reference = await api.market.reference.query();
  const instrument = reference.instruments[0];
  if (!instrument) throw new CliError('the market lists no instrument');
  await marketOpen(api, instrument.id);
  const now = (await api.system.clock.query()).now;
  const outcome = await api.orders.submit.mutate({
    clOrdId: `smoke-${clock.sessionDate}`,
    instrument: instrument.id,
    side: 'Buy',
    orderQty: order.orderQty,
    strategy: 'TWAP',
    router: 'Learned',
    endTime: now + order.durationS * NS,
  });
  if (!outcome.accepted || outcome.parentId === undefined) {
    throw new CliError(`the order was refused: ${outcome.accepted ? 'no id' : outcome.cause}`);
  }
  const { parentId } = outcome;
  // The parent ends by its own clock; twice that is a failure of the house, not of the market.
  const patienceMs = ((order.durationS * 1_000) / speed) * 2 + 30_000;
  let shown = -1;
  for (;;) {
    const detail = await api.orders.get.query({ parentId });
    const { parent } = detail;
    const percent = Math.floor((100 * parent.cumQty) / parent.order.orderQty);
    if (percent >= shown + 10) {
      shown = percent;
      say(
        `${parentId}: ${parent.cumQty.toLocaleString('en-US')} of ${parent.order.orderQty.toLocaleString('en-US')} filled`,
      );
    }
    if (parent.closedAt !== undefined) {
      const card = await api.tca.scorecard.query({ parentId });
      const result = resultOf(detail, card, Math.round(performance.now() - began));
      return { result, learned: learnedVenues(detail) };
    }
    if (performance.now() - began > patienceMs) {
      throw new CliError(
        `${parentId} did not end within ${Math.round(patienceMs / 1000)} s: ${parent.ordStatus}, ${parent.cumQty} filled`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A two-sided market is there to trade in. */
async function marketOpen(api: FairleadApi, instrument: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const health = await api.system.health.query().catch(() => undefined);
    if (health?.venues.every((v) => v.session && v.health === 'LIVE')) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new CliError(`the market for ${instrument} did not open within 20 s`);
}

const resultOf = (detail: ParentDetail, card: Scorecard, elapsedMs: number): SmokeResult => ({
  orderQty: detail.parent.order.orderQty,
  cumQty: detail.parent.cumQty,
  venues: [...new Set(detail.fills.map((f) => f.fill.venue as string))].sort(),
  decisions: detail.parent.decisions,
  fallbackDecisions: detail.parent.fallbackDecisions,
  shortfallBps: card.shortfallBps === undefined ? null : Math.round(card.shortfallBps * 1_000) / 1_000,
  elapsedMs,
});

/** Venues with a fill of a child that a learned decision sent. */
function learnedVenues({ decisions, children, fills }: ParentDetail): readonly string[] {
  const learned = new Set(decisions.filter((d) => d.fallback === undefined).map((d) => d.decisionId));
  const sentByLearned = new Set(
    children.filter((c) => learned.has(c.order.decisionId)).map((c) => c.order.clOrdId),
  );
  return [...new Set(fills.filter((f) => sentByLearned.has(f.fill.clOrdId)).map((f) => f.fill.venue))];
}

/** @throws CliError unless the whole order filled, and learned decisions filled on enough venues */
function assertLearned(result: SmokeResult, learned: readonly string[], minVenues: number): void {
  if (result.cumQty !== result.orderQty) {
    throw new CliError(`only ${result.cumQty} of ${result.orderQty} filled`);
  }
  if (learned.length < minVenues) {
    throw new CliError(`learned decisions filled on ${learned.length} venues, fewer than ${minVenues}`);
  }
}
