/** A news feed by its first byte: `<` is a document, anything else is JSON Lines. */
import { createNewsLines } from './json-lines.ts';
import type { NewsDecodeOptions, NewsDecoder } from './record.ts';
import { createNewsDocument } from './xml.ts';

const OPENS_TAG = 0x3c;
/** White space and the UTF-8 byte order mark. */
const BEFORE_TEXT = new Set([0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf]);

/** @returns undefined while nothing but white space has come */
export function sniffNews(bytes: Uint8Array): 'Document' | 'Lines' | undefined {
  const first = bytes.find((byte) => !BEFORE_TEXT.has(byte));
  return first === undefined ? undefined : first === OPENS_TAG ? 'Document' : 'Lines';
}

export const createNewsDecoder = (
  form: 'Document' | 'Lines',
  file: string,
  options: NewsDecodeOptions,
): NewsDecoder => (form === 'Document' ? createNewsDocument(file, options) : createNewsLines(file, options));
