import type { RunRecord } from '../harness/run/record.ts';
import { htmlReport } from './html/page.ts';
import { jsonReport } from './json.ts';
import { junitXml } from './junit.ts';
import { ktapReport } from './ktap.ts';
import { markdownReport } from './markdown.ts';
import { sarifReport } from './sarif.ts';

/** A kind of file that is made from a record. */
export interface ReportFormat {
  /** Of the file in the output folder of a run. */
  readonly fileName: string;
  /** The whole text of the file. The same record gives the same text. */
  readonly render: (record: RunRecord) => string;
}

/** Every report file, by the option of `kscts report` that asks for it. */
export const reportFormats = {
  html: { fileName: 'report.html', render: htmlReport },
  junit: { fileName: 'junit.xml', render: (record) => `${junitXml(record)}\n` },
  markdown: { fileName: 'summary.md', render: markdownReport },
  sarif: { fileName: 'results.sarif', render: sarifReport },
  ktap: { fileName: 'results.ktap', render: ktapReport },
  json: { fileName: 'results.json', render: jsonReport },
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type ReportName = keyof typeof reportFormats;
export const reportNames = Object.keys(reportFormats) as ReportName[];
