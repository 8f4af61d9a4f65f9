import junitReportBuilder from 'junit-report-builder';
import type { Builder, TestCase } from 'junit-report-builder';
import { ExitCode } from '../harness/base/errors.ts';
import { groupBy } from '../harness/base/group-by.ts';
import { skipReasons } from '../harness/plan/case.ts';
import { splitCaseId } from '../harness/run/case-id.ts';
import type { CaseLine, RunLine } from '../harness/run/journal-lines.ts';
import { outcomeOf } from '../harness/run/outcome.ts';
import type { Outcome } from '../harness/run/outcome.ts';
import type { RunRecord } from '../harness/run/record.ts';
import { findingBlock, findingLine } from './finding.ts';
import { junitClass, JunitNames } from './junit-names.ts';
import { clean } from './text.ts';

type TestSuite = ReturnType<Builder['testSuite']>;
/** GitLab reads no file of more than 30 MB: so much text of findings, in characters, and of one of them. */
const mostText = 12_000_000;
const mostOfCase = 64_000;
const mostOfLine = 500;

/** The package is CommonJS whose `module.exports` is the builder; its types promise an ES module. */
const builders = junitReportBuilder as unknown as Builder;

/**
 * The record as JUnit XML: a test suite for every object, a test case for every case, and one test case for the run
 * itself, so that a run that died, was interrupted or judged nothing is red even where no case is.
 *
 * Fail is a failure; crash, hang and inconclusive are errors; skips keep their reason, and what is known from the
 * baseline is skipped as such; warn, waived and notes are in the output of a test that passed. Nothing stands here that the Jenkins schema does not know, so no properties of
 * test cases and no file or line.
 */
export function junitXml(record: RunRecord): string {
  const builder = builders.newBuilder().name('kscts');
  const outcome = outcomeOf(record);
  const document: Document = { run: record.run, outcome, names: new JunitNames(), left: mostText };
  session(builder.testSuite(), record, outcome);
  for (const [object, results] of groupBy(outcome.results, ({ id }) => splitCaseId(id).object)) {
    const suite = builder.testSuite().name(clean(object));
    suite.time(seconds(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0), 3));
    if (record.run) suite.timestamp(record.run.startedAt);
    for (const result of results) testCase(suite.testCase(), result, document);
  }
  // The builder counts the skipped on the root element too, where the schema has no such attribute.
  return builder.build().replace(/(<testsuites [^>]*?) skipped="\d+"/, '$1');
}

interface Document {
  readonly run: RunLine | undefined;
  readonly outcome: Outcome;
  readonly names: JunitNames;
  /** Characters of findings that may still be written. */
  left: number;
}

/** The builder wants seconds as a number; the schema wants no exponent, and three digits at most on a suite. */
function seconds(milliseconds: number, digits: 3 | 6): number {
  return Number((milliseconds / 1000).toFixed(digits));
}

function session(suite: TestSuite, record: RunRecord, outcome: Outcome): void {
  const { run, end } = record;
  suite.name('kscts').time(seconds(end?.milliseconds ?? 0, 3));
  if (run) {
    suite.timestamp(run.startedAt);
    const facts = { target: run.target, arch: run.arch, seed: String(run.seed), specs: run.specs, kscts: run.kscts, ...run.identity };
    for (const [name, value] of Object.entries(facts)) if (value !== '') suite.property(name, clean(value));
  }
  const test = suite.testCase().className('kscts').name('session').time(seconds(end?.milliseconds ?? 0, 3));
  const ended = outcome.exitCode === ExitCode.clean || outcome.exitCode === ExitCode.failures;
  if (!ended) {
    const problems = record.error?.problems.map(({ code, message, hint }) => [`${code}: ${message}`, hint].filter(Boolean).join('\n'));
    const detail = problems ?? [`${outcome.results.length} cases have a verdict, ${outcome.unreached} were not reached`];
    test.error(clean(outcome.summary), 'incomplete', clean(detail.join('\n')));
  }
}

function testCase(test: TestCase, result: CaseLine, document: Document): void {
  const { path, claim } = splitCaseId(result.id);
  test.className(junitClass(path)).name(document.names.nameOf(result.id)).time(seconds(result.milliseconds, 6));
  const text = () => blockOf(result, document);
  if (document.outcome.known.has(result)) {
    skipped(test, `known from the baseline: ${result.verdict}: ${lineOf(result)}`);
    return;
  }
  switch (result.verdict) {
    case 'pass':
      if (result.notes.length > 0) test.standardOutput(clean(result.notes.map((note) => `note: ${note}`).join('\n')));
      break;
    case 'fail':
      test.failure(lineOf(result), claim).stacktrace(text());
      break;
    case 'crash':
    case 'hang':
    case 'inconclusive':
      test.error(`${result.verdict}: ${lineOf(result)}`, result.verdict, text());
      break;
    case 'warn':
    case 'waived':
      test.standardOutput(text());
      break;
    case 'skip':
      skipped(test, result.skip ? `${result.skip.reason}: ${result.skip.detail || skipReasons[result.skip.reason]}` : 'skipped');
      break;
  }
}

/** The finding in a line that is not too long for an attribute. */
function lineOf(result: CaseLine): string {
  const line = findingLine(result);
  return line.length > mostOfLine ? `${line.slice(0, mostOfLine)}…` : line;
}

/** The finding in full, as long as the file may grow. */
function blockOf(result: CaseLine, document: Document): string {
  const more = '\n… the whole is in the journal';
  if (document.left <= 0) return lineOf(result) + more;
  const text = clean(findingBlock(result, document.run));
  const shown = text.slice(0, mostOfCase);
  document.left -= shown.length;
  return shown.length < text.length ? shown + more : shown;
}

/** Jenkins shows the attribute of a skip, GitLab its text. */
function skipped(test: TestCase, reason: string): void {
  const message = clean(reason);
  test.skipped();
  // The builder has no message for a skip: it is put on the element as this is built.
  const build = test.build.bind(test);
  test.build = (parent) => {
    const element = build(parent);
    const node = element.children.find((child) => 'name' in child && child.name === 'skipped');
    (node as typeof element | undefined)?.att('message', message).txt(message);
    return element;
  };
}
