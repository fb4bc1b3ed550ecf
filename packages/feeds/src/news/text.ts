/**
 * Text of a source as plain text: markup, control and direction characters out, references resolved, white space
 * single. It serves legibility and comparison; whoever draws the text still draws it as text. Linear in its input.
 */

/** The references that feeds use beyond the five of XML; any other stays as it is written. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  cent: '¢',
  pound: '£',
  euro: '€',
  yen: '¥',
  copy: '©',
  reg: '®',
  trade: '™',
};
/** Elements whose content is not prose. */
const HIDDEN = ['script', 'style'] as const;
const SPACE = /\s+/gu;
/** Controls, direction overrides (which can make text read as another) and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

export function plainText(markup: string): string {
  return dereferenced(withoutTags(markup)).replace(UNPRINTABLE, ' ').replace(SPACE, ' ').trim();
}

/** Only what begins as a tag does is one: `margin <5%` stays. */
function withoutTags(markup: string): string {
  let text = '';
  let at = 0;
  // Beyond the last of them nothing is closed, so nothing is a tag: known once, a text of open tags stays linear.
  const lastClose = markup.lastIndexOf('>');
  for (;;) {
    const open = markup.indexOf('<', at);
    if (open < 0) return text + markup.slice(at);
    text += markup.slice(at, open);
    const end = open > lastClose ? undefined : endOfTag(markup, open);
    if (end === undefined) {
      text += '<';
      at = open + 1;
    } else {
      text += ' ';
      at = end;
    }
  }
}

/** One past the markup that begins at `open`; the text's end where it is not closed; undefined where it is none. */
function endOfTag(markup: string, open: number): number | undefined {
  if (markup.startsWith('<!--', open)) return past(markup, '-->', open + 4);
  if (!/[a-z/!?]/i.test(markup.charAt(open + 1))) return undefined;
  const hidden = HIDDEN.find((name) => isNamed(markup, open + 1, name));
  if (hidden === undefined) return past(markup, '>', open);
  const closing = markup.slice(open).search(new RegExp(`</${hidden}`, 'i'));
  return closing < 0 ? markup.length : past(markup, '>', open + closing);
}

const isNamed = (markup: string, at: number, name: string): boolean =>
  markup.slice(at, at + name.length).toLowerCase() === name && !/[\w-]/.test(markup.charAt(at + name.length));

const past = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
};

const dereferenced = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return (Object.hasOwn(NAMED, name) && NAMED[name]) || whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** At most `limit` code points, the last of them an ellipsis where some were cut. */
export function clipped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = [...text];
  return points.length <= limit
    ? text
    : `${points
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}
