'use client';
/** The table itself: TanStack sorts and knows the columns, the virtualizer draws the rows that are seen. */
import type { Instrument } from '@fairlead/domain';
import { cn, formatQty, placesOf, SCROLLS_BY_KEYBOARD, Td, Tr } from '@fairlead/ui';
import {
  columnVisibilityFeature,
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { ChildView, ParentView } from '../data/api-types.ts';
import { useReference } from '../data/market.ts';
import { useOrderDetails } from '../data/orders.tsx';
import { useTimeFormat } from '../data/preferences.ts';
import { useActor } from '../data/session.ts';
import { useMarketNow } from '../data/system.ts';
import { latestFirst } from '../state/order-rows.ts';
import { scheduledShare } from '../state/progress.ts';
import { OrderActions } from './order-actions.tsx';
import { type CellContext, ORDER_COLUMNS, type OrderColumn } from './order-columns.tsx';

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, alphanumeric: sortFn_alphanumeric },
});
const helper = createColumnHelper<typeof features, ParentView>();
const columns = helper.columns([
  helper.accessor((parent) => parent.submittedAt, { id: 'order', header: 'Order' }),
  ...ORDER_COLUMNS.map((column) =>
    helper.accessor((parent) => column.sort?.(parent) ?? '', {
      id: column.id,
      header: column.label,
      enableSorting: column.sort !== undefined,
    }),
  ),
]);
const BY_ID = new Map(ORDER_COLUMNS.map((column) => [column.id, column]));

const ROW_PX = 24;
const ORDER_WIDTH = 92;
const ACTIONS_WIDTH = 84;

type Item =
  | { readonly type: 'Parent'; readonly parent: ParentView }
  | { readonly type: 'Child'; readonly parent: ParentView; readonly child: ChildView }
  | { readonly type: 'Note'; readonly parent: ParentView; readonly text: string };

const keyOf = (item: Item): string =>
  item.type === 'Child' ? item.child.order.clOrdId : `${item.type} ${item.parent.parentId}`;

interface Props {
  readonly parents: ParentView[];
  readonly hidden: readonly string[];
  readonly selected: string | undefined;
  readonly onSelect: ((parent: ParentView) => void) | undefined;
}

export function OrdersTable({ parents, hidden, selected, onSelect }: Props) {
  const [sorting, setSorting] = useState<SortingState>([]);
  const [expanded, setExpanded] = useState<readonly string[]>([]);
  const columnVisibility = useMemo(() => Object.fromEntries(hidden.map((id) => [id, false])), [hidden]);
  const table = useTable({
    features,
    columns,
    data: parents,
    state: { sorting, columnVisibility },
    onSortingChange: setSorting,
    getRowId: (parent) => parent.parentId,
  });
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const visible = useMemo(() => ORDER_COLUMNS.filter((column) => !hidden.includes(column.id)), [hidden]);
  const time = useTimeFormat();
  const reference = useReference();
  const actor = useActor();
  const now = useMarketNow(1_000);
  const instruments = reference.data?.instruments;
  const instrumentOf = (parent: ParentView): Instrument | undefined =>
    instruments?.find((i) => i.id === parent.order.instrument);
  const rows = table.getRowModel().rows;
  const items = useItems(
    rows.map((row) => row.original),
    expanded,
  );

  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    getItemKey: (index) => {
      const item = items[index];
      return item ? keyOf(item) : index;
    },
  });
  const seen = virtualizer.getVirtualItems();
  const before = seen[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (seen.at(-1)?.end ?? 0);
  const width = visible.reduce((sum, column) => sum + column.width, ORDER_WIDTH + ACTIONS_WIDTH);
  const toggle = useCallback(
    (id: string) =>
      setExpanded((open) => (open.includes(id) ? open.filter((other) => other !== id) : [...open, id])),
    [],
  );
  const latestSelect = useRef(onSelect);
  latestSelect.current = onSelect;
  const choose = useCallback((parent: ParentView) => latestSelect.current?.(parent), []);

  return (
    <div ref={scroller} {...SCROLLS_BY_KEYBOARD} className="min-h-0 flex-1 overflow-auto">
      <table
        className="w-full table-fixed border-collapse"
        style={{ minWidth: width }}
        aria-rowcount={items.length + 1}
      >
        <caption className="sr-only">Orders, with their children where opened</caption>
        <colgroup>
          <col style={{ width: ORDER_WIDTH }} />
          {visible.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
          <col style={{ width: ACTIONS_WIDTH }} />
        </colgroup>
        <thead>
          <tr>
            {headers.map((header) => {
              const column = BY_ID.get(header.column.id);
              const sorted = header.column.getIsSorted();
              return (
                <th
                  key={header.id}
                  scope="col"
                  aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
                  className={cn(
                    'sticky top-0 z-10 h-6 whitespace-nowrap border-b border-line bg-panel px-2 text-2xs font-medium text-ink-3',
                    column?.num ? 'text-right' : 'text-left',
                  )}
                >
                  <button
                    type="button"
                    onClick={header.column.getToggleSortingHandler()}
                    className="max-w-full truncate align-middle hover:text-ink-2"
                  >
                    {String(header.column.columnDef.header)}
                    <span aria-hidden>{sorted === 'asc' ? ' ↑' : sorted === 'desc' ? ' ↓' : ''}</span>
                  </button>
                </th>
              );
            })}
            <th scope="col" className="sticky top-0 z-10 h-6 border-b border-line bg-panel px-2">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Gap height={before} /> : null}
          {seen.map(({ index, key }) => {
            const item = items[index];
            if (!item) return null;
            return (
              <ItemRow
                key={String(key)}
                item={item}
                index={index}
                columns={visible}
                selected={item.type === 'Parent' && item.parent.parentId === selected}
                expanded={expanded.includes(item.parent.parentId)}
                places={placesOf(instrumentOf(item.parent)?.tick ?? 100)}
                decimals={instrumentOf(item.parent)?.qtyDecimals}
                expected={scheduledShare(item.parent, now)}
                time={time}
                viewer={actor.userId}
                onToggle={toggle}
                onSelect={onSelect ? choose : undefined}
              />
            );
          })}
          {after > 0 ? <Gap height={after} /> : null}
        </tbody>
      </table>
    </div>
  );
}

