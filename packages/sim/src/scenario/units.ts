/**
 * The kinds of value that a scenario's fields hold, each a zod schema that takes what an author writes (`50us`,
 * `0.003`, `"09:30"`, `20e6`) and gives what the simulator counts in: integers (ns, 1/10,000, 1/1,000,000, shares)
 * exactly, plain numbers for rates, multiples and probabilities. What an integer can't hold exactly is refused. A
 * message's first line is the reason, its second, where there is one, what to do. Every field says what it is and its unit: the published schema and SCENARIOS.md are made from that.
 */
import { type Micros, type Nanos, nanos, type Px, type Qty } from '@fairlead/domain';
import { z } from 'zod';
import { shown } from './problem.ts';

const NS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const DURATION = /^(\d{1,12})(?:\.(\d{1,12}))?(ns|us|ms|s|m|h)$/;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/;

interface TextField {
  /** What it holds, in the tables of fields. */
  readonly title: string;
  readonly what: string;
  readonly examples: readonly string[];
  readonly must: string;
  /** What to do about it. */
  readonly write?: string;
}

const text = (form: RegExp, { title, what, examples, must, write }: TextField) => {
  const advice = write === undefined ? '' : `\n${write}`;
  const error = ({ input }: { readonly input?: unknown }): string | undefined =>
    input === undefined ? undefined : `${must}, got ${shown(input)}${advice}`;
  return z
    .string({ error })
    .regex(form, { error })
    .meta({ title, description: what, examples: [...examples] });
};

/** @returns ns, a safe integer; absent where the text is no duration or holds part of a nanosecond */
export function durationNs(text: string): number | undefined {
  const [, units = '', fraction = '', unit = ''] = DURATION.exec(text) ?? [];
  const scale = NS[unit];
  if (scale === undefined) return undefined;
  const parts = BigInt(units + fraction) * scale;
  const per = 10n ** BigInt(fraction.length);
  const ns = Number(parts / per);
  return parts % per === 0n && Number.isSafeInteger(ns) ? ns : undefined;
}

/** @returns ns since midnight; absent where the text is no time of day */
export function timeNs(text: string): Nanos | undefined {
  const [, hours, minutes, seconds = '0', fraction = ''] = TIME.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return nanos(whole * 1_000_000_000 + Number(fraction.padEnd(9, '0')));
}

/**
 * `value` x 10^`places` where that is whole. Exact for what was written with up to 15 digits: the division of two
 * integers below 2^53 gives the nearest double, which is `value` itself only if it was written as that quotient.
 */
export function scaled(value: number, places: number): number | undefined {
  const scale = 10 ** places;
  const whole = Math.round(value * scale);
  return Number.isSafeInteger(whole) && whole / scale === value ? (whole === 0 ? 0 : whole) : undefined;
}

/** A length of market time: `50us`, `1.5ms`, `30s`, `2h`. Gives ns. */
export const duration = (what: string, examples: readonly string[] = ['30s']) =>
  text(DURATION, {
    title: 'duration',
    what,
    examples,
    must: 'must be a duration',
    write: 'write 50us, 1.5ms, 30s, 5m or 2h',
  }).transform((written, context): number => {
    const ns = durationNs(written);
    if (ns !== undefined) return ns;
    context.addIssue(`must be a whole number of nanoseconds that can be counted, got ${shown(written)}`);
    return z.NEVER;
  });

/** As `duration`, above zero. */
export const period = (what: string, examples: readonly string[] = ['30s']) =>
  duration(what, examples).refine((ns) => ns > 0, 'must be longer than nothing');

/** A time of the session's day: `"09:30"`, `"15:59:59.25"`. Gives ns since midnight. */
export const timeOfDay = (what: string, examples: readonly string[] = ['09:30']) =>
  text(TIME, {
    title: 'time of day',
    what,
    examples,
    must: 'must be a time of day',
    write: 'write "09:30", "09:30:15" or "15:59:59.25"',
  }).transform((written) => timeNs(written)!);

const decimal = <T extends number>(
  what: string,
  of: {
    readonly title: string;
    readonly number: z.ZodNumber;
    readonly places: number;
    readonly examples: readonly number[];
  },
) =>
  of.number
    .meta({ title: of.title, description: what, examples: [...of.examples] })
    .transform((value, context): T => {
      const whole = scaled(value, of.places);
      if (whole !== undefined) return whole as T;
      context.addIssue(`must have at most ${of.places} decimal places and be countable, got ${value}`);
      return z.NEVER;
    });

/** A price in the instrument's currency, above zero, at most four decimal places. Gives 1/10,000. */
export const price = (what: string, examples: readonly number[] = [100.25]) =>
  decimal<Px>(what, { title: 'price', number: z.number().gt(0), places: 4, examples });

/** Currency per share, at most six decimal places; negative is a rebate. Gives 1/1,000,000. */
export const perShare = (what: string, examples: readonly number[] = [0.003]) =>
  decimal<Micros>(what, { title: 'currency per share', number: z.number(), places: 6, examples });

/** Shares, a whole number above zero. */
export const shares = (what: string, examples: readonly number[] = [100]) =>
  z
    .int()
    .min(1)
    .meta({ title: 'shares', description: what, examples: [...examples] })
    .transform((value) => value as Qty);

/** A whole number of things, `least` or more. */
export const count = (
  what: string,
  of: { readonly least?: number; readonly most?: number; readonly examples?: readonly number[] } = {},
) => {
  const { least = 0, most = 1_000_000, examples = [Math.max(least, 10)] } = of;
  return z
    .int()
    .min(least)
    .max(most)
    .meta({ description: what, examples: [...examples] });
};

/** From 0 to 1. */
export const probability = (what: string, examples: readonly number[] = [0.1]) =>
  z
    .number()
    .min(0)
    .max(1)
    .meta({ title: 'probability', description: what, examples: [...examples] });

/** Zero or more: a rate, a multiple, a distance in bps. */
export const atLeastZero = (what: string, examples: readonly number[] = [1]) =>
  z
    .number()
    .min(0)
    .max(1e12)
    .meta({ description: what, examples: [...examples] });

/** Above zero. */
export const aboveZero = (what: string, examples: readonly number[] = [1]) =>
  z
    .number()
    .gt(0)
    .max(1e12)
    .meta({ description: what, examples: [...examples] });

/** From `low` to `high`. */
export const between = (
  what: string,
  of: { readonly low: number; readonly high: number; readonly examples: readonly number[] },
) =>
  z
    .number()
    .min(of.low)
    .max(of.high)
    .meta({ description: what, examples: [...of.examples] });

/** One line of words. */
export const words = (what: string, examples: readonly string[], most = 200) =>
  // Editors read the pattern too, and not all of them as Unicode.
  text(new RegExp(`^[^\\u0000-\\u001f\\u007f-\\u009f]{1,${most}}$`), {
    title: 'a line of text',
    what,
    examples,
    must: `must be one line of 1 to ${most} characters`,
  });

/** What an instrument or a venue is called. */
export const id = (what: string, examples: readonly string[]) =>
  text(/^[A-Z][A-Z0-9.-]{0,15}$/, {
    title: 'id',
    what,
    examples,
    must: 'must be 1 to 16 capitals, digits, "-" or ".", a capital first',
  });

/** What a regime is called. */
export const regimeName = (what: string, examples: readonly string[] = ['calm']) =>
  text(/^[a-z][a-z0-9-]{0,23}$/, {
    title: 'name',
    what,
    examples,
    must: 'must be 1 to 24 small letters, digits or "-", a letter first',
  });
