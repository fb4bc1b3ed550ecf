/** The API's services over the engine's thread and the store. Queries read Postgres; commands go to the engine. */
import type { Scorecard, Services } from '@fairlead/api';
import type { Hash } from '@fairlead/domain';
import { FEATURE_SCHEMA } from '@fairlead/features';
import { redecide } from '@fairlead/router';
import type { ScorecardRow, Store } from '@fairlead/store';
import { type AuditHub, cursorOf, parseCursor } from './audit-hub.ts';
import { checkChain } from './chain-check.ts';
import type { UnstampedCommand } from './engine/protocol.ts';
import type { EngineClient } from './engine-client.ts';
import type { NewsDesk } from './news-desk.ts';
import type { Projector } from './projector.ts';
import type { RealismClient } from './realism-client.ts';
import { toScorecard } from './scorecard.ts';

export interface ServiceParts {
  readonly engine: EngineClient;
  readonly store: Store;
  readonly hub: AuditHub;
  readonly projector: Projector;
  readonly news: NewsDesk;
  readonly realism: RealismClient;
  readonly journalDir: string;
}

export function createServices(parts: ServiceParts): Services {
  const { engine, store, hub, projector, news, realism, journalDir } = parts;
  /** Answers once the command's effect on the record can be read back. */
  const command = async (body: UnstampedCommand) => {
    const outcome = await engine.command(body);
    if (outcome.seq !== undefined) await projector.reached(outcome.seq);
    return outcome;
  };
  const scorecardOf = (row: ScorecardRow): Scorecard => toScorecard(row, engine.reference());

  return {
    clock: engine.clock,
    reference: engine.reference,

    submittedAt: (actor, clOrdId) => engine.query({ what: 'submittedAt', trader: actor.userId, clOrdId }),
    submit: (actor, parent) => command({ type: 'SubmitParent', actor, parent }),
    cancel: (actor, parentId, reason) => command({ type: 'CancelParent', actor, parentId, reason }),
    pause: (actor, parentId) => command({ type: 'PauseParent', actor, parentId }),
    resume: (actor, parentId) => command({ type: 'ResumeParent', actor, parentId }),
    changeLimits: (actor, basedOn, rows, reason) =>
      command({ type: 'ChangeLimits', actor, basedOn, rows, reason }),
    kill: (actor, scope, reason) => command({ type: 'TripKill', actor, scope, reason }),
    rearm: (actor, scope, reason) => command({ type: 'RearmKill', actor, scope, reason }),
    promote: (actor, { fill, impact }, reason) =>
      command({
        type: 'PromoteModel',
        actor,
        models: { fill: fill as Hash, impact: impact as Hash, schema: FEATURE_SCHEMA.hash },
        reason,
      }),

    simulation: engine.simulation,
    watchSimulation: engine.watchSimulation,
    control: async (actor, control) => {
      const outcome = await engine.control({ actor, control });
      if (outcome.seq !== undefined) await projector.reached(outcome.seq);
      return outcome;
    },

    realism: realism.realism,
    realismReport: realism.realismReport,
    measureRealism: realism.measure,
    cancelRealism: realism.cancel,

    auditStream: async function* (cursor, signal) {
      for await (const record of hub.read(cursor === undefined ? undefined : parseCursor(cursor), signal)) {
        yield { id: cursorOf(record), record };
      }
    },
    board: engine.board,
    watch: engine.watch,
    news: news.latest,
    watchNews: news.watch,
    bars: (instrument, fromT) => engine.query({ what: 'bars', instrument, fromT }),

    orders: (see) => store.orders(see),
    order: (see, parentId) => store.order(see, parentId),
    decision: (see, decisionId) => store.decision(see, decisionId),
    redecide: async (see, decisionId) => {
      const stored = await store.decision(see, decisionId);
      if (!stored) return undefined;
      const { equal, recomputed, recomputedHash } = redecide(stored.record);
      return { decisionId, equal, storedHash: stored.record.outcomeHash, recomputedHash, recomputed };
    },
    riskState: () => engine.query({ what: 'risk' }),
    limitsHistory: () => store.limitsHistory(),
    scorecard: async (see, parentId) => {
      const row = await store.scorecardRow(see, parentId);
      return row && scorecardOf(row);
    },
    scorecards: async (see, limit) => (await store.scorecardRows(see, limit)).map(scorecardOf),
    audit: (see, filter) => store.audit(see, filter),
    chain: () => checkChain(journalDir),
    models: () => engine.query({ what: 'models' }),
    health: async () => {
      const health = engine.health();
      if (!health) throw new Error('the engine has not reported yet');
      return {
        ...health,
        engineSeq: health.engineSeq as never,
        projectionLagNs: projector.lagNs(),
        news: news.health(),
      };
    },
  };
}
