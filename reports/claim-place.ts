import type { CaseLine } from '../harness/run/journal-lines.ts';
import type { SourcePosition } from '../harness/base/errors.ts';

/** Where the claim of a finding stands: file with forward slashes. Undefined where the finding names no place. */
export function claimPlace({ finding }: CaseLine): SourcePosition | undefined {
  const match = /^(.+):(\d+):(\d+)$/s.exec(finding?.claimAt ?? '');
  const [, file, line, column] = match ?? [];
  if (file === undefined) return undefined;
  return { file: file.replaceAll('\\', '/'), line: Number(line), column: Number(column) };
}
