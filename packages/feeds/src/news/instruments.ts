/**
 * Which instruments a story is about: those that its source names by symbol, and those that its headline names by
 * cashtag (`$AMZN`), by id in capitals, or by name. Names match as written, capitals included, with or without the
 * legal form at their end: "Kestrel Corp" by "Kestrel", and no verb or fruit in small letters.
 */
import type { Instrument, InstrumentId } from '@fairlead/domain';

export type InstrumentMatcher = (headline: string, symbols: readonly string[]) => readonly InstrumentId[];

const LEGAL_FORM =
  /[ ,]+(?:corp|corporation|inc|incorporated|ltd|limited|plc|co|company|ag|sa|nv|se|holdings|group)\.?$/i;
/** Shorter names and ids are words of their own too often to be looked for in prose. */
const MIN_PROSE_LENGTH = 3;

export function createInstrumentMatcher(instruments: readonly Instrument[]): InstrumentMatcher {
  const known = instruments.map(({ id, name }) => ({ id, prose: proseOf(id, name) }));
  return (headline, symbols) => {
    const named = new Set(symbols.map(withoutExchange));
    return known.filter(({ id, prose }) => named.has(id) || prose.test(headline)).map(({ id }) => id);
  };
}

/** `XNAS:AMZN` and `$AMZN` are AMZN. */
const withoutExchange = (symbol: string): string => symbol.replace(/^(?:[A-Za-z]{2,8}:|\$)/, '');

function proseOf(id: string, name: string): RegExp {
  const short = name.replace(LEGAL_FORM, '');
  const names = [...new Set([id as string, name, short])].filter((text) => text.length >= MIN_PROSE_LENGTH);
  const cashtag = `\\$${escaped(id)}`;
  return new RegExp(
    `(?<![\\p{L}\\p{N}$])(?:${[cashtag, ...names.map(escaped)].join('|')})(?![\\p{L}\\p{N}])`,
    'u',
  );
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
