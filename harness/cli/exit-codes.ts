import { ExitCode } from '../base/errors.ts';

/** What the exit codes of the command mean, in their order. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  [ExitCode.clean]: 'every case was judged and none is red',
  [ExitCode.failures]: 'a case failed, crashed, hung or could not be judged',
  [ExitCode.usage]: 'bad command line, configuration, spec or descriptor file',
  [ExitCode.incomplete]: 'the run did not reach its end: the target or its process died',
  [ExitCode.nothingRan]: 'nothing was judged: no case matched, or all were skipped',
  [ExitCode.notCertified]: 'certify: refused, for something that must be judged and hold was not, or did not',
  [ExitCode.tampered]: 'verify: the certificate is not what was signed',
  [ExitCode.disagrees]: 'verify: judging its records again gives something else',
  [ExitCode.interrupted]: 'ended by Ctrl-C',
};
