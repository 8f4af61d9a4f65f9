import { generateKeyPairSync, sign } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../base/errors.ts';
import { omit } from '../base/omit.ts';
import { verdicts } from '../judge/verdict.ts';
import { skipReasons, type SkipReason } from '../plan/case.ts';
import type { JournalLine, PlanLine, RunLine } from '../run/journal-lines.ts';
import { caseLine, journalOf, recordOf } from '../run/testing/journal-fixtures.ts';
import { certifyBundle, copySpecs, refuseFull } from './bundle.ts';
import { contentOf, digestsOf } from './files.ts';
import { fingerprint, readPrivateKey, readPublicKey, writeKeys } from './keys.ts';
import { manifestName, runFolder, signatureName, type Manifest } from './manifest.ts';
import { reasonsAgainst } from './requirements.ts';
import { disagreements, openCertificate } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-certify-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
const sha = 'ab'.repeat(32);

/** The journal of a run that can be certified, but for what is changed. */
function journal(cases = [caseLine('a', 'pass'), caseLine('b', 'skip')], run: Partial<RunLine> = {}, plan: Partial<PlanLine> = {}): JournalLine[] {
  return journalOf(cases).map((line) => {
    if (line.t === 'run') return { ...line, seed: 1, ...run };
    return line.t === 'plan' ? { ...line, profiles: ['ks-filter'], whole: { cases: 2, digest: sha }, device: sha, ...plan } : line;
  });
}
const reasons = (...journalled: Parameters<typeof journal>) => reasonsAgainst(recordOf(journal(...journalled)));

describe('a run can be certified', () => {
  test('if everything was judged and holds', () => {
    expect(reasons()).toEqual([]);
    expect(reasons([caseLine('a', 'pass'), caseLine('b', 'warn')])).toEqual([]);
  });

  test.each(verdicts)('with a case that is %s, or not', (verdict) => {
    const red = verdict === 'fail' || verdict === 'crash' || verdict === 'hang' || verdict === 'inconclusive';
    expect(reasons([caseLine('a', 'pass'), caseLine('b', verdict)])).toEqual(red ? [`1 case with the verdict ${verdict}`] : []);
  });

  test.each(Object.keys(skipReasons) as SkipReason[])('with a case skipped for %s, or not', (reason) => {
    const skipped = caseLine('b', 'skip', { skip: { reason, detail: '' } });
    const refused = reason === 'device-dead' || reason === 'destructive';
    expect(reasons([caseLine('a', 'pass'), skipped])).toEqual(refused ? [expect.stringMatching(/^1 case not judged: /)] : []);
  });

  test.each<[string, JournalLine[], string]>([
    ['has no plan', [], 'the run died before it began'],
    ['did not end', journal().slice(0, -1), 'the journal has no end line'],
    ['has a case in flight', [...journal().slice(0, -3), { t: 'start', id: 'a' }], '1 case with the verdict crash'],
    ['lacks a verdict', journal([caseLine('a', 'pass')], {}, { cases: 2 }), '1 case without a verdict'],
    ['judged nothing', journal([caseLine('a', 'skip'), caseLine('b', 'skip')]), 'every case was skipped'],
    ['has no profile', journal(undefined, {}, { profiles: [] }), 'no profile was judged: the device is of no kind that one describes'],
    ['was of a query', journal(undefined, { query: ['core'] }), 'the run was limited by a query'],
    ['was of a part', journal(undefined, { shard: { index: 1, count: 2 }, grep: 'x' }), 'the run was limited by --grep, --shard'],
    ['tried less', journal(undefined, { replayOptions: ['--runs', '1'] }), 'the run was limited by --runs'],
    ['was held against a baseline', journal(undefined, { baseline: { record: 'r', red: {} } }), 'the run was limited by --baseline'],
  ])('not if it %s', (_name, lines, reason) => {
    expect(reasonsAgainst(recordOf(lines))).toContain(reason);
  });

  test('with waivers, unless they need attention and are strict', () => {
    const waiver = { at: 'w.yaml:1:1', cases: ['none'], reason: 'r', owner: 'o', link: 'https://x', expires: '2030-01-01' };
    const waivers = (strict: boolean) => ({ waivers: { today: '2027-01-01', strict, list: [waiver] } });
    expect(reasons(undefined, waivers(false))).toEqual([]);
    expect(reasons(undefined, waivers(true))).toEqual(['1 waiver needs attention']);
  });
});

