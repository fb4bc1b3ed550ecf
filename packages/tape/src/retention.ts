/** What a disk keeps of tapes: the oldest segments go first, the one being written never. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isSegmentName } from './segment.ts';

export interface Retention {
  /** All segments below the folder together, in bytes. */
  readonly maxBytes: number;
  /** Since a segment was last written. */
  readonly maxAgeMs: number;
}

interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly writtenMs: number;
}

/**
 * Deletes segments of the tapes in `root` (a folder of tapes) that are too old or too many.
 * @param writing the segment that must stay
 * @param nowMs wall time
 * @returns the paths deleted, oldest first
 */
export function pruneTapes(
  root: string,
  { maxBytes, maxAgeMs }: Retention,
  { writing, nowMs }: { readonly writing?: string | undefined; readonly nowMs: number },
): readonly string[] {
  const segments = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => segmentsIn(join(root, name)))
    .sort((a, b) => a.writtenMs - b.writtenMs || (a.path < b.path ? -1 : 1));
  let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const deleted: string[] = [];
  for (const segment of segments) {
    if (segment.path === writing) continue;
    if (bytes <= maxBytes && nowMs - segment.writtenMs <= maxAgeMs) break;
    rmSync(segment.path, { force: true });
    bytes -= segment.bytes;
    deleted.push(segment.path);
  }
  return deleted;
}

function segmentsIn(dir: string): Kept[] {
  return readdirSync(dir)
    .filter(isSegmentName)
    .map((name) => {
      const path = join(dir, name);
      const { size, mtimeMs } = statSync(path);
      return { path, bytes: size, writtenMs: mtimeMs };
    });
}
