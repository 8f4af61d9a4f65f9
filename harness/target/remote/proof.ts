/** How client and agent show each other that they know the token, without telling it. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Bytes of a nonce; each side makes one for each connection. */
export const nonceLength = 32;
/** Fewest characters of a token: 128 bits as hex. */
export const shortestToken = 32;

export const newNonce = (): Uint8Array => randomBytes(nonceLength);

/** What only somebody who knows `token` can say in this handshake. Without a token everybody can. */
export function proofOf(side: 'client' | 'agent', token: string, agentNonce: Uint8Array, clientNonce: Uint8Array): Uint8Array {
  return createHmac('sha256', token).update(`kscts ${side} `).update(agentNonce).update(clientNonce).digest();
}

/** Compares in a time that tells nothing of where two differ, nor of their lengths. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  return timingSafeEqual(digest(a), digest(b));
}
