/** Form pieces. Every control has a name that is seen; a problem stands at its field and is tied to it. */
import { ChevronDown } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './class-names.ts';

const CONTROL =
  'h-7 w-full min-w-0 rounded border border-line-control bg-bg px-2 text-[12px] text-ink placeholder:text-ink-3 disabled:opacity-55 aria-invalid:border-bad';

export interface FieldParts {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

/** A label, a control, a line of echo, and what is wrong with it. `beside` puts the label left of the control. */
export function Field(props: {
  label: string;
  problem?: string | undefined;
  echo?: ReactNode;
  beside?: boolean;
  children: (parts: FieldParts) => ReactNode;
}) {
  const id = useId();
  const { problem, echo, beside = false } = props;
  const described = [echo === undefined ? '' : `${id}-echo`, problem === undefined ? '' : `${id}-problem`]
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div
      className={beside ? 'grid grid-cols-[86px_minmax(0,1fr)] items-center gap-x-2' : 'flex flex-col gap-1'}
    >
      <label htmlFor={id} className="text-s text-ink-2">
        {props.label}
      </label>
      {props.children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      {echo === undefined ? null : (
        <span
          id={`${id}-echo`}
          className={cn('num truncate pt-0.5 text-xs text-ink-3', beside && 'col-span-2 text-right')}
        >
          {echo}
        </span>
      )}
      {problem === undefined ? null : (
        <span
          id={`${id}-problem`}
          role="alert"
          className={cn('pt-0.5 text-xs text-bad', beside && 'col-start-2')}
        >
          {problem}
        </span>
      )}
    </div>
  );
}

/** A text input with its unit at the right. */
export function TextInput({
  unit,
  className,
  num = false,
  ...rest
}: ComponentProps<'input'> & { unit?: ReactNode; num?: boolean }) {
  const input = (
    <input
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={cn(CONTROL, num && 'num', unit !== undefined && 'pr-16', className)}
    />
  );
  if (unit === undefined) return input;
  return (
    <span className="relative block min-w-0">
      {input}
      <span className="pointer-events-none absolute inset-y-0 right-2 flex items-center text-xs text-ink-3">
        {unit}
      </span>
    </span>
  );
}

export function Select<T extends string>({
  options,
  value,
  onValue,
  className,
  ...rest
}: Omit<ComponentProps<'select'>, 'value' | 'onChange'> & {
  options: readonly { readonly value: T; readonly label: string }[];
  value: T;
  onValue: (value: T) => void;
}) {
  return (
    <span className="relative block min-w-0">
      <select
        {...rest}
        value={value}
        onChange={(event) => onValue(event.target.value as T)}
        className={cn(CONTROL, 'cursor-pointer appearance-none truncate pr-7', className)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-raised">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}

/** One of a few, all seen at once: radio buttons in one frame. */
export function Segmented<T extends string>(props: {
  label: string;
  options: readonly { readonly value: T; readonly label: string; readonly tone?: 'buy' | 'sell' }[];
  value: T;
  onValue: (value: T) => void;
  className?: string;
  id?: string;
}) {
  const name = useId();
  return (
    <fieldset
      id={props.id}
      className={cn(
        'inline-flex h-6 shrink-0 overflow-hidden rounded-md border border-line-control',
        props.className,
      )}
    >
      <legend className="sr-only">{props.label}</legend>
      {props.options.map((option) => {
        const on = option.value === props.value;
        const fill = option.tone === 'buy' ? 'bg-buy' : option.tone === 'sell' ? 'bg-sell' : 'bg-ink-2';
        return (
          <label
            key={option.value}
            className={cn(
              'flex flex-1 cursor-pointer items-center justify-center whitespace-nowrap px-2.5 text-s font-semibold has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-ink',
              on ? `${fill} text-ink-on` : 'text-ink-2 hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={on}
              onChange={() => props.onValue(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        );
      })}
    </fieldset>
  );
}
