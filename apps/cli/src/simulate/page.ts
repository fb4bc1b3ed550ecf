/** The realism report as one page that needs nothing else: facts as a table, plots as SVG, in the cockpit's colours. */
import {
  type Distances,
  type MeasuredFact,
  type NamedSample,
  type ParentMove,
  plotsOf,
  STYLISED_FACTS,
} from '@fairlead/sim';
import { chart } from './chart.ts';

export interface ReportPage {
  readonly title: string;
  /** What was run: scenario, seed, instrument, hash. */
  readonly lines: readonly string[];
  readonly facts: readonly MeasuredFact[];
  readonly distances?: Distances;
  /** The simulated market, then the recorded one where there is one. */
  readonly samples: readonly NamedSample[];
  readonly parents: readonly ParentMove[];
}

const CLASSES = ['sim', 'real'];

/** @returns an HTML document */
export function reportPage({ title, lines, facts, distances, samples, parents }: ReportPage): string {
  const colours = new Map([
    ...samples.map(({ name }, i) => [name, CLASSES[i] ?? 'muted'] as const),
    ['means', 'sim'] as const,
  ]);
  const plots = plotsOf(samples, parents).map(
    (plot) =>
      `<figure><figcaption><b>${plot.title}</b> ${plot.about}</figcaption>${chart(plot, colours)}</figure>`,
  );
  const inBand = facts.filter(({ pass }) => pass).length;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<header><h1>${escaped(title)}</h1>${lines.map((line) => `<p>${escaped(line)}</p>`).join('')}
<p class="legend">${samples.map(({ name }, i) => `<span class="${CLASSES[i]}">${escaped(name)}</span>`).join(' ')}</p></header>
<main><section class="plots">${plots.join('')}</section>
<section><h2>${inBand} of ${facts.length} facts in band</h2>${factTable(facts)}${distances ? distanceTable(distances) : ''}</section></main>
</body></html>
`;
}

function factTable(facts: readonly MeasuredFact[]): string {
  const told = new Map(STYLISED_FACTS.map((fact) => [fact.name, fact]));
  const beside = facts.some(({ real }) => real !== undefined);
  const rows = facts.map(({ name, value, low, high, pass, error, real }) => {
    const fact = told.get(name);
    const numbers = [value, low, high, ...(beside ? [real] : [])]
      .map((of) => `<td class="num">${of === undefined ? '' : of.toPrecision(4)}</td>`)
      .join('');
    return `<tr><td>${name}</td>${numbers}<td class="${pass ? 'good' : 'warn'}">${pass ? 'in band' : 'out of band'}</td><td class="dim">${escaped(fact?.about ?? '')}${error === undefined ? '' : `; standard error ${error.toPrecision(2)}`}</td><td class="dim">${escaped(fact?.source ?? '')}</td></tr>`;
  });
  return `<table><thead><tr><th>fact</th><th>value</th><th>low</th><th>high</th>${beside ? '<th>real</th>' : ''}<th></th><th>definition</th><th>source</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function distanceTable(distances: Distances): string {
  const units = { spread: 'ticks', depth: 'shares', lifetime: 'powers of ten' } as const;
  const rows = (['spread', 'depth', 'lifetime'] as const).flatMap((name) => {
    const of = distances[name];
    if (of === undefined) return [];
    return `<tr><td>${name}</td><td class="num">${of.kolmogorovSmirnov.toFixed(3)}</td><td class="num">${of.wasserstein.toPrecision(3)} ${units[name]}</td></tr>`;
  });
  return `<h2>Distances from the recorded market</h2><table><thead><tr><th></th><th>Kolmogorov-Smirnov</th><th>Wasserstein</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The roles of packages/ui's theme. */
const STYLE = `
:root{--bg:#0a0d12;--panel:#10141b;--line:#212a36;--ink:#e7ecf3;--ink-2:#a3afbf;--ink-3:#6d7a8c;--good:#3fcf9f;--warn:#f2c14e;--sim:#a78bfa;--real:#f2c14e}
*{box-sizing:border-box;margin:0}
body{background:var(--bg);color:var(--ink);font:12.5px/1.4 Inter,"Segoe UI",system-ui,sans-serif;padding:16px}
h1{font-size:20px}h2{font-size:15px;margin:16px 0 8px}header p{color:var(--ink-2)}
.legend span{display:inline-block;margin-right:16px}.legend .sim{color:var(--sim)}.legend .real{color:var(--real)}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(400px,1fr));gap:8px;margin-top:12px}
figure{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:10px}
figcaption{color:var(--ink-2);margin-bottom:4px}figcaption b{color:var(--ink)}
svg{width:100%;height:auto;font:10px "JetBrains Mono","DejaVu Sans Mono",monospace}
svg text{fill:var(--ink-3)}svg .label{fill:var(--ink-2)}
.grid{stroke:var(--line);stroke-width:1}
path{fill:none;stroke-width:1.5}path.sim{stroke:var(--sim)}path.real{stroke:var(--real)}path.muted{stroke:var(--ink-3);stroke-dasharray:4 3}
circle.sim{fill:var(--sim)}circle.real{fill:var(--real)}circle.muted{fill:var(--ink-3)}
table{border-collapse:collapse;background:var(--panel);border:1px solid var(--line);border-radius:6px}
th,td{padding:3px 10px;border-bottom:1px solid var(--line);text-align:left}th{color:var(--ink-2);font-weight:600}
.num{font-family:"JetBrains Mono","DejaVu Sans Mono",monospace;font-variant-numeric:tabular-nums;text-align:right}
.dim{color:var(--ink-2)}td.good,td.warn{white-space:nowrap}td.good{color:var(--good)}td.warn{color:var(--warn)}
`;
