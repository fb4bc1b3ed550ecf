/** The proof of a recorded day can succeed, and can fail. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recorded } from '@fairlead/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { verifyLobster } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'lobster-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

const STEM = 'KITE_2024-03-01_34200000_57600000';
const NONE = '9999999999,0,-9999999999,0';
const MESSAGES = [
  '34200.1,1,11,100,1000000,1',
  '34200.2,1,12,50,1000200,-1',
  '34200.3,1,13,30,1000100,1',
  '34200.4,2,11,40,1000000,1',
  '34200.5,4,13,30,1000100,1',
  '34200.6,5,0,7,1000100,1',
  '34200.7,3,12,50,1000200,-1',
];
const BOOKS = [
  `9999999999,0,1000000,100,${NONE}`,
  `1000200,50,1000000,100,${NONE}`,
  '1000200,50,1000100,30,9999999999,0,1000000,100',
  '1000200,50,1000100,30,9999999999,0,1000000,60',
  // The bid at 1000100 went, and a level that the window had not shown comes into it.
  '1000200,50,1000000,60,9999999999,0,999900,5',
  '1000200,50,1000000,60,9999999999,0,999900,5',
  '9999999999,0,1000000,60,9999999999,0,999900,5',
];

function day(books: readonly string[]): string {
  const write = (part: string, rows: readonly string[]): string => {
    const path = join(folder, `${STEM}_${part}_2.csv`);
    writeFileSync(path, rows.map((row) => `${row}\n`).join(''));
    return path;
  };
  write('orderbook', books);
  return write('message', MESSAGES);
}
const withRow = (at: number, row: string): string[] => BOOKS.with(at, row);

describe('a LOBSTER day against the vendor’s book', () => {
  test('matches where the messages make it, and takes in what the window reveals at its end', async () => {
    expect(await verifyLobster(day(BOOKS))).toMatchObject({ rows: 7, mismatches: 0, examples: [] });
  });

  test('counts a size that the messages do not make, once, and names the row', async () => {
    const wrong = withRow(3, '1000200,50,1000100,30,9999999999,0,1000000,61');
    const { mismatches, examples } = await verifyLobster(day(wrong));
    expect(mismatches).toBe(2);
    expect(examples[0]).toBe('row 4, Reduce: bid level 2 is 61 at 1000000, the messages make 60 at 1000000');
    // Taken anew from the wrong row, so the next right one differs too, and then no more.
    expect(examples[1]).toMatch(/^row 5, Execute: bid level 1 is 60/);
  });

  test('does not take a level that appears before the window’s end for a revealed one', async () => {
    const { mismatches, examples } = await verifyLobster(
      day(withRow(1, '1000200,50,1000050,9,9999999999,0,1000000,100')),
    );
    expect(mismatches).toBeGreaterThan(0);
    expect(examples[0]).toMatch(/^row 2, Add: bid level 1 is 9 at 1000050/);
  });

  test('notices a level that the vendor does not show', async () => {
    const { examples } = await verifyLobster(day(withRow(2, `1000200,50,1000100,30,${NONE}`)));
    expect(examples[0]).toBe('row 3, Add: the messages make 2 levels, the vendor shows 1');
  });

  test('the excerpt of ten levels matches in each of its whole rows', async () => {
    const path = recorded('lobster/AAPL_first1000_message_10.csv');
    if (path === undefined) return;
    const { rows, mismatches, checked } = await verifyLobster(path);
    expect({ rows, mismatches }).toEqual({ rows: 998, mismatches: 0 });
    expect(checked).toContain('its last line, which is cut off, is left out');
  });

  test.each([
    ['AMZN', 5],
    ['AAPL', 1],
    ['GOOG', 1],
  ])('every row of %s’s recorded day matches', async (ticker, levels) => {
    const path = recorded(`lobster/LOBSTER_SampleFile_${ticker}_2012-06-21_${levels}.zip`);
    if (path === undefined) return;
    const { rows, mismatches } = await verifyLobster(path);
    expect(rows).toBeGreaterThan(40_000);
    expect(mismatches).toBe(0);
  });
});
