/** What a person should hear about, drawn from the audit: worst, worse, and worth knowing. */
import { killKey, type Nanos } from '@fairlead/domain';
import type { AuditRecord } from '../data/api-types.ts';
import { cursorOf } from './cursor.ts';
import { refusalWords } from './refusal-words.ts';

export type Severity = 'bad' | 'warn' | 'info';

export interface Notice {
  readonly id: string;
  /** Two notices with one key say the same thing: the later replaces the earlier. */
  readonly key: string;
  readonly ts: Nanos;
  readonly severity: Severity;
  readonly title: string;
  readonly detail?: string;
  readonly parentId?: string;
}

export function noticeOf(record: AuditRecord): Notice | undefined {
  const { body, ts } = record;
  const made = (
    severity: Severity,
    title: string,
    rest: { detail?: string; parentId?: string; key?: string } = {},
  ): Notice => ({ id: cursorOf(record), key: cursorOf(record), ts, severity, title, ...rest });
  switch (body.type) {
    case 'KillTripped':
      return made('bad', `Kill: ${killKey(body.kill.scope)}`, {
        detail: `${body.kill.reason} · by ${body.kill.by} · ${body.cancelsSent} cancels sent`,
      });
    case 'KillRearmed':
      return made('info', `Re-armed: ${killKey(body.scope)}`, { detail: body.reason });
    case 'VenueSessionChanged':
      return made(body.up ? 'info' : 'bad', `${body.venue} session ${body.up ? 'up' : 'down'}`);
    case 'ParentDenied':
      return made('warn', `${body.order.side} ${body.order.instrument} denied`, {
        detail: body.refusals.map(refusalWords).join('; '),
        parentId: body.parentId,
      });
    case 'ChildDenied':
      return made('warn', `Child to ${body.order.venue} denied`, {
        detail: refusalWords(body.refusal),
        parentId: body.order.parentId,
      });
    case 'ParentChanged':
      return body.parent.attention === undefined
        ? undefined
        : made('bad', `${body.parent.parentId} needs a person`, {
            detail: body.parent.attention,
            parentId: body.parent.parentId,
            key: `attention ${body.parent.parentId}`,
          });
    case 'DecisionMade': {
      const { fallback, decisionId, parentId } = body.record.outcome;
      return fallback === undefined || fallback === 'RulesSelected'
        ? undefined
        : made('warn', `${parentId} routed by rules`, {
            detail: `${fallbackWords(fallback)} · last ${decisionId}`,
            parentId,
            key: `fallback ${parentId} ${fallback}`,
          });
    }
    case 'ChildChanged':
      return body.cause === 'Rejected'
        ? made('warn', `${body.child.order.venue} rejected a child`, {
            ...(body.child.text === undefined ? {} : { detail: body.child.text }),
            parentId: body.child.order.parentId,
          })
        : undefined;
    case 'LimitsChanged':
      return made('info', `Limits are at version ${body.after.version}`, { detail: body.reason });
    default:
      return undefined;
  }
}

const FALLBACKS: Readonly<Record<string, string>> = {
  RulesSelected: 'rules selected',
  ModelMissing: 'rules: model missing',
  ModelNotBetter: 'rules: model not better',
  ModelSlow: 'rules: model slow',
  ModelInvalid: 'rules: model answer invalid',
  SchemaMismatch: 'rules: model schema differs',
  ModelError: 'rules: model error',
};

/** Why a decision did not rest on models, in the badge's words. */
export const fallbackWords = (reason: string): string => FALLBACKS[reason] ?? `rules: ${reason}`;
