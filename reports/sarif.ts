import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { splitCaseId } from '../harness/run/case-id.ts';
import type { CaseLine } from '../harness/run/journal-lines.ts';
import { outcomeOf } from '../harness/run/outcome.ts';
import type { RunRecord } from '../harness/run/record.ts';
import { claimPlace } from './claim-place.ts';
import { findingBlock, findingLine } from './finding.ts';
import { isWhole } from './overview.ts';
import { clean } from './text.ts';
import { waivedText } from './waivers.ts';

/**
 * The record as SARIF 2.1.0, for code scanning: a rule for every claim that does not hold, a result for every case with
 * a finding, at the place of its claim in the spec. What is waived is suppressed. A case keeps its fingerprint from run
 * to run.
 */
export function sarifReport(record: RunRecord): string {
  const outcome = outcomeOf(record);
  const { run, end } = record;
  const found = outcome.results.filter(({ finding }) => finding);
  const rules = new Map<string, object>();
  const results = found.map((line) => {
    const ruleId = ruleOf(line);
    if (!rules.has(ruleId)) rules.set(ruleId, ruleObject(ruleId, line));
    return { ruleId, ruleIndex: [...rules.keys()].indexOf(ruleId), ...resultObject(line, record, outcome.known.has(line)) };
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kscts', ...(run && { version: run.kscts }), rules: [...rules.values()] } },
        ...(run && { automationDetails: { id: `kscts/${clean(run.target)}/${run.arch}/` } }),
        invocations: [
          {
            executionSuccessful: isWhole(outcome),
            exitCode: outcome.exitCode,
            ...(run && { startTimeUtc: run.startedAt }),
            ...(run && end && { endTimeUtc: new Date(Date.parse(run.startedAt) + end.milliseconds).toISOString() }),
            ...(!isWhole(outcome) && {
              toolExecutionNotifications: [{ level: 'error', message: { text: clean(outcome.summary) } }],
            }),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results,
        ...(run && { properties: { target: run.target, arch: run.arch, seed: run.seed, specs: run.specs, identity: run.identity } }),
      },
    ],
  };
  return JSON.stringify(log, undefined, 2) + '\n';
}

/** A crash of the run outside any claim is reported under the case's verdict. */
function ruleOf({ id, verdict }: CaseLine): string {
  return splitCaseId(id).claim || verdict;
}

function ruleObject(id: string, { title, finding }: CaseLine): object {
  const rule = finding?.rule;
  return {
    id: clean(id),
    shortDescription: { text: clean(title) || clean(id) },
    ...(rule && {
      fullDescription: { text: clean(`${rule.id} [${rule.tag}] ${rule.text}`) },
      help: { text: clean(`${rule.id}: ${rule.text}\nSource: ${rule.sources}`) },
    }),
    defaultConfiguration: { level: finding?.verdict === 'warn' ? 'warning' : 'error' },
  };
}

function resultObject(line: CaseLine, record: RunRecord, known: boolean): object {
  const { object, path } = splitCaseId(line.id);
  const place = claimPlace(line);
  return {
    level: line.finding?.verdict === 'warn' ? 'warning' : 'error',
    message: { text: `${line.verdict}: ${findingLine(line)}\n\n${clean(findingBlock(line, record.run))}` },
    locations: [
      {
        ...(place && {
          physicalLocation: {
            artifactLocation: artifact(place.file),
            region: { startLine: place.line, startColumn: place.column },
          },
        }),
        logicalLocations: [{ fullyQualifiedName: clean(object), decoratedName: clean(line.id), kind: 'object' }],
      },
    ],
    partialFingerprints: { 'kscts/caseId/v1': createHash('sha256').update(line.id).digest('hex') },
    // Where there is a baseline, SARIF wants each result to say how it stands to it.
    ...(record.run?.baseline && { baselineState: known ? 'unchanged' : 'new' }),
    ...(line.verdict === 'waived' && {
      suppressions: [{ kind: 'external', justification: waivedText(line, record.run) || 'waived' }],
    }),
    properties: { caseId: clean(line.id), path: clean(path), verdict: line.verdict },
  };
}

/** Relative to the root of the sources, unless the spec lies elsewhere. */
function artifact(file: string): object {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
