/** Rows of what is the house's own: reference data, limits, kills, refusals, the audit. */
import { type Instrument, type Kill, killKey, type Venue } from '@fairlead/domain';
import { toBig, toText } from './columns.ts';
import type { Row, Table } from './write.ts';

export const INSTRUMENTS: Table = {
  name: 'instruments',
  key: ['id'],
  columns: {
    id: 'text',
    name: 'text',
    currency: 'text',
    tick: 'int8',
    lot: 'int8',
    adv: 'int8',
    avg_trade_qty: 'int8',
    daily_volatility_bps: 'float8',
  },
};
export const instrumentRow = (i: Instrument): Row => ({
  id: toText(i.id),
  name: toText(i.name),
  currency: toText(i.currency),
  tick: toBig(i.tick),
  lot: toBig(i.lot),
  adv: toBig(i.adv),
  avg_trade_qty: toBig(i.avgTradeQty),
  daily_volatility_bps: i.dailyVolatilityBps,
});

export const VENUES: Table = {
  name: 'venues',
  key: ['id'],
  columns: {
    id: 'text',
    name: 'text',
    kind: 'text',
    take_micros: 'int8',
    make_micros: 'int8',
    latency_ns: 'int8',
    origin: 'text',
  },
};
export const venueRow = (v: Venue): Row => ({
  id: toText(v.id),
  name: toText(v.name),
  kind: v.kind,
  take_micros: toBig(v.fees.takeMicros),
  make_micros: toBig(v.fees.makeMicros),
  latency_ns: toBig(Math.round(v.latencyNs)),
  origin: v.origin,
});

export const REFUSALS: Table = {
  name: 'refusals',
  key: ['seq', 'nth', 'position'],
  columns: {
    seq: 'int8',
    nth: 'int4',
    position: 'int4',
    ts: 'int8',
    code: 'text',
    scope: 'text',
    value: 'float8',
    bound: 'float8',
    parent_id: 'text',
    venue: 'text',
  },
};

export const LIMIT_SETS: Table = {
  name: 'limit_sets',
  key: ['version'],
  columns: { version: 'int4', seq: 'int8', ts: 'int8', actor: 'text', reason: 'text' },
};
export const LIMIT_ROWS: Table = {
  name: 'limit_rows',
  key: ['version', 'position'],
  columns: { version: 'int4', position: 'int4', level: 'text', key: 'text', control: 'text', bound: 'int8' },
};

export const KILLS: Table = {
  name: 'kills',
  key: ['scope', 'since'],
  columns: {
    scope: 'text',
    since: 'int8',
    level: 'text',
    key: 'text',
    by: 'text',
    reason: 'text',
    cancels_sent: 'int4',
  },
};
export const killRow = (kill: Kill, cancelsSent: number): Row => ({
  scope: toText(killKey(kill.scope)),
  since: toBig(kill.since),
  level: kill.scope.level,
  key: kill.scope.level === 'Firm' ? null : toText(kill.scope.key),
  by: toText(kill.by),
  reason: toText(kill.reason),
  cancels_sent: cancelsSent,
});

export const AUDIT: Table = {
  name: 'audit',
  key: ['seq', 'nth'],
  columns: {
    seq: 'int8',
    nth: 'int4',
    ts: 'int8',
    actor: 'text',
    role: 'text',
    type: 'text',
    parent_id: 'text',
    desk: 'text',
    trader: 'text',
    body: 'json',
    hash: 'text',
  },
};
