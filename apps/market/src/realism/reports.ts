/** The reports that a state folder keeps: the last of each scenario and span, a file each, as it goes over the wire. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, type Hash, type RealismAsk, type RealismReport, type Result } from '@fairlead/domain';
import { parseRealismReport } from '@fairlead/gateway';
import type { Logger } from 'pino';
import { codeOf, MarketError } from '../failure.ts';

type Which = Omit<RealismAsk, 'seed'>;
type Known = RealismAsk & { readonly measuredMs: RealismReport['measuredMs']; readonly digest: Hash };

export interface Reports {
  /** Latest first. */
  readonly known: () => readonly Known[];
  /** @throws MarketError where it can't be written */
  readonly keep: (report: RealismReport) => void;
  readonly read: (which: Which) => Result<RealismReport, string>;
}

const nameOf = ({ scenario, span }: Which): string => `${encodeURIComponent(scenario)}.${span}.json`;

/** A file that is no report is logged and passed over, a folder that can't be read likewise. */
export function openReports(folder: string, log: Logger): Reports {
  const byName = new Map<string, Known>();
  const learn = (name: string, { scenario, span, seed, measuredMs, digest }: RealismReport): void => {
    byName.set(name, { scenario, span, seed, measuredMs, digest });
  };
  for (const name of namesIn(folder, log)) {
    const read = readReport(join(folder, name));
    if (read.ok && nameOf(read.value) === name) learn(name, read.value);
    else log.warn({ file: name, reason: read.ok ? 'is named otherwise' : read.error }, 'no realism report');
  }
  return {
    known: () => [...byName.values()].sort((a, b) => b.measuredMs - a.measuredMs),
    keep: (report) => {
      const name = nameOf(report);
      const path = join(folder, name);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${path}.new`, `${JSON.stringify(report)}\n`);
        renameSync(`${path}.new`, path);
      } catch (cause) {
        throw new MarketError(`The report ${path} can't be written (${codeOf(cause)}).`, { cause });
      }
      learn(name, report);
    },
    read: (which) => {
      const name = nameOf(which);
      return byName.has(name)
        ? readReport(join(folder, name))
        : err(`${which.scenario} has not been measured over that span`);
    },
  };
}

function namesIn(folder: string, log: Logger): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (cause) {
    // Nothing was measured yet; else what was is out of reach.
    if (codeOf(cause) !== 'ENOENT') log.warn({ folder, reason: codeOf(cause) }, 'no realism reports');
    return [];
  }
}

function readReport(path: string): Result<RealismReport, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    return err(`the report ${path} can't be read (${codeOf(cause)})`);
  }
  const parsed = parseRealismReport(text);
  return parsed.ok
    ? parsed
    : err(`the report ${path} is damaged: ${parsed.error.field} ${parsed.error.reason}`);
}
