/** The process's options: parsed once, each refusal one sentence. */
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '@fairlead/domain';
import { z } from 'zod';

export interface MarketOptions {
  /** `simulated`, `replay:` and the path of a recorded day, or `live:` and the venues whose books are shown. */
  readonly market: string;
  /** Of a simulated market: its name, or the path of its `.yaml`; absent: the last one again, at first `day`. */
  readonly scenario?: string;
  /** What a live market trades. */
  readonly instrument: string;
  /** Market seconds per wall second, 0.1 to 1000; absent: as it last ran, at first 1. */
  readonly speed?: number;
  readonly seed: number;
  /** 0: any free one. */
  readonly port: number;
  /** State folder; the market keeps to `DIR/market` in it. */
  readonly state: string;
}

const decimal = z
  .string()
  .regex(/^\d{1,10}(\.\d{1,6})?$/, 'must be a decimal number')
  .transform(Number);
const whole = z
  .string()
  .regex(/^\d{1,10}$/, 'must be a whole number')
  .transform(Number);
const schema = z.object({
  market: z
    .string()
    .regex(/^(simulated|replay:.+|live:.+)$/s, 'must be "simulated", "replay:PATH" or "live:VENUE,VENUE"'),
  scenario: z.string().min(1, 'must name a scenario').exactOptional(),
  instrument: z.string().min(1, 'must name an instrument'),
  speed: decimal
    .pipe(z.number().min(0.1, 'must be 0.1 to 1000').max(1000, 'must be 0.1 to 1000'))
    .exactOptional(),
  seed: whole.pipe(z.number().max(0xffff_ffff, 'must be 0 to 4294967295')),
  port: whole.pipe(z.number().max(65_535, 'must be 0 to 65535')),
  state: z.string().min(1, 'must name a folder'),
});

const text = { type: 'string' } as const;

/** @returns the options, or the sentence that says what is wrong with them */
export function parseOptions(args: readonly string[]): Result<MarketOptions, string> {
  let values: Record<string, string | undefined>;
  try {
    const options = {
      market: text,
      scenario: text,
      instrument: text,
      speed: text,
      seed: text,
      port: text,
      state: text,
    };
    values = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    return err(`The market's options do not parse: ${cause instanceof Error ? cause.message : cause}.`);
  }
  const defaults = {
    market: 'simulated',
    instrument: 'BTC-USD',
    seed: '1',
    port: '0',
    state: '.fairlead',
  };
  const parsed = schema.safeParse({ ...defaults, ...values });
  if (parsed.success && /^live:/.test(parsed.data.market) && (parsed.data.speed ?? 1) !== 1) {
    return err(`--speed must be 1 with a live market, got "${parsed.data.speed}".`);
  }
  if (parsed.success && parsed.data.scenario !== undefined && parsed.data.market !== 'simulated') {
    return err(`--scenario goes with the simulated market, got "${parsed.data.scenario}".`);
  }
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? 'options');
  return err(`--${name} ${issue?.message ?? 'is wrong'}, got "${values[name] ?? ''}".`);
}
