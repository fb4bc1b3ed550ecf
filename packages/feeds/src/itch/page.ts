/** The page ITCH.md, made of the table in messages.ts; a test compares. */
import { ITCH_LAYOUTS, type ItchField, type ItchLayout } from './messages.ts';

const INTRODUCTION = `# NASDAQ TotalView-ITCH 5.0 as we read it

Generated from \`src/itch/messages.ts\`; \`vitest run packages/feeds/src/itch -u\` writes it anew. Source: *Nasdaq TotalView-ITCH 5.0*, specification of April 2023 (23 message types), and *BinaryFILE* for the framing.

A day of one market (NASDAQ, BX or PSX) for all its stocks: every displayed order from its entry to its end, prints, halts, auctions. A file is a row of messages, each behind its length in two bytes; a length of 0 ends the session, and nothing may follow it (the published files leave it out, which is accepted). All numbers are big-endian and unsigned, prices have four decimal places (the circuit breaker's levels eight), times are ns since midnight in New York.

The day is not in the file but in its name: \`12302019.NASDAQ_ITCH50\`, \`20190130.BX_ITCH_50\`, \`S061226-v50.txt\`. A reader that asks for the session (\`begin\`) refuses another name.

## Rules

- A stock's locate is given by its directory message (R), or by the first message that carries both. From then on the two must agree.
- Order numbers are unique for the day over all stocks: E, C, X, D and U name an order by its number alone. Whether such an order rests is the book's to say, not the decoder's, and so is the side of an execution: \`fairlead replay --verify\` follows every reference.
- Times never go back from one message to the next.
- A message that says nothing about displayed orders or prints becomes a Heartbeat of its instrument: the clock passed.
- A cross (Q) prints the shares that executions marked not printable (C) took from the book before: those become Reduce, so that no share is printed twice.
- A broken trade (B) is not taken back: volume is what was printed.
- There are no sequence numbers in the file: \`seq\` is 0.

## Refused

Each with the message's number, the byte its length begins at, the field and the reason: an unknown type; a length that is not its type's; a number above 2^53 - 1; text that is not printable; a price outside 1 to 2,000,000,000 ($200,000, the specification's maximum) or shares of zero in a message that changes the book or prints (a cross of nothing excepted); a side, trading state, halt action or printable flag that is not one of those below; a locate that no message gave, or with another stock's symbol; a time beyond the day, or before the last one's; a stream that ends inside a message, or goes on after its end.

Under \`Skip\` the message is counted and left out. Under \`Resync\` its instrument's book is also cleared (\`Clear\`), and since ITCH never sends a book anew it stays so: whatever would change it until the end of the stream becomes a Heartbeat. Trades and states go on.
`;

/** Every message begins with its type and these. */
const HEADER_FIELDS = 3;

export function itchPage(): string {
  const header = fieldTable(ITCH_LAYOUTS[0]?.fields.slice(0, HEADER_FIELDS) ?? []);
  return [
    INTRODUCTION,
    '## Messages',
    summary(),
    'Each begins with its type, at 0, and',
    header,
    ...ITCH_LAYOUTS.map(section),
  ].join('\n');
}

const summary = (): string =>
  table(
    ['type', 'bytes', 'message', 'becomes'],
    ITCH_LAYOUTS.map(({ type, length, title, becomes }) => [`\`${type}\``, String(length), title, becomes]),
  );

const section = ({ type, title, fields }: ItchLayout): string =>
  `### \`${type}\` ${title}\n${fieldTable(fields.slice(HEADER_FIELDS))}`;

const fieldTable = (fields: readonly ItchField[]): string =>
  table(
    ['at', 'bytes', 'field', 'kind', 'what it is'],
    fields.map(({ name, kind, at, bytes, doc }) => [String(at), String(bytes), `\`${name}\``, kind, doc]),
  );

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return ['', line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}
