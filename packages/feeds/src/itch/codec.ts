/**
 * ITCH messages as objects and back, by the table of messages.ts: every type, every field, nothing lost. The
 * stream decoder reads the types that are nearly all of a day by hand instead (decoder.ts); a test holds the two
 * against each other.
 */
import { err, type FieldProblem, invariant, ok, type Result } from '@fairlead/domain';
import { type ItchField, type ItchMessage, type ItchType, LAYOUT_OF } from './messages.ts';

const HIGH = 4_294_967_296;

/**
 * Reads one message, its type byte at `at`.
 * @returns the field's problem where the type or the length is wrong, a number is no safe integer, or text is not
 * printable
 */
export function decodeItchMessage(
  view: DataView,
  at: number,
  length: number,
): Result<ItchMessage, FieldProblem> {
  const layout = length > 0 ? LAYOUT_OF[view.getUint8(at)] : undefined;
  if (layout === undefined) return err({ field: 'type', reason: typeReason(view, at, length) });
  if (length !== layout.length) return err({ field: 'length', reason: lengthReason(layout.type, length) });
  const message: Record<string, string | number> = { type: layout.type };
  for (const field of layout.fields) {
    const value = isText(field)
      ? readText(view, at + field.at, field.bytes)
      : readNumber(view, at + field.at, field.bytes);
    if (value === undefined) {
      return err({ field: field.name, reason: isText(field) ? 'is not printable text' : 'is too large' });
    }
    message[field.name] = value;
  }
  return ok(message as unknown as ItchMessage);
}

export const typeReason = (view: DataView, at: number, length: number): string =>
  length === 0
    ? 'is missing'
    : `no message has the type 0x${view.getUint8(at).toString(16).padStart(2, '0')}`;

export const lengthReason = (type: ItchType, length: number): string =>
  `a message of type ${type} has ${LAYOUT_OF[type.charCodeAt(0)]?.length} bytes, got ${length}`;

/**
 * Messages one after the other, each behind its length in two bytes, as in NASDAQ's daily files. The end of a
 * session, a length of 0, is not written.
 * @throws InvariantError where a value does not fit its field
 */
export function encodeItch(messages: Iterable<ItchMessage>): Uint8Array {
  let bytes = new Uint8Array(4096);
  let view = new DataView(bytes.buffer);
  let used = 0;
  for (const message of messages) {
    const layout = LAYOUT_OF[message.type.charCodeAt(0)];
    invariant(layout !== undefined, `ITCH has no message of type ${message.type}`);
    if (used + 2 + layout.length > bytes.length) {
      const longer = new Uint8Array(bytes.length * 2);
      longer.set(bytes);
      bytes = longer;
      view = new DataView(bytes.buffer);
    }
    view.setUint16(used, layout.length);
    view.setUint8(used + 2, message.type.charCodeAt(0));
    const values = message as unknown as Readonly<Record<string, string | number>>;
    for (const field of layout.fields) writeField(view, used + 2 + field.at, field, values[field.name]);
    used += 2 + layout.length;
  }
  return bytes.subarray(0, used);
}

const isText = ({ kind }: ItchField): boolean => kind.startsWith('text');

/** @returns absent where it is no safe integer */
function readNumber(view: DataView, at: number, bytes: number): number | undefined {
  if (bytes === 2) return view.getUint16(at);
  if (bytes === 4) return view.getUint32(at);
  if (bytes === 6) return view.getUint16(at) * HIGH + view.getUint32(at + 2);
  const value = view.getUint32(at) * HIGH + view.getUint32(at + 4);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Without the padding at its end. @returns absent where a byte is not printable */
export function readText(view: DataView, at: number, bytes: number): string | undefined {
  let text = '';
  for (let i = 0; i < bytes; i++) {
    const code = view.getUint8(at + i);
    if (code < 0x20 || code > 0x7e) return undefined;
    text += String.fromCharCode(code);
  }
  return text.trimEnd();
}

function writeField(view: DataView, at: number, field: ItchField, value: string | number | undefined): void {
  const { bytes, name } = field;
  if (isText(field)) {
    invariant(
      typeof value === 'string' && value.length <= bytes && /^[\x20-\x7e]*$/.test(value),
      `${name} must be at most ${bytes} printable characters`,
    );
    for (let i = 0; i < bytes; i++) view.setUint8(at + i, i < value.length ? value.charCodeAt(i) : 0x20);
    return;
  }
  invariant(
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 256 ** bytes,
    `${name} must be a whole number of ${bytes} bytes, got ${value}`,
  );
  if (bytes === 2) view.setUint16(at, value);
  else if (bytes === 4) view.setUint32(at, value);
  else {
    const high = Math.floor(value / HIGH);
    if (bytes === 6) view.setUint16(at, high);
    else view.setUint32(at, high);
    view.setUint32(at + bytes - 4, value % HIGH);
  }
}
