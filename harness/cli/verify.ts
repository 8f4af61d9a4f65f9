import { join } from 'node:path';
import { ExitCode, UserError, type Problem } from '../base/errors.ts';
import { readPublicKey } from '../certify/keys.ts';
import { runFolder } from '../certify/manifest.ts';
import { rejudged } from '../certify/rejudge.ts';
import { disagreements, openCertificate, type Certificate } from '../certify/verify.ts';
import { version } from '../run/version.ts';
import { certificateText } from '../../reports/certificate.ts';
import { widthOf } from '../../reports/text.ts';
import { otherReports } from '../../reports/write.ts';

export interface VerifyFlags {
  readonly key: string;
  readonly quiet?: true;
}

/**
 * `kscts verify`: checks that a certificate is what was signed, that it says what its records say, and that these say what
 * comes of judging the recorded traffic again.
 * @throws UserError (exit code 6) for what was changed; KS393, KS394, KS397 (exit code 7) for what does not fit together
 */
export async function verify(folder: string, { key, quiet }: VerifyFlags): Promise<void> {
  const certificate = openCertificate(folder, readPublicKey(key));
  let problems = [...disagreements(certificate), ...foreignReports(certificate)];
  // What does not even agree with its own record need not be judged again, which takes as long as the run did.
  if (problems.length === 0) problems = await rejudgedBy(certificate);
  if (problems.length > 0) throw new UserError([...problems, ...aboutVersion(certificate)], ExitCode.disagrees);
  process.stdout.write(`VALID     ${folder}\n`);
  if (!quiet) process.stdout.write(certificateText(certificate.manifest, widthOf(process.stdout)));
}

async function rejudgedBy(certificate: Certificate): Promise<Problem[]> {
  try {
    return [...(await rejudged(certificate))];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [...error.problems];
  }
}

/** Reports that are not those of the records. */
function foreignReports({ folder, manifest, records }: Certificate): Problem[] {
  // How reports look is a matter of the version.
  if (manifest.kscts !== version()) return [];
  return records.flatMap((record, i) => {
    const at = runFolder(manifest.seeds[i] ?? 0);
    return otherReports(record, join(folder, at)).map((name) => ({ code: 'KS394', message: `${at}/${name} is not the report of the record beside it` }));
  });
}

/** A last word where the certificate is of another version. */
function aboutVersion({ manifest }: Certificate): Problem[] {
  if (manifest.kscts === version()) return [];
  const message = `the certificate is of kscts ${manifest.kscts}, this is ${version()}: what differs may differ for that reason`;
  return [{ code: 'KS395', message, hint: `check it with kscts ${manifest.kscts}` }];
}
