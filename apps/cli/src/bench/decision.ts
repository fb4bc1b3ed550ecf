/** `bench decision`: features, inference, allocation and risk for eight venues, with the shipped models. */
import {
  type Allocation,
  accountId,
  type ChildOrder,
  clOrdIdAt,
  type DecisionInputs,
  deskId,
  qty,
  type RoutingDecision,
  runId,
  seq,
  userId,
} from '@fairlead/domain';
import { boardSnapshot, limitsOf } from '@fairlead/engine';
import { createPredictor, SHIPPED_MODELS } from '@fairlead/inference';
import { checkChild, createRisk, onClosed, type RiskState } from '@fairlead/risk';
import { DEFAULT_ROUTER_CONFIG, decide } from '@fairlead/router';
import { CliError } from '../failure.ts';
import type { BenchResult } from './command.ts';
import { eightVenues, openEngine, recordEvents } from './market.ts';
import { createPercentiles } from './percentiles.ts';

const WARM_UP = 2_000;
const MEASURED = 20_000;
const SLICE = 5_000;
const PARENT = 50_000;

export async function benchDecision(): Promise<BenchResult> {
  const made = await createPredictor({ ...SHIPPED_MODELS, deadlineMs: 1_000 });
  if (!made.ok) throw new CliError(`the shipped models don't load: ${made.error.message}`);
  const predictor = made.value;
  const scenario = eightVenues();
  const { fold, reference, state } = openEngine(scenario);
  let ts = 0;
  for (const event of recordEvents(scenario, 120)) {
    ts = event.tsEvent;
    fold({ type: 'MarketDataReceived', event }, ts);
  }
  const instrument = reference.instruments[0];
  if (!instrument) throw new CliError('the market lists no instrument');
  const risk = createRisk(limitsOf(state()));
  const us = createPercentiles(MEASURED);
  let rowsPerDecision = 0;
  let children = 0;
  for (let i = -WARM_UP; i < MEASURED; i++) {
    const at = performance.now();
    const asked = boardSnapshot(state(), {
      instrument: instrument.id,
      side: i % 2 === 0 ? 'Buy' : 'Sell',
      qty: SLICE,
      horizonNs: 5_000_000_000,
      ts: ts as never,
    });
    if (!asked) throw new CliError('the market has no book to decide on');
    const answer = await predictor.predict(asked.rows, asked.candidates);
    if (!answer.ok) throw new CliError(`the models gave no answer: ${answer.error}`);
    const inputs: DecisionInputs = {
      snapshot: { ...asked.snapshot, parentQty: qty(PARENT) },
      predictions: answer.value.predictions,
      models: answer.value.models,
      config: DEFAULT_ROUTER_CONFIG,
      limitsVersion: 1,
      draw: 0.5,
    };
    const decision = decide(inputs);
    const sent = gate(risk, inputs, decision, i + WARM_UP + 1);
    const elapsed = (performance.now() - at) * 1_000;
    if (i < 0) continue;
    us.add(elapsed);
    rowsPerDecision = asked.candidates.length;
    children += sent;
  }
  await predictor.close();
  return {
    bench: 'decision',
    p50Us: us.at(0.5),
    p99Us: us.at(0.99),
    perSecond: Math.round(1_000_000 / us.at(0.5)),
    what: `${reference.venues.length} venues, ${rowsPerDecision} candidates: features, both models, allocation, risk; ${(children / MEASURED).toFixed(1)} children a decision`,
  };
}

/** Every allocation through the gate, and closed again so that exposure stays where it was. */
function gate(risk: RiskState, inputs: DecisionInputs, decision: RoutingDecision, nth: number): number {
  const { snapshot } = inputs;
  let passed = 0;
  for (const [k, allocation] of decision.allocations.entries()) {
    const child = childOf(allocation, inputs, nth, k);
    const checked = checkChild(risk, child, {
      stamp: snapshot.stamp,
      parentLeavesQty: PARENT,
      parentWorkingQty: 0,
    });
    if (!checked.ok) continue;
    passed++;
    onClosed(risk, checked.value, child.orderQty);
  }
  return passed;
}

const RUN = runId('bench');

const childOf = (
  allocation: Allocation,
  { snapshot }: DecisionInputs,
  nth: number,
  k: number,
): ChildOrder => ({
  clOrdId: clOrdIdAt(RUN, seq(nth), k),
  parentId: snapshot.parentId,
  decisionId: snapshot.decisionId,
  venue: allocation.venue,
  instrument: snapshot.instrument.id,
  side: snapshot.side,
  tactic: allocation.tactic,
  ordType: allocation.tactic === 'MidPeg' ? 'Pegged' : 'Limit',
  timeInForce: allocation.tactic === 'TakeNow' ? 'ImmediateOrCancel' : 'Day',
  orderQty: allocation.qty,
  ...(allocation.px === undefined ? {} : { px: allocation.px }),
  postOnly: allocation.tactic === 'PostTouch' || allocation.tactic === 'PostInside',
  trader: userId('bench'),
  desk: deskId('EQ-1'),
  account: accountId('MAIN'),
  modelHash: 'bench',
  limitsVersion: 1,
});
