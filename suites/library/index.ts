/** `kscts`: what a program needs to read records, make reports of them, open targets and write targets of its own. */
export { UserError } from '../../harness/base/errors.ts';
export type { Problem, SourcePosition } from '../../harness/base/errors.ts';
export { byteLength, isByteLength, type ByteLength } from '../../harness/abi/byte-length.ts';
export { IOCTL } from '../../harness/abi/ioctl.ts';
export { ntStatus, STATUS, statusName, type NtStatus } from '../../harness/abi/ntstatus.ts';
export { openTarget } from '../../harness/run/targets.ts';
export type { OpenedTarget, TargetModule, TargetOptions } from '../../harness/run/targets.ts';
export { readRecord } from '../../harness/run/record.ts';
export type { RunRecord } from '../../harness/run/record.ts';
export type * from '../../harness/run/journal-lines.ts';
export type * from '../../harness/judge/verdict.ts';
export { reportFormats } from '../../reports/formats.ts';
export type { ReportFormat, ReportName } from '../../reports/formats.ts';
export type { ReporterModule } from '../../reports/reporters.ts';
export * from '../../harness/target/target.ts';
