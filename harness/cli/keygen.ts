import { fingerprint, readPublicKey, writeKeys } from '../certify/keys.ts';

/** `kscts keygen`: makes a pair of keys for certificates. Overwrites nothing. */
export function keygen(name: string): void {
  const { privateKey, publicKey } = writeKeys(name);
  process.stdout.write(`private  ${privateKey}  keep it secret: who has it can sign\npublic   ${publicKey}  give it to who verifies\nname     sha256 ${fingerprint(readPublicKey(publicKey))}\n`);
}
