/** Journal lines for tests: complete, small, and each changeable. */
import type { Finding, Verdict } from '../../judge/verdict.ts';
import type { CaseLine, DeviceLine, EndLine, JournalLine, PlanLine, RunLine } from '../journal-lines.ts';
import { noCounts } from '../counts.ts';
import { RecordBuilder } from '../record.ts';
import type { RunRecord } from '../record.ts';

export const runLine: RunLine = {
  t: 'run',
  format: 1,
  kscts: '0.1.0',
  startedAt: '2026-01-02T03:04:05.000Z',
  target: 'simulator:usbvideo',
  arch: 'x64',
  identity: {
    driver: 'usbvideo.sys',
    version: '10.0',
    provider: 'kscts',
    hardwareId: 'USB\\VID_1234&PID_5678',
    os: 'simulated',
  },
  seed: 42,
  specs: 'ab12cd34'.repeat(8),
  query: [],
  replayOptions: [],
  runOptions: [],
};

export const deviceLine: DeviceLine = {
  t: 'device',
  filters: [
    {
      ...{ name: 'camera', friendlyName: 'Test camera', categories: [], nodes: [{ type: 'KSNODETYPE_VIDEO_STREAMING' }] },
      pins: [
        { dataflow: 'in', communication: 'none', category: 'KSCATEGORY_VIDEO_CAMERA', instances: { possible: 0 }, dataRanges: [] },
        { dataflow: 'out', communication: 'sink', name: 'Capture', instances: { possible: 1 }, dataRanges: [{ SubFormat: 'KSDATAFORMAT_SUBTYPE_YUY2' }] },
      ],
      connections: [{ from: 'pin0', to: 'node0.1' }, { from: 'node0.0', to: 'pin1' }],
    },
  ],
};

export function planLine(cases: number): PlanLine {
  return { t: 'plan', cases, items: 3, laws: 2, behaviours: 1, models: 0, profiles: [], objects: ['camera', 'camera/pin0/clock'] };
}

export const finding: Finding = {
  verdict: 'fail',
  message: 'status is STATUS_SUCCESS',
  expected: 'status STATUS_BUFFER_OVERFLOW',
  rule: {
    id: 'PROP-014',
    tag: 'D',
    text: 'A get without an output buffer answers the size of the value.',
    sources: 'Canon: stream/ksproperty',
  },
  values: { n: '3' },
  exchanges: [
    {
      title: 'get KSPROPERTY_CLOCK_TIME',
      request: [
        { name: 'Set', text: 'KSPROPSETID_Clock' },
        { name: 'Id', text: 'KSPROPERTY_CLOCK_TIME (0)' },
        { name: 'Flags', text: 'KSPROPERTY_TYPE_GET (1)' },
      ],
      answer: [
        { name: 'status', text: 'STATUS_SUCCESS' },
        { name: 'information', text: '0' },
      ],
      inputHex: '20 9a 5b dc 61 7b cf 11 9f f8 00 00 00 00 00 00 00 00 00 00 01 00 00 00',
      outputBeforeHex: '',
      outputHex: '',
    },
  ],
  claimAt: 'specs/core/property.yaml:12:3',
};

/** A judged case; red and warning verdicts get a finding. */
export function caseLine(id: string, verdict: Verdict, changes: Partial<CaseLine> = {}): CaseLine {
  const found = verdict === 'waived' ? 'fail' : verdict;
  return {
    t: 'case',
    id,
    title: 'A get without an output buffer answers the size of the value',
    verdict,
    ...(verdict === 'skip' && { skip: { reason: 'not-offered', detail: 'the filter lacks it' } }),
    ...(found !== 'pass' && found !== 'skip' && { finding: { ...finding, verdict: found } }),
    notes: [],
    requests: 4,
    runs: 2,
    milliseconds: 0.25,
    ...changes,
  };
}

/** The end line that fits the lines before it. */
export function endLine(lines: readonly JournalLine[]): EndLine {
  const counts = noCounts();
  for (const line of lines) if (line.t === 'case') counts[line.verdict]++;
  return { t: 'end', milliseconds: 12.5, counts };
}

/** All lines of a run in which these cases were judged. */
export function journalOf(cases: readonly CaseLine[]): JournalLine[] {
  const judged = cases.flatMap((line): JournalLine[] => (line.skip ? [line] : [{ t: 'start', id: line.id }, line]));
  const lines: JournalLine[] = [runLine, deviceLine, planLine(cases.length), ...judged];
  return [...lines, endLine(lines)];
}

export function recordOf(lines: readonly JournalLine[]): RunRecord {
  const builder = new RecordBuilder();
  for (const line of lines) builder.write(line);
  return builder.record();
}
