export { averageEventSize, fitDay, tenMinuteVolatilityBps } from './fit/day-fit.ts';
export { fittedScenario } from './fit/fitted-scenario.ts';
export { createRecordedQueues, MOST_LEVELS, type RecordedQueues, rowSeen } from './fit/recorded-queues.ts';
export * from './market.ts';
export * from './orders.ts';
export type { LiveUpdate } from './paper/paper.ts';
export { createPaperMarket, hear } from './paper/paper-market.ts';
export { type PaperPair, type PaperReference, paperReference } from './paper/paper-reference.ts';
export { createRandom, exponential, type Random, uniform } from './random.ts';
export {
  type Collector,
  canceled,
  createCollector,
  depthSeen,
  entered,
  executed,
  type MarketSample,
  sampleOf,
  touchChanged,
  traded,
  wantsDepth,
} from './realism/collector.ts';
export type { ParentMove } from './realism/impact.ts';
export { createMarketSampler, parentsOf, runSampled, samplesOf } from './realism/market-sample.ts';
export { realismFacts, runMeasured } from './realism/measured-run.ts';
export { type NamedSample, plotsOf } from './realism/plots.ts';
export {
  type Distances,
  distancesOf,
  type MeasuredFact,
  measureFacts,
  STYLISED_FACTS,
} from './realism/report.ts';
export { createSeenDay, dayCrowd, daySeen } from './replay/day-crowd.ts';
export * from './replay/recording.ts';
export { createReplayMarket, type RecordedDay } from './replay/replay-market.ts';
export { type ParsedScenario, parseScenario, type ReadBase } from './scenario/parse.ts';
export { problemInWords, type ScenarioProblem } from './scenario/problem.ts';
export { sampleScenario } from './scenario/sample.ts';
export type { Scenario } from './scenario/scenario.ts';
export { huntPair } from './study/hunt.ts';
export { type WorldAccount, worldAccount } from './world/account.ts';
export { createWorld } from './world/build.ts';
export { hashText } from './world/hash.ts';
export { runWorld } from './world/run.ts';
export { fundamentalPx } from './world/truth.ts';