const Gap = ({ height }: { height: number }) => (
  <tr aria-hidden style={{ height }}>
    <td />
  </tr>
);

/** Parents, each followed by its children where it is open. */
function useItems(parents: readonly ParentView[], expanded: readonly string[]): readonly Item[] {
  const details = useOrderDetails(expanded);
  return parents.flatMap((parent): readonly Item[] => {
    const self: Item = { type: 'Parent', parent };
    if (!expanded.includes(parent.parentId)) return [self];
    const state = details.get(parent.parentId);
    if (state?.type === 'Failed') return [self, { type: 'Note', parent, text: state.message }];
    if (state?.type !== 'Ready') return [self, { type: 'Note', parent, text: 'loading children…' }];
    const { children } = state.detail;
    if (children.length === 0) return [self, { type: 'Note', parent, text: 'no child has been sent yet' }];
    return [self, ...latestFirst(children).map((child): Item => ({ type: 'Child', parent, child }))];
  });
}

interface RowProps {
  readonly item: Item;
  readonly index: number;
  readonly columns: readonly OrderColumn[];
  readonly selected: boolean;
  readonly expanded: boolean;
  readonly places: number;
  readonly decimals: number | undefined;
  readonly expected: number | undefined;
  readonly time: ReturnType<typeof useTimeFormat>;
  readonly viewer: string;
  readonly onToggle: (id: string) => void;
  readonly onSelect: ((parent: ParentView) => void) | undefined;
}

function ItemRow({ item, ...rest }: RowProps) {
  switch (item.type) {
    case 'Note':
      return (
        <tr aria-rowindex={rest.index + 2} style={{ height: ROW_PX }}>
          <td colSpan={rest.columns.length + 2} className="border-b border-row-line pl-8 text-s text-ink-3">
            {item.text}
          </td>
        </tr>
      );
    case 'Child':
      return <ChildRow parent={item.parent} child={item.child} {...rest} />;
    case 'Parent':
      return <ParentRow parent={item.parent} {...rest} />;
  }
}

/** Without the run's name, which all children of a run share. */
const shortId = (clOrdId: string): string => clOrdId.split('-').slice(1).join('-') || clOrdId;

type Rest = Omit<RowProps, 'item'>;

const ChildRow = memo(function ChildRow(
  props: Rest & { readonly parent: ParentView; readonly child: ChildView },
) {
  const { parent, child, index, columns: shown, places, decimals, time, viewer } = props;
  const context: CellContext = {
    places,
    size: (qty) => formatQty(qty, decimals),
    expected: undefined,
    time: (ns) => time(ns, 's'),
    viewer,
  };
  return (
    <Tr aria-rowindex={index + 2} style={{ height: ROW_PX }}>
      <Td className="num pr-0 text-2xs text-ink-3" title={child.order.clOrdId}>
        <span aria-hidden>&emsp;└ </span>
        {shortId(child.order.clOrdId)}
      </Td>
      {shown.map((column) => (
        <Td key={column.id} num={column.num ?? false}>
          {column.child?.(child, parent, context)}
        </Td>
      ))}
      <Td />
    </Tr>
  );
});

const ParentRow = memo(function ParentRow(props: Rest & { readonly parent: ParentView }) {
  const {
    parent,
    index,
    columns: shown,
    places,
    decimals,
    expected,
    time,
    viewer,
    selected,
    expanded,
    onToggle,
    onSelect,
  } = props;
  const { parentId } = parent;
  const context: CellContext = {
    places,
    size: (qty) => formatQty(qty, decimals),
    expected,
    time: (ns) => time(ns, 's'),
    viewer,
  };
  return (
    <Tr aria-rowindex={index + 2} style={{ height: ROW_PX }} selected={selected} className="relative">
      <Td className="num pr-0">
        <button
          type="button"
          aria-expanded={expanded}
          aria-label={`Children of ${parentId}`}
          onClick={() => onToggle(parentId)}
          className="relative z-1 mr-1 inline-flex size-5 items-center justify-center rounded text-ink-2 hover:bg-hover"
        >
          <span aria-hidden className={cn('text-[9px] transition-transform', expanded && 'rotate-90')}>
            ▶
          </span>
        </button>
        {onSelect ? (
          <button
            type="button"
            onClick={() => onSelect(parent)}
            aria-label={`Select ${parentId}`}
            className="after:absolute after:inset-0"
          >
            {parentId}
          </button>
        ) : (
          parentId
        )}
      </Td>
      {shown.map((column) => (
        <Td key={column.id} num={column.num ?? false}>
          {column.parent(parent, context)}
        </Td>
      ))}
      <Td className="px-1">
        <OrderActions parent={parent} />
      </Td>
    </Tr>
  );
});
