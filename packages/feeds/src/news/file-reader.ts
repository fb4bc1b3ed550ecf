/** A news file as it changes: JSON Lines are read on from where they ended, a document again whenever it differs. */
import { type FileHandle, open } from 'node:fs/promises';
import { FeedError } from '../failure.ts';
import { createNewsDecoder, sniffNews } from './decode.ts';
import type { NewsReader, TakeRecord } from './reader.ts';
import type { NewsDecoder } from './record.ts';
import { MAX_DOCUMENT_BYTES } from './xml.ts';

const CHUNK_BYTES = 1 << 16;

export function createFileReader(path: string, take: TakeRecord): NewsReader {
  let decoder: NewsDecoder | undefined;
  let form: ReturnType<typeof sniffNews>;
  let inode = -1;
  /** Bytes of JSON Lines that are read. */
  let offset = 0;
  /** The file as it was looked at last, and what was wrong with it. */
  let seen = '';
  let unsound: unknown;

  const readOn = async (file: FileHandle, size: number, signal: AbortSignal): Promise<void> => {
    if (form === undefined) return;
    if (form === 'Document' && size > MAX_DOCUMENT_BYTES) {
      throw new FeedError({ file: path, reason: `is larger than ${MAX_DOCUMENT_BYTES} bytes` });
    }
    decoder ??= createNewsDecoder(form, path, { onFault: 'Skip', take });
    for await (const chunk of chunks(file, offset, size)) {
      if (signal.aborted) return;
      if (form === 'Lines') offset += chunk.length;
      decoder.push(chunk);
    }
    if (form === 'Document') decoder.end();
  };

  return {
    name: path,
    patienceMs: () => 0,
    decoder: () => decoder,
    read: async (signal) => {
      const file = await opened(path);
      try {
        const { ino, size, mtimeMs } = await file.stat();
        const now = `${ino} ${size} ${mtimeMs}`;
        if (now === seen) {
          if (unsound === undefined) return;
          throw unsound;
        }
        if (form !== 'Lines' || ino !== inode || size < offset) {
          decoder = undefined;
          form = sniffNews((await firstChunk(file)) ?? new Uint8Array());
          offset = 0;
        }
        seen = now;
        inode = ino;
        unsound = undefined;
        await readOn(file, size, signal);
      } catch (error) {
        unsound = error;
        throw error;
      } finally {
        await file.close();
      }
    },
  };
}

async function opened(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'does not exist' : `can't be opened (${code})`;
    throw new FeedError({ file: path, reason }, cause);
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new FeedError({ file: path, reason: 'is not a regular file' });
}

async function firstChunk(file: FileHandle): Promise<Uint8Array | undefined> {
  for await (const chunk of chunks(file, 0, CHUNK_BYTES)) return chunk;
  return undefined;
}

/** To where the file ended when it was looked at: what is written meanwhile is the next reading's. */
async function* chunks(file: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  let at = from;
  while (at < to) {
    const length = Math.min(CHUNK_BYTES, to - at);
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
