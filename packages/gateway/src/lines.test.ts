import { expect, test } from 'vitest';
import { createLineDecoder, MAX_LINE_BYTES } from './lines.ts';

test('lines are found in whatever pieces they arrive, and too long ones are dropped alone', () => {
  const lines: string[] = [];
  let tooLong = 0;
  const decode = createLineDecoder({
    onLine: (line) => lines.push(line),
    onTooLong: () => {
      tooLong += 1;
    },
  });
  const long = 'x'.repeat(MAX_LINE_BYTES + 1);
  const bytes = Buffer.from(
    `one\n\ntwo é\r\n${long}\nthree\n${long}${long}\nfour\n${'y'.repeat(MAX_LINE_BYTES)}\nfive`,
  );
  for (const size of [1 << 14, 7919, bytes.length]) {
    for (let at = 0; at < bytes.length; at += size) decode(bytes.subarray(at, at + size));
    decode(Buffer.from('\n'));
    expect(lines.splice(0).map((line) => line.slice(0, 6))).toEqual([
      'one',
      'two é',
      'three',
      'four',
      'yyyyyy',
      'five',
    ]);
    expect(tooLong).toBe(2);
    tooLong = 0;
  }
});
