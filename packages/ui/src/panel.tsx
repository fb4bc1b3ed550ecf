/** A panel: one titled region of a page, and the states that its content can be in. */
import { type ReactNode, useId } from 'react';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';

export function Panel(props: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  bodyClassName?: string;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cn(
        'flex min-h-0 min-w-0 flex-col overflow-hidden contain-content rounded-md border border-line bg-panel',
        props.className,
      )}
    >
      <div className="flex h-8 shrink-0 items-center gap-2.5 overflow-hidden whitespace-nowrap border-b border-line px-2.5 text-s">
        <h2 id={id} className="font-semibold tracking-[.2px] text-ink-2">
          {props.title}
        </h2>
        {props.aside}
      </div>
      <div className={cn('flex min-h-0 flex-1 flex-col', props.bodyClassName)}>{props.children}</div>
    </section>
  );
}

/** Exactly one of these holds: a panel can't be loading and failed at once. */
export type PanelState<T> =
  | { readonly type: 'Loading' }
  | { readonly type: 'Ready'; readonly data: T }
  | { readonly type: 'Failed'; readonly message: string; readonly retry?: (() => void) | undefined }
  | { readonly type: 'Forbidden'; readonly message: string };

export function PanelContent<T>(props: {
  state: PanelState<T>;
  /** Said where there is nothing yet: what would be here, and how it comes. */
  empty?: { readonly when: (data: T) => boolean; readonly title: string; readonly hint?: ReactNode };
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  const { state, empty } = props;
  switch (state.type) {
    case 'Loading':
      return <Loading rows={props.rows ?? 5} />;
    case 'Failed':
      return <Failed message={state.message} retry={state.retry} />;
    case 'Forbidden':
      return <Forbidden message={state.message} />;
    case 'Ready':
      if (empty?.when(state.data)) return <Empty title={empty.title} hint={empty.hint} />;
      return <>{props.children(state.data)}</>;
  }
}

const PLACEHOLDERS = ['92%', '75%', '84%', '62%', '88%', '70%', '80%', '58%', '90%', '66%', '78%', '72%'];

export function Loading({ rows = 5 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-2 p-2.5">
      {PLACEHOLDERS.slice(0, rows).map((width) => (
        <div key={width} className="h-3.5 animate-pulse rounded-sm bg-raised" style={{ width }} />
      ))}
    </div>
  );
}

function Centered({ children, role }: { children: ReactNode; role?: 'alert' | 'status' }) {
  return (
    <div
      role={role}
      className="flex min-h-16 flex-1 flex-col items-center justify-center gap-1.5 p-4 text-center"
    >
      {children}
    </div>
  );
}

export function Empty({ title, hint }: { title: string; hint?: ReactNode }) {
  return (
    <Centered>
      <p className="font-medium text-ink-2">{title}</p>
      {hint === undefined ? null : <p className="max-w-[46ch] text-s text-ink-3">{hint}</p>}
    </Centered>
  );
}

export function Failed({ message, retry }: { message: string; retry?: (() => void) | undefined }) {
  return (
    <Centered role="alert">
      <p className="font-medium text-bad">
        <span aria-hidden>■ </span>This can’t be shown
      </p>
      <p className="max-w-[60ch] text-s text-ink-2">{message}</p>
      {retry === undefined ? null : (
        <Button size="s" onClick={retry}>
          Try again
        </Button>
      )}
    </Centered>
  );
}

export function Forbidden({ message, children }: { message: string; children?: ReactNode }) {
  return (
    <Centered>
      <p className="font-medium text-warn">
        <span aria-hidden>▲ </span>Not for your role
      </p>
      <p className="max-w-[60ch] text-s text-ink-2">{message}</p>
      {children}
    </Centered>
  );
}
