'use client';
/** What a person should hear about, worst first, then latest. */
import { cn, Empty, Loading, Panel, SCROLLS_BY_KEYBOARD } from '@fairlead/ui';
import Link from 'next/link';
import { memo } from 'react';
import { useOrders } from '../data/orders.tsx';
import { useTimeFormat } from '../data/preferences.ts';
import type { Severity } from '../state/notice.ts';

const MARK: Readonly<Record<Severity, { sign: string; tone: string; rank: number }>> = {
  bad: { sign: '■', tone: 'text-bad', rank: 0 },
  warn: { sign: '▲', tone: 'text-warn', rank: 1 },
  info: { sign: '●', tone: 'text-ink-2', rank: 2 },
};

export const AlertsPanel = memo(function AlertsPanel({ className }: { className?: string }) {
  const orders = useOrders();
  const time = useTimeFormat();
  const notices =
    orders.type === 'Ready'
      ? [...orders.data.notices].sort((a, b) => MARK[a.severity].rank - MARK[b.severity].rank || b.ts - a.ts)
      : [];
  return (
    <Panel
      title="Alerts"
      {...(className === undefined ? {} : { className })}
      aside={<span className="ml-auto text-ink-3">worst first</span>}
    >
      {orders.type === 'Loading' ? (
        <Loading rows={3} />
      ) : notices.length === 0 ? (
        <Empty
          title="Nothing to tell"
          hint="Denials, lost venues, kills and fallbacks appear here as they happen."
        />
      ) : (
        <ul
          {...SCROLLS_BY_KEYBOARD}
          aria-label="Alerts"
          className="grid content-start gap-2 overflow-auto p-2.5 text-s"
        >
          {notices.map((notice) => (
            <li key={notice.id}>
              <span aria-hidden className={cn('mr-1 text-[9px]', MARK[notice.severity].tone)}>
                {MARK[notice.severity].sign}
              </span>
              <span className="sr-only">{notice.severity}: </span>
              {notice.parentId === undefined ? (
                notice.title
              ) : (
                <Link href={`/orders/${notice.parentId}`} className="hover:underline">
                  {notice.title}
                </Link>
              )}{' '}
              <span className="num text-2xs text-ink-3">{time(notice.ts, 's')}</span>
              {notice.detail === undefined ? null : (
                <div className="break-words text-ink-3">{notice.detail}</div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
});