describe('keys', () => {
  test('are written once, the private one for its owner only', () => {
    const files = writeKeys(join(folder, 'own'));
    if (process.platform !== 'win32') expect(statSync(files.privateKey).mode & 0o777).toBe(0o600);
    expect(fingerprint(readPrivateKey(files.privateKey))).toBe(fingerprint(readPublicKey(files.publicKey)));
    const before = readFileSync(files.privateKey, 'utf8');
    expect(() => writeKeys(join(folder, 'own'))).toThrow('error[KS380]');
    rmSync(files.publicKey);
    expect(() => writeKeys(join(folder, 'own'))).toThrow('own.key is there already; nothing was written');
    expect(readFileSync(files.privateKey, 'utf8')).toBe(before);
    expect(() => writeKeys(join(folder, 'none', 'own'))).toThrow('error[KS381]');
  });

  test('of another kind, or none, are refused', () => {
    const write = (text: string) => {
      writeFileSync(join(folder, 'other.pem'), text);
      return join(folder, 'other.pem');
    };
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(() => readPublicKey(write(rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()))).toThrow('error[KS383]');
    expect(() => readPrivateKey(write('nothing'))).toThrow('other.pem is no private key in PEM');
    expect(() => readPublicKey(join(folder, 'own.key'))).toThrow('is a private key; what verifies needs the public one');
    expect(() => readPrivateKey(join(folder, 'missing.key'))).toThrow('cannot be read (ENOENT)');
  });
});

