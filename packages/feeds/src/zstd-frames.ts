/**
 * Zstandard files of several frames (RFC 8878, section 3). Node's decompressor ends silently after the first
 * frame, and inside one that is cut off; but where a write ends with a frame, the next one begins another. So
 * `zstdFrames` hands it pieces that never cross a frame's border, leaves skippable frames out, and knows where
 * a file may end. Memory is a chunk.
 */

const MAGIC = 0xfd2fb528;
/** Of 0x184D2A50 to 0x184D2A5F, without the last digit. */
const SKIPPABLE = 0x184d2a5;
const RLE_BLOCK = 1;

/** A frame or a skippable one begins here. */
export const isZstd = (head: Uint8Array): boolean => {
  const magic =
    ((head[0] ?? 0) | ((head[1] ?? 0) << 8) | ((head[2] ?? 0) << 16) | ((head[3] ?? 0) << 24)) >>> 0;
  return magic === MAGIC || magic >>> 4 === SKIPPABLE;
};

/**
 * The frames' bytes, in pieces none of which lies in two frames.
 * @throws Error where the bytes are no frame, or end inside one
 */
export async function* zstdFrames(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let awaits: 'Frame' | 'Block' | 'Checksum' = 'Frame';
  let hasChecksum = false;
  /** Bytes from `at` on that belong to what was read last, and whether they are left out. */
  let body = 0;
  let isSkippable = false;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of packed) {
    held = Buffer.concat([held, chunk]);
    let at = 0;
    let from = 0;
    for (;;) {
      const here = Math.min(body, held.length - at);
      at += here;
      body -= here;
      if (isSkippable) from = at;
      if (body > 0) break;
      const left = held.length - at;
      if (awaits === 'Frame') {
        if (at > from) yield held.subarray(from, at);
        from = at;
        if (left < 8) break;
        const magic = held.readUInt32LE(at);
        isSkippable = magic >>> 4 === SKIPPABLE;
        if (isSkippable) {
          body = 8 + held.readUInt32LE(at + 4);
          continue;
        }
        if (magic !== MAGIC) throw new Error('no frame begins where one must');
        const descriptor = held[at + 4]!;
        hasChecksum = (descriptor & 4) !== 0;
        body = headerBytes(descriptor);
        awaits = 'Block';
      } else if (awaits === 'Block') {
        if (left < 3) break;
        const header = held.readUIntLE(at, 3);
        body = 3 + (((header >> 1) & 3) === RLE_BLOCK ? 1 : header >> 3);
        if (header & 1) awaits = hasChecksum ? 'Checksum' : 'Frame';
      } else {
        body = 4;
        awaits = 'Frame';
      }
    }
    if (at > from) yield held.subarray(from, at);
    held = held.subarray(at);
  }
  if (awaits !== 'Frame' || body > 0 || held.length > 0) throw new Error('unexpected end of file');
}

/** Magic, descriptor, window (absent in a single segment), dictionary id, content size. */
function headerBytes(descriptor: number): number {
  const isSingle = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const size = [isSingle, 2, 4, 8][descriptor >> 6]!;
  return 5 + (1 - isSingle) + dictionary + size;
}
