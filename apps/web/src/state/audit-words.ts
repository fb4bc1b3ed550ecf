/** An audit record in one line. */
import { killKey } from '@fairlead/domain';
import { formatPrice, formatQty, formatTime } from '@fairlead/ui';
import type { AuditRecord } from '../data/api-types.ts';
import { tacticWords } from './decision-words.ts';
import { refusalWords } from './refusal-words.ts';
import { formatSpeed } from './simulation-words.ts';

export type AuditType = AuditRecord['body']['type'];

export const AUDIT_TYPES: readonly AuditType[] = [
  'ParentAccepted',
  'ParentDenied',
  'ParentChanged',
  'DecisionMade',
  'DecisionDiscarded',
  'ChildSent',
  'ChildDenied',
  'ChildChanged',
  'Filled',
  'FillRestated',
  'ReportIgnored',
  'LimitsChanged',
  'KillTripped',
  'KillRearmed',
  'ModelPromoted',
  'CommandRefused',
  'SimulationControlled',
  'VenueSessionChanged',
  'SessionOpened',
];

/** @param qtyDecimals of every quantity in it */
export function auditLine(body: AuditRecord['body'], qtyDecimals: number): string {
  const size = (qty: number): string => formatQty(qty, qtyDecimals);
  switch (body.type) {
    case 'SessionOpened':
      return `run ${body.runId}, session ${body.session ?? 1} of ${body.reference.sessionDate}`;
    case 'ParentAccepted': {
      const { order } = body.parent;
      return `${order.side} ${size(order.orderQty)} ${order.instrument}, ${order.strategy}, ${order.router}`;
    }
    case 'ParentDenied':
      return `${body.order.side} ${size(body.order.orderQty)} ${body.order.instrument}: ${body.refusals.map(refusalWords).join('; ')}`;
    case 'ParentChanged':
      return `${body.cause}: ${body.parent.ordStatus}, ${size(body.parent.cumQty)} filled, ${size(body.parent.workingQty)} working`;
    case 'DecisionMade':
      return body.record.outcome.why;
    case 'DecisionDiscarded':
      return `${body.decisionId}: ${body.cause}`;
    case 'ChildDenied':
      return `${body.order.venue} ${size(body.order.orderQty)}: ${refusalWords(body.refusal)}`;
    case 'ChildSent': {
      const { order } = body.child;
      return `${order.clOrdId} to ${order.venue}: ${size(order.orderQty)}, ${tacticWords(order.tactic)}${order.px === undefined ? '' : ` at ${formatPrice(order.px)}`}`;
    }
    case 'ChildChanged':
      return `${body.child.order.clOrdId} at ${body.child.order.venue}: ${body.cause}, ${body.child.ordStatus}, ${size(body.child.cumQty)} filled`;
    case 'Filled':
      return `${size(body.fill.lastQty)} at ${formatPrice(body.fill.lastPx)} on ${body.fill.venue} (${body.fill.execId})`;
    case 'FillRestated':
      return `${body.execRefId} ${body.fill === undefined ? 'busted' : `corrected to ${size(body.fill.lastQty)} at ${formatPrice(body.fill.lastPx)}`}`;
    case 'ReportIgnored':
      return `${body.venue} ${body.execId}: ${body.cause}`;
    case 'LimitsChanged':
      return `version ${body.before.version} to ${body.after.version}: ${body.reason}`;
    case 'CommandRefused':
      return `${body.command}: ${body.cause}`;
    case 'KillTripped':
      return `${killKey(body.kill.scope)}: ${body.kill.reason}; ${body.cancelsSent} cancels sent`;
    case 'KillRearmed':
      return `${killKey(body.scope)}: ${body.reason}`;
    case 'ModelPromoted':
      return `${body.models.fill.slice(0, 8)} and ${body.models.impact.slice(0, 8)}: ${body.reason}`;
    case 'SimulationControlled':
      return controlLine(body);
    case 'VenueSessionChanged':
      return `${body.venue} ${body.up ? 'up' : 'down'}`;
  }
}

type Controlled = Extract<AuditRecord['body'], { type: 'SimulationControlled' }>;

/** What was asked, and what of the market it changed. */
function controlLine({ control, before, after }: Controlled): string {
  const at = (ns: number): string => formatTime(ns, { unit: 'ms', offsetNs: 0 });
  switch (control.type) {
    case 'SetSpeed':
      return `speed ${formatSpeed(before.speed)} to ${formatSpeed(after.speed)}`;
    case 'Pause':
      return `paused at ${at(after.now)}`;
    case 'Resume':
      return `resumed at ${at(after.now)}`;
    case 'Step':
      return `stepped from ${at(before.now)} to ${at(after.until ?? after.now)}`;
    case 'SwitchScenario':
      return `${before.scenario ?? ''} to ${after.scenario ?? ''}: session ${before.session} to ${after.session}, seed ${after.seed}`;
  }
}