describe('a certificate', () => {
  const keys = generateKeyPairSync('ed25519');
  const made = join(folder, 'made');
  const bundle = join(folder, 'bundle');
  const open = (key = keys.publicKey) => openCertificate(bundle, key);
  /** What is told of the bundle, and with which exit code. */
  const told = (key = keys.publicKey) => {
    try {
      const problems = disagreements(open(key));
      return { code: problems.length > 0 ? 7 : 0, messages: problems.map(({ message }) => message) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { code: error.exitCode, messages: error.problems.map(({ message }) => message) };
    }
  };
  const write = (path: string, bytes: string | Uint8Array, to = bundle) => {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), bytes);
  };
  const writeRun = (seed: number, lines: readonly JournalLine[], to = bundle) => {
    write(`${runFolder(seed)}/journal.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), to);
  };
  const renew = () => {
    rmSync(bundle, { recursive: true, force: true });
    cpSync(made, bundle, { recursive: true });
  };
  /** Signs the bundle again with its manifest changed. */
  const resign = (change: (manifest: Manifest) => object, key = keys.privateKey) => {
    const manifest = JSON.parse(readFileSync(join(bundle, manifestName), 'utf8')) as Manifest;
    const text = Buffer.from(JSON.stringify(change(manifest)));
    write(manifestName, text);
    write(signatureName, sign(null, text, key));
  };

  beforeAll(() => {
    for (const seed of [1, 2]) {
      writeRun(seed, journal(undefined, { seed }), made);
      write(`${runFolder(seed)}/traffic.jsonl.gz`, 'its traffic', made);
    }
    write('runs/seed-1/junit.xml', '<testsuites/>', made);
    copySpecs(made, []);
    certifyBundle(made, [1, 2], keys.privateKey, '2027-01-01T00:00:00.000Z');
  });

  test('is valid as it was made, and says what its runs say', () => {
    renew();
    expect(told()).toEqual({ code: 0, messages: [] });
    expect(open().manifest).toMatchObject({ verdict: 'certified', seeds: [1, 2], counts: { pass: 2, skip: 2 }, profiles: ['ks-filter'], key: fingerprint(keys.publicKey) });
    expect(Object.keys(open().manifest.files).length).toBe(contentOf(bundle).files.length - 2);
  });

  test('any byte that is changed is found, in every file, and the file is named', () => {
    renew();
    const { files } = contentOf(bundle);
    expect(files.length).toBeGreaterThan(60);
    for (const path of files) {
      const bytes = readFileSync(join(bundle, path));
      // The first, the last, and one between: which one differs from file to file.
      const places = new Set([0, bytes.length - 1, (bytes.length * 31 + 7919) % bytes.length]);
      for (const place of path === signatureName ? bytes.keys() : places) {
        const changed = Buffer.from(bytes);
        changed[place]! ^= 1 << (place % 8);
        write(path, changed);
        const { code, messages } = told();
        expect(code, `${path} byte ${place}`).toBe(6);
        const named = path === manifestName || path === signatureName ? manifestName : path;
        expect(messages.some((message) => message.startsWith(named)), `${path}: ${messages.join()}`).toBe(true);
      }
      write(path, bytes);
    }
    expect(told().code).toBe(0);
  });

  test.each<[string, () => void, string]>([
    ['a file is missing', () => { rmSync(join(bundle, 'rules.md')); }, 'rules.md is missing'],
    ['a file was added', () => { write('runs/seed-1/more.txt', ''); }, 'runs/seed-1/more.txt was added: it is not part of the certificate'],
    ['a file is shorter', () => { write('rules.md', 'x'); }, 'rules.md was changed: it has 1 bytes, '],
    ['the manifest is missing', () => { rmSync(join(bundle, manifestName)); }, `${bundle} is no certificate: there is no manifest.json`],
    ['the signature is missing', () => { rmSync(join(bundle, signatureName)); }, `${bundle} is no certificate: there is no manifest.sig`],
    ['the signature is longer', () => { write(signatureName, Buffer.concat([readFileSync(join(bundle, signatureName)), Buffer.alloc(1)])); }, 'the signature does not fit'],
    ['somebody else signed it again', () => { resign((manifest) => manifest, generateKeyPairSync('ed25519').privateKey); }, 'the signature does not fit'],
    ['the manifest is of another format', () => { resign((manifest) => ({ ...manifest, format: 'kscts-certificate/2' })); }, 'manifest.json is not of this version of kscts: format'],
    ['the manifest is no JSON', () => { write(manifestName, 'x'); write(signatureName, sign(null, Buffer.from('x'), keys.privateKey)); }, 'manifest.json is no JSON'],
    ['the rules are not part of it', () => {
      resign((manifest) => ({ ...manifest, files: omit(manifest.files, 'rules.md') }));
    }, 'rules.md is not part of the certificate, which is not whole without it'],
    ['a run is not part of it', () => { resign((manifest) => ({ ...manifest, seeds: [1, 2, 3] })); }, 'runs/seed-3/journal.jsonl is not part of the certificate'],
    ['the traffic of a run is not part of it', () => { resign((manifest) => ({ ...manifest, files: omit(manifest.files, 'runs/seed-2/traffic.jsonl.gz') })); }, 'runs/seed-2/traffic.jsonl.gz is not part of the certificate'],
    ['there is no run in it', () => { resign((manifest) => ({ ...manifest, seeds: [] })); }, 'runs/ is not part of the certificate'],
  ])('is not what was signed if %s', (_name, change, message) => {
    renew();
    change();
    const { code, messages } = told();
    expect([code, messages]).toEqual([6, expect.arrayContaining([expect.stringContaining(message)])]);
  });

  test.skipIf(process.platform === 'win32')('is not what was signed if a file became a link', () => {
    renew();
    rmSync(join(bundle, 'rules.md'));
    symlinkSync(join(made, 'rules.md'), join(bundle, 'rules.md'));
    expect(told()).toEqual({ code: 6, messages: ['rules.md is neither a file nor a folder', 'rules.md is missing'] });
  });

  test('of another signer is told by its key', () => {
    renew();
    const other = generateKeyPairSync('ed25519').publicKey;
    expect(told(other)).toEqual({ code: 6, messages: [expect.stringContaining(`it names ${fingerprint(keys.publicKey).slice(0, 16)}…, yours is ${fingerprint(other).slice(0, 16)}…`)] });
  });

  test.each<[string, Partial<Manifest>, string]>([
    ['verdicts', { counts: { pass: 5 } }, '"counts" is not what the runs say'],
    ['seeds', {}, 'the run said to be of seed 1 is of seed 2'],
    ['driver', { driver: { driver: 'x', version: '', provider: '', hardwareId: '', os: '' } }, '"driver" is not what the run with seed 1 says'],
    ['specs', { specs: 'cd'.repeat(32) }, '"specs" is not what the run with seed 1 says'],
    ['profiles', { profiles: ['camera'] }, '"profiles" is not what the run with seed 2 says'],
  ])('that was signed but says other %s than its records disagrees', (name, change, message) => {
    renew();
    resign((manifest) => {
      if (name === 'seeds') for (const [of, seed] of [[1, 2], [2, 1]] as const) writeRun(of, journal(undefined, { seed }));
      return { ...manifest, ...change, files: digestsOf(bundle) };
    });
    const { code, messages } = told();
    expect([code, messages]).toEqual([7, expect.arrayContaining([message])]);
  });

  test('is not made of what cannot be certified, nor over something else', () => {
    const bad = join(folder, 'bad');
    writeRun(1, journal([caseLine('a', 'hang'), caseLine('b', 'inconclusive')]), bad);
    expect(() => certifyBundle(bad, [1], keys.privateKey, '')).toThrow('error[KS385]: not certified: seed 1: 1 case with the verdict hang');
    expect(contentOf(bad).files).toEqual(['runs/seed-1/journal.jsonl']);
    expect(() => { refuseFull(bad); }).toThrow('error[KS384]');
  });
});
