/** Times of a session as a person writes them: `HH:MM`, `HH:MM:SS`, `HH:MM:SS.fraction`, since its midnight. */
import { CliError } from '../failure.ts';

const NS_PER_SECOND = 1_000_000_000;
/** A session may run past a day: a safe integer of ns holds 2,500 hours. */
const FORM = /^(\d{1,4}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/;
const MOST_HOURS = 2_499;

/**
 * @returns ns since the session's midnight
 * @throws CliError naming the option
 */
export function parseTime(option: string, text: string): number {
  const [, hours, minutes, seconds = '0', fraction = ''] = FORM.exec(text.trim()) ?? [];
  if (hours === undefined || Number(hours) > MOST_HOURS) {
    throw new CliError(`${option} must be a time such as 09:30 or 15:59:59.25, got "${text}"`, {
      exitCode: 2,
    });
  }
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * NS_PER_SECOND + Number(fraction.padEnd(9, '0'));
}

/** `HH:MM:SS.mmm`, cut to the millisecond. */
export function formatTime(ns: number): string {
  const ms = Math.floor(Math.abs(ns) / 1_000_000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1_000) % 60)}`;
  return `${ns < 0 ? '-' : ''}${clock}.${String(ms % 1_000).padStart(3, '0')}`;
}
