/** The client's side of the handshake. */
import { ProtocolError } from './bytes.ts';
import type { Field, ValueOf } from './fields.ts';
import type { FrameKind } from './frames.ts';
import { LinkLost, openLink } from './link.ts';
import type { Link } from './link.ts';
import { read, written } from './messages.ts';
import { newNonce, nonceLength, proofOf, same } from './proof.ts';
import { challenge, hello, magic, protocolVersion, refusal, welcome } from './protocol.ts';
import type { RefusalReason } from './protocol.ts';
import type { Where } from './where.ts';

/** Whom to connect to, and as whom. */
export interface Caller {
  readonly where: Where;
  /** See `openLink`. */
  readonly ca: string | null;
  /** Empty for an agent without one. */
  readonly token: string;
  /** How long the handshake may take, in milliseconds. */
  readonly patience: number;
}

export interface Connection {
  readonly link: Link;
  /** What the agent has. */
  readonly agent: ValueOf<typeof welcome>;
}

/** The agent does not want this client, or the client not this agent. */
export class Refused extends Error {
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, detail: string) {
    super(detail);
    this.name = 'Refused';
    this.reason = reason;
  }
}

/**
 * Connects and shakes hands.
 * @param session an earlier connection that this one takes the place of; empty for none
 * @throws LinkLost, Refused or ProtocolError
 */
export function connect(caller: Caller, session: Uint8Array): Connection {
  const link = openLink(caller.where, caller.ca, caller.patience);
  try {
    return { link, agent: shakeHands(link, caller, session) };
  } catch (error) {
    link.close();
    throw error;
  }
}

function shakeHands(link: Link, { token, patience }: Caller, session: Uint8Array): ValueOf<typeof welcome> {
  const asked = expect(link, 'challenge', challenge, patience);
  if (asked.magic !== magic || asked.nonce.length !== nonceLength) throw new ProtocolError('it is no agent of kscts');
  if (asked.version !== protocolVersion) {
    throw new Refused('version', `the agent speaks version ${asked.version} of the protocol, this kscts version ${protocolVersion}`);
  }
  const nonce = newNonce();
  const proof = proofOf('client', token, asked.nonce, nonce);
  link.send('hello', written(hello, { magic, version: protocolVersion, nonce, proof, session }));
  const agent = expect(link, 'welcome', welcome, patience);
  if (!same(agent.proof, proofOf('agent', token, asked.nonce, nonce))) throw new Refused('token', 'the agent does not know the token');
  return agent;
}

/** Takes the next message, which must be this one. A refusal may always come instead. */
function expect<T>(link: Link, kind: FrameKind, field: Field<T>, patience: number): T {
  const frame = link.receive(patience);
  if (!frame) throw new LinkLost(`it said nothing within ${patience / 1000} s`);
  if (frame.kind === 'refusal') {
    const { reason, detail } = read(refusal, frame.body);
    throw new Refused(reason, detail);
  }
  if (frame.kind !== kind) throw new ProtocolError(`it sent ${frame.kind} where ${kind} is due`);
  return read(field, frame.body);
}
