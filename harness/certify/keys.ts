/** Ed25519 keys in PEM files, as OpenSSL reads and writes them. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { UserError } from '../base/errors.ts';

export interface KeyFiles {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Where the keys called `name` are. */
export function keyFiles(name: string): KeyFiles {
  return { privateKey: `${name}.key`, publicKey: `${name}.pub` };
}

/**
 * Writes a new pair of keys; only the owner can read the private one.
 * @throws UserError KS380 if one of the files is there already, KS381 if one cannot be written; nothing is left then
 */
export function writeKeys(name: string): KeyFiles {
  const files = keyFiles(name);
  const there = Object.values(files).filter((file) => existsSync(file));
  if (there.length > 0) {
    throw new UserError({
      code: 'KS380',
      message: `${there.join(' and ')} ${there.length === 1 ? 'is' : 'are'} there already; nothing was written`,
      hint: 'a key that is lost cannot be made again: name another file',
    });
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  try {
    // "wx": whatever happens to be made in between is not overwritten either.
    writeFileSync(files.privateKey, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    writeFileSync(files.publicKey, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(files.privateKey, { force: true });
    throw new UserError({ code: 'KS381', message: `the keys cannot be written: ${error.message}` });
  }
  return files;
}

/** @throws UserError KS382 for a file that is no private key, KS383 for a key that is not Ed25519 */
export function readPrivateKey(file: string): KeyObject {
  return ed25519(file, 'private', () => createPrivateKey(readKey(file)));
}

/** @throws UserError as {@link readPrivateKey}; a private key is refused, for it does not belong where one verifies */
export function readPublicKey(file: string): KeyObject {
  return ed25519(file, 'public', () => {
    const text = readKey(file);
    if (text.includes('PRIVATE KEY')) {
      throw new UserError({ code: 'KS382', message: `${file} is a private key; what verifies needs the public one` });
    }
    return createPublicKey(text);
  });
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UserError({ code: 'KS382', message: `the key "${file}" cannot be read (${String(error.code)})`, hint: 'kscts keygen makes a pair of keys' });
  }
}

function ed25519(file: string, kind: string, read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ code: 'KS382', message: `${file} is no ${kind} key in PEM: ${(error as Error).message}` });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new UserError({ code: 'KS383', message: `${file} is a key for ${key.asymmetricKeyType ?? 'something else'}; certificates are signed with Ed25519`, hint: 'kscts keygen makes one' });
}

/** SHA-256 over the public key (SubjectPublicKeyInfo, DER): what a key is called. */
export function fingerprint(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
}
