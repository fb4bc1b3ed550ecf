'use client';
/** How often each control said no, and the latest times it did. */
import { formatQty, Panel, SCROLLS_BY_KEYBOARD } from '@fairlead/ui';
import Link from 'next/link';
import type { AuditRecord, RiskState } from '../data/api-types.ts';
import { useQtyDecimals } from '../data/market.ts';
import { useTimeFormat } from '../data/preferences.ts';
import { useAudit } from '../data/records.ts';
import { auditLine } from '../state/audit-words.ts';
import { cursorOf } from '../state/cursor.ts';
import { parentIdOf } from '../state/streamed.ts';

const LATEST = 20;

export function TriggersPanel({ risk, className }: { risk: RiskState; className: string }) {
  const decimals = useQtyDecimals();
  const time = useTimeFormat();
  const children = useAudit({ type: 'ChildDenied', limit: LATEST });
  const parents = useAudit({ type: 'ParentDenied', limit: LATEST });
  const breaches: readonly AuditRecord[] = [...(children.data ?? []), ...(parents.data ?? [])]
    .sort((a, b) => b.seq - a.seq || b.nth - a.nth)
    .slice(0, LATEST);
  const counted = [...risk.triggers].sort((a, b) => b.count - a.count);
  const fired = counted.filter((trigger) => trigger.count > 0);
  const never = counted.filter((trigger) => trigger.count === 0).map((trigger) => trigger.code);
  const total = counted.reduce((sum, trigger) => sum + trigger.count, 0);
  return (
    <Panel
      title="Refusals"
      className={className}
      aside={<span className="ml-auto text-ink-3">{formatQty(total)} since the run began</span>}
    >
      <section {...SCROLLS_BY_KEYBOARD} aria-label="Latest refusals" className="min-h-0 flex-1 overflow-auto">
        <ul className="flex flex-wrap gap-1.5 border-b border-line p-2.5">
          {total === 0 ? <li className="text-s text-ink-3">No control has refused anything.</li> : null}
          {fired.map((trigger) => (
            <li
              key={trigger.code}
              className="flex items-center gap-1.5 rounded border border-line-strong bg-raised px-1.5 py-0.5 text-xs"
            >
              <span className="text-ink-2">{trigger.code}</span>
              <b className="num font-semibold">{formatQty(trigger.count)}</b>
            </li>
          ))}
          {never.length === 0 ? null : (
            <li className="w-full text-xs text-ink-3">0 times: {never.join(', ')}</li>
          )}
        </ul>
        <ul className="grid gap-1.5 p-2.5 text-s">
          {breaches.map((record) => {
            const parentId = parentIdOf(record.body);
            return (
              <li key={cursorOf(record)} className="grid grid-cols-[auto_auto_1fr] items-baseline gap-2">
                <span className="num text-2xs text-ink-3">{time(record.ts)}</span>
                {record.body.type === 'ParentDenied' ? (
                  <span className="num">{parentId}</span>
                ) : (
                  <Link href={`/orders/${parentId}`} className="num text-info hover:underline">
                    {parentId}
                  </Link>
                )}
                <span className="text-ink-2">{auditLine(record.body, decimals)}</span>
              </li>
            );
          })}
        </ul>
      </section>
    </Panel>
  );
}
