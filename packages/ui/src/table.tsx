/** Table pieces. Numbers stand right in the mono face; the first words stand left. */
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A region that scrolls must be reachable by keyboard (WCAG 2.1.1). */
export const SCROLLS_BY_KEYBOARD = { tabIndex: 0 } as const;

/** A table in a box that scrolls. `label` names it; `fixed` keeps the columns from moving as numbers change. */
export function Table(props: {
  label: string;
  children: ReactNode;
  fixed?: boolean;
  className?: string;
  minWidth?: number;
}) {
  return (
    <div {...SCROLLS_BY_KEYBOARD} className={cn('min-h-0 flex-1 overflow-auto', props.className)}>
      <table
        className={cn('w-full border-collapse', props.fixed && 'table-fixed')}
        style={props.minWidth === undefined ? undefined : { minWidth: props.minWidth }}
      >
        <caption className="sr-only">{props.label}</caption>
        {props.children}
      </table>
    </div>
  );
}

type Align = 'left' | 'right' | 'center';
const ALIGN: Readonly<Record<Align, string>> = {
  left: 'text-left',
  right: 'text-right',
  center: 'text-center',
};

export function Th({
  align = 'right',
  className,
  ...rest
}: Omit<ComponentProps<'th'>, 'align'> & { align?: Align }) {
  return (
    <th
      scope="col"
      className={cn(
        'sticky top-0 z-10 h-6 whitespace-nowrap border-b border-line bg-panel px-2 text-2xs font-medium text-ink-3',
        ALIGN[align],
        className,
      )}
      {...rest}
    />
  );
}

export function Td({
  align,
  num = false,
  className,
  ...rest
}: Omit<ComponentProps<'td'>, 'align'> & { align?: Align; num?: boolean }) {
  return (
    <td
      className={cn(
        'h-6 overflow-hidden text-ellipsis whitespace-nowrap border-b border-row-line px-2 text-[12px]',
        ALIGN[align ?? (num ? 'right' : 'left')],
        num && 'num',
        className,
      )}
      {...rest}
    />
  );
}

export function Tr({ selected = false, className, ...rest }: ComponentProps<'tr'> & { selected?: boolean }) {
  return (
    <tr
      aria-current={selected ? 'true' : undefined}
      className={cn(selected ? 'bg-selected' : 'hover:bg-hover', className)}
      {...rest}
    />
  );
}

/** Facts in two columns: a name and its value. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={cn('grid grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-1 text-s', className)}>
      {children}
    </dl>
  );
}

export function Fact({ name, children, num = false }: { name: string; children: ReactNode; num?: boolean }) {
  return (
    <>
      <dt className="whitespace-nowrap text-ink-3">{name}</dt>
      <dd className={cn('min-w-0 text-right text-ink', num && 'num')}>{children}</dd>
    </>
  );
}
