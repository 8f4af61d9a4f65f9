import { verdicts } from '../../harness/judge/verdict.ts';
import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { findingLine } from '../finding.ts';
import { clean } from '../text.ts';
import { jsonForScript, Numbered } from './numbered.ts';

/** Longest finding in the list of cases: the failures have it in full. */
const textLength = 200;

/**
 * All cases, as JSON that may stand in a script element: tables of the texts, and a row of numbers for every case
 * (path, claim, object, verdict, requests, milliseconds, and a text unless it passed). About 40 bytes a case.
 */
export function caseData(results: readonly CaseLine[]): string {
  const paths = new Numbered();
  const claims = new Numbered();
  const objects = new Numbered();
  const texts = new Numbered();
  const rows = results.map((result) => {
    const { path, claim, object } = splitCaseId(clean(result.id));
    const text = textOf(result);
    const row = [paths.number(path), claims.number(claim), objects.number(object), verdicts.indexOf(result.verdict), result.requests, Number(result.milliseconds.toFixed(1))];
    return text === '' ? row : [...row, texts.number(text)];
  });
  const data = { paths: paths.texts(), claims: claims.texts(), objects: objects.texts(), verdicts, texts: texts.texts(), rows };
  return jsonForScript(data);
}

function textOf(result: CaseLine): string {
  if (result.skip) return clean(`${result.skip.reason}: ${result.skip.detail}`).slice(0, textLength);
  return result.finding ? findingLine(result).slice(0, textLength) : '';
}
