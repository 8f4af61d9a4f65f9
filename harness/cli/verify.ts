import { ExitCode, UserError } from '../base/errors.ts';
import { readPublicKey } from '../certify/keys.ts';
import { disagreements, openCertificate } from '../certify/verify.ts';
import { certificateText } from '../../reports/certificate.ts';
import { widthOf } from '../../reports/text.ts';

export interface VerifyFlags {
  readonly key: string;
  readonly quiet?: true;
}

/**
 * `kscts verify`: checks that a certificate is what was signed and that it says what its records say.
 * @throws UserError with exit code 6 or 7
 */
export function verify(folder: string, { key, quiet }: VerifyFlags): void {
  const certificate = openCertificate(folder, readPublicKey(key));
  const problems = disagreements(certificate);
  if (problems.length > 0) throw new UserError(problems, ExitCode.disagrees);
  process.stdout.write(`VALID     ${folder}\n`);
  if (!quiet) process.stdout.write(certificateText(certificate.manifest, widthOf(process.stdout)));
}
