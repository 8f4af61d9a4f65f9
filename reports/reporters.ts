/** The reports that a run writes: all of kscts, or the chosen ones, among them such of the user. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../harness/base/errors.ts';
import { closest } from '../harness/base/suggest.ts';
import type { ReporterChoice } from '../harness/run/option-values.ts';
import { outcomeOf } from '../harness/run/outcome.ts';
import { plainLayout } from './finding.ts';
import { reportFormats, reportNames } from './formats.ts';
import type { ReportFormat, ReportName } from './formats.ts';
import { githubAnnotations } from './github.ts';
import { summaryText } from './terminal.ts';

/** Every report that can be named: those that each run writes, and what it prints. */
const reporters: Readonly<Record<string, ReportFormat>> = {
  ...reportFormats,
  terminal: { fileName: 'summary.txt', render: (record) => summaryText(record, outcomeOf(record), [], plainLayout) },
  github: { fileName: 'annotations.txt', render: githubAnnotations },
} satisfies Record<ReportName | 'terminal' | 'github', ReportFormat>;

/** What a module named by `module:FILE` exports. */
export interface ReporterModule {
  readonly reporter: ReportFormat;
}

/** A report that a run writes. */
export interface ChosenReport {
  readonly name: string;
  readonly render: ReportFormat['render'];
  /** Absolute path, or `-` for standard output. */
  readonly path: string;
  /** People and CI systems open it first. */
  readonly shown: boolean;
}

/** What each run writes unless told: the files that `kscts report` makes, in `folder`. */
export function everyReport(folder: string): readonly ChosenReport[] {
  const first: readonly ReportName[] = ['html', 'junit'];
  return reportNames.map((name) => ({
    name,
    render: reportFormats[name].render,
    path: resolve(folder, reportFormats[name].fileName),
    shown: first.includes(name),
  }));
}

/**
 * The reports that were asked for, or all. Those without a file of their own go to `folder`.
 * @throws UserError KS214 for an unknown one, KS215 for a module that is no report, KS216 for two with the same place
 */
export async function chosenReports(choices: readonly ReporterChoice[], folder: string): Promise<readonly ChosenReport[]> {
  if (choices.length === 0) return everyReport(folder);
  const places = new Map<string, string>();
  const chosen: ChosenReport[] = [];
  for (const choice of choices) {
    const { name, source } = choice;
    const { fileName, render } = name.startsWith(ofModule) ? await ownFormat(choice) : knownFormat(choice);
    const path = choice.file ?? resolve(folder, fileName);
    const other = places.get(path);
    if (other !== undefined) {
      const place = path === '-' ? 'standard output' : path;
      throw new UserError({ code: 'KS216', message: `${source}: ${name} and ${other} cannot both go to ${place}`, hint: 'name another file: NAME=FILE' });
    }
    places.set(path, name);
    chosen.push({ name, render, path, shown: true });
  }
  return chosen;
}

const ofModule = 'module:';

/** Whether a report is one of the user, which may fail. */
export function isOwn({ name }: ChosenReport): boolean {
  return name.startsWith(ofModule);
}

function knownFormat({ name, source }: ReporterChoice): ReportFormat {
  const format = Object.hasOwn(reporters, name) ? reporters[name] : undefined;
  if (format) return format;
  const known = Object.keys(reporters);
  const best = closest(name, known);
  throw new UserError({
    code: 'KS214',
    message: `${source}: there is no report "${name}"`,
    hint: best === undefined ? `known: ${known.join(', ')}, and module:FILE` : `did you mean "${best}"?`,
  });
}

async function ownFormat({ name, source }: ReporterChoice): Promise<ReportFormat> {
  const path = name.slice(ofModule.length);
  const bad = (message: string) => new UserError({ code: 'KS215', message: `${source}: ${name}: ${message}` });
  if (!existsSync(path)) throw bad('there is no such file');
  const { reporter } = (await import(pathToFileURL(path).href)) as Partial<ReporterModule>;
  if (typeof reporter?.fileName !== 'string' || typeof reporter.render !== 'function') {
    throw bad('it does not export a "reporter" with a fileName and a function render');
  }
  return reporter;
}
