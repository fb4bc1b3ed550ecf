/** What is wrong with a scenario file, worded for its author: where, why, and what to do about it. */
export interface ScenarioProblem {
  readonly file: string;
  /** `venues[2].fees.take`; empty for the file as a whole. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
  readonly suggestion?: string;
}

/** `day.yaml:12:5 venues[2].fees: is missing (for example {...})`. */
export function problemInWords({ file, path, line, column, reason, suggestion }: ScenarioProblem): string {
  const where = path === '' ? '' : ` ${path}:`;
  return `${file}:${line}:${column}${where} ${reason}${suggestion === undefined ? '' : ` (${suggestion})`}`;
}

export type Path = readonly (string | number)[];

/** `['venues', 2, 'fees']` to `venues[2].fees`. */
export const pathInWords = (path: Path): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${part}`)).join('');

/** A value as a message shows it, on one line, cut where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The name among `known` that was probably meant: the nearest, and near enough to be a slip. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let least = most + 1;
  for (const one of known) {
    if (Math.abs(one.length - name.length) >= least) continue;
    const edits = editDistance(name.toLowerCase(), one.toLowerCase());
    if (edits < least) {
      least = edits;
      best = one;
    }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, before[j - 2]! + 1);
      }
      row.push(edits);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
