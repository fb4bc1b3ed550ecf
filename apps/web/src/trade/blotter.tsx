'use client';
/** The orders of the desk: sortable, filterable, drawn only where seen, each opening to its children. */
import { Button, cn, Menu, MenuCheck, MenuLabel, Panel, PanelContent, TextInput } from '@fairlead/ui';
import { Columns3 } from 'lucide-react';
import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { ParentView } from '../data/api-types.ts';
import { useOrders } from '../data/orders.tsx';
import { setPreferences, usePreferences } from '../data/preferences.ts';
import { useActor } from '../data/session.ts';
import { isTyping } from '../shell/overlay.tsx';
import { countOrders, shownOrders } from '../state/order-rows.ts';
import { ORDER_COLUMNS } from './order-columns.tsx';
import { OrdersTable } from './orders-table.tsx';

interface Props {
  readonly selected?: string | undefined;
  readonly onSelect?: (parent: ParentView) => void;
  readonly className?: string;
}

export const Blotter = memo(function Blotter({ selected, onSelect, className }: Props) {
  const orders = useOrders();
  const actor = useActor();
  const { hiddenColumns } = usePreferences();
  const [text, setText] = useState('');
  const [openOnly, setOpenOnly] = useState(false);
  const [mine, setMine] = useState(false);
  const filterInput = useSlashKey();
  const parents = orders.type === 'Ready' ? orders.data.parents : undefined;
  const counts = useMemo(() => countOrders(parents?.values() ?? []), [parents]);
  const shown = useMemo(
    () => shownOrders(parents?.values() ?? [], { text, openOnly, mineOf: mine ? actor.userId : undefined }),
    [parents, text, openOnly, mine, actor.userId],
  );
  return (
    <Panel
      title="Orders"
      {...(className === undefined ? {} : { className })}
      aside={
        <>
          <span className="text-ink-3">
            working {counts.working} · done {counts.done} ·{' '}
            <span className={counts.needYou > 0 ? 'font-medium text-bad' : ''}>
              need you {counts.needYou}
            </span>
          </span>
          <span className="ml-auto flex items-center gap-1.5">
            <Toggle on={openOnly} onChange={setOpenOnly}>
              open
            </Toggle>
            {actor.role === 'compliance' ? null : (
              <Toggle on={mine} onChange={setMine}>
                mine
              </Toggle>
            )}
            <TextInput
              ref={filterInput}
              aria-label="Filter orders"
              placeholder="filter…"
              unit="/"
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="h-6 w-40 pr-6"
            />
            <Menu
              trigger={
                <Button variant="quiet" size="icon" aria-label="Choose columns" title="Columns">
                  <Columns3 aria-hidden className="size-3.5" />
                </Button>
              }
            >
              <MenuLabel>Columns</MenuLabel>
              {ORDER_COLUMNS.filter((column) => !column.fixed).map((column) => (
                <MenuCheck
                  key={column.id}
                  checked={!hiddenColumns.includes(column.id)}
                  onChange={(on) =>
                    setPreferences({
                      hiddenColumns: on
                        ? hiddenColumns.filter((id) => id !== column.id)
                        : [...hiddenColumns, column.id],
                    })
                  }
                >
                  {column.label}
                </MenuCheck>
              ))}
            </Menu>
          </span>
        </>
      }
    >
      <PanelContent
        state={orders}
        empty={{
          when: (data) => data.parents.size === 0,
          title: 'No orders yet',
          hint: 'An order appears here when the engine has accepted it, and moves with every fill.',
        }}
      >
        {() =>
          shown.length === 0 ? (
            <p className="m-auto text-ink-3">No order matches the filter.</p>
          ) : (
            <OrdersTable parents={shown} hidden={hiddenColumns} selected={selected} onSelect={onSelect} />
          )
        }
      </PanelContent>
    </Panel>
  );
});

function Toggle({
  on,
  onChange,
  children,
}: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={() => onChange(!on)}
      className={cn(
        'h-5 rounded-full border px-2 text-xs font-medium',
        on ? 'border-accent/40 bg-accent/10 text-accent' : 'border-line-control text-ink-2 hover:bg-hover',
      )}
    >
      {children}
    </button>
  );
}

/** `/` puts the cursor into the filter. */
function useSlashKey() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return input;
}
