/** What is known of the death of a process, from the record of what it did and the report of a sanitizer. */
import { breach } from '../../judge/oracles/oracle.ts';
import { askedIn } from '../../fuzz/asked.ts';
import type { Found } from '../../fuzz/finding.ts';
import type { SanitizerReport } from '../../target/native/sanitizer.ts';
import type { Arch } from '../../target/target.ts';
import type { Action } from '../../traffic/actions.ts';

/** The finding that a death is. `how` is the signal or exit code with which the process ended. */
export function deathOf(actions: readonly Action[], arch: Arch, report: SanitizerReport | null, hung: boolean, how: string): Found {
  const last = actions.findLast((action) => action.do === 'ioctl' || action.do === 'submit' || action.do === 'open-child' || action.do === 'close');
  const { verb, item } = last ? askedIn(last, arch) : { verb: '', item: '' };
  const message = report ? `${report.summary}; the process died: ${how}` : hung ? 'the process did not answer any more and was killed' : `the process died: ${how}`;
  return {
    verdict: hung ? 'hang' : 'crash',
    breach: breach(hung ? 'O11' : 'O1', message, hung ? 'every request completes' : 'the process of the driver stays alive'),
    object: '',
    item,
    verb,
    path: '',
    changes: [],
    state: '',
    proof: hung ? { kind: 'hang' } : { kind: 'died' },
    ...(report && { detail: report.text }),
  };
}
