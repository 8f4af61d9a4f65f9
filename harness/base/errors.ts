/**
 * Errors that are the user's to mend: bad options, spec files, descriptors, records.
 *
 * Everything else that is thrown is a bug of kscts and shows its stack. What a *driver* does is never an exception:
 * it is a verdict.
 */

/** Process exit codes of the `kscts` command. */
export const ExitCode = {
  /** Every case ran and none failed. */
  clean: 0,
  /** At least one case failed, crashed, hung or could not be judged. */
  failures: 1,
  /** Bad command line, configuration, spec file or descriptor file. */
  usage: 2,
  /** The run did not reach its end: the target or a worker died, or the time budget was spent. */
  incomplete: 3,
  /** No case was judged: nothing matched, no device, or all skipped. */
  nothingRan: 4,
  /** A certificate was refused: something that must be judged and hold was not, or did not. */
  notCertified: 5,
  /** A certificate is not what was signed: its signature, a digest or a file is wrong. */
  tampered: 6,
  /** A certificate is what was signed, but judging its records again gives something else. */
  disagrees: 7,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** A place in a text file; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What to tell the user: what, where, why, and what to do. */
export interface Problem {
  /** Stable code, e.g. `KS012`. */
  readonly code: string;
  /** One sentence: what is wrong and why. */
  readonly message: string;
  readonly position?: SourcePosition;
  /** The text of the line at `position`, if known. */
  readonly lineText?: string;
  /** How many characters of the line are meant; 1 unless told. */
  readonly length?: number;
  /** What to do about it, e.g. the closest known name. */
  readonly hint?: string;
}

/** A mistake in the user's input. The command prints its problems without a stack trace and ends with `exitCode`. */
export class UserError extends Error {
  readonly problems: readonly Problem[];
  readonly exitCode: ExitCode;

  constructor(problems: Problem | readonly Problem[], exitCode: ExitCode = ExitCode.usage) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map(formatProblem).join('\n\n'));
    this.name = 'UserError';
    this.problems = list;
    this.exitCode = exitCode;
  }
}

/**
 * Renders a problem as text:
 *
 *     specs/core/clock.yaml:12:9: error[KS012]: unknown property "KSPROPERTY_CLOCK_TIM"
 *       12 |       - get: KSPROPERTY_CLOCK_TIM
 *          |              ^^^^^^^^^^^^^^^^^^^^
 *       hint: did you mean "KSPROPERTY_CLOCK_TIME"?
 */
export function formatProblem(problem: Problem): string {
  const { position, lineText, hint } = problem;
  const where = position ? `${position.file}:${position.line}:${position.column}: ` : '';
  const lines = [`${where}error[${problem.code}]: ${problem.message}`];
  if (position && lineText !== undefined) {
    const gutter = String(position.line);
    const marker = '^'.repeat(Math.max(1, problem.length ?? 1));
    // Tabs keep their width in the marker line so that the caret stays under its character.
    const indent = lineText.slice(0, position.column - 1).replace(/[^\t]/g, ' ');
    lines.push(`  ${gutter} | ${lineText}`, `  ${' '.repeat(gutter.length)} | ${indent}${marker}`);
  }
  if (hint) lines.push(`  hint: ${hint}`);
  return lines.join('\n');
}
