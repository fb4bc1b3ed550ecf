/** What `fairlead replay` may be told, checked before anything is read. */
import { fromCwd } from '../env.ts';
import { CliError } from '../failure.ts';
import { parseTime } from '../tape/time.ts';

export interface ReplayFlags {
  readonly verify?: boolean;
  readonly study?: string;
  readonly features?: string;
  readonly every?: string;
  readonly trades?: string;
  readonly speed?: string;
  readonly from?: string;
  readonly json?: boolean;
}

const STUDIES = ['ofi', 'facts'] as const;
type Study = (typeof STUDIES)[number];

export type ReplayOptions =
  | { readonly type: 'Verify' }
  | { readonly type: 'Study'; readonly study: Study }
  | {
      readonly type: 'Play';
      readonly fromTs: number | undefined;
      /** Market seconds per wall second; absent: as fast as it goes. */
      readonly speed: number | undefined;
      readonly trades: string | undefined;
      readonly features: string | undefined;
      readonly everyNs: number;
    };

const UNITS = { ms: 1e6, s: 1e9, m: 60e9 } as const;
const MAX_SPEED = 1_000_000;

/** @throws CliError naming the flag and what is wrong with it */
export function parseReplayFlags(flags: ReplayFlags): ReplayOptions {
  const { verify, study, features, every, trades, speed, from } = flags;
  const playing = [features, every, trades, speed, from].some((flag) => flag !== undefined);
  if ([verify === true, study !== undefined, playing].filter(Boolean).length > 1) {
    throw refusal('--verify and --study each read the whole recording: give them alone');
  }
  if (verify === true) return { type: 'Verify' };
  if (study !== undefined) {
    const known = STUDIES.find((name) => name === study);
    if (known === undefined) throw refusal(`--study: there is no study "${study}": ${STUDIES.join(' | ')}`);
    return { type: 'Study', study: known };
  }
  if (every !== undefined && features === undefined) throw refusal('--every goes with --features');
  return {
    type: 'Play',
    fromTs: from === undefined ? undefined : parseTime('--from', from),
    speed: speed === undefined ? undefined : parseSpeed(speed),
    trades: trades === undefined ? undefined : fromCwd(trades),
    features: features === undefined ? undefined : fromCwd(features),
    everyNs: parseEvery(every ?? '1s'),
  };
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (!(speed > 0 && speed <= MAX_SPEED)) {
    throw refusal(`--speed must be a number above 0, up to ${MAX_SPEED}, got "${text}"`);
  }
  return speed;
}

function parseEvery(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})(ms|s|m)$/.exec(text) ?? [];
  const ns = Number(amount) * (UNITS[unit as keyof typeof UNITS] ?? 0);
  if (ns === 0) throw refusal(`--every must be a time such as 100ms, 1s or 5m, got "${text}"`);
  return ns;
}

const refusal = (sentence: string): CliError => new CliError(sentence, { exitCode: 2 });
