/** The agent: lets one controller at a time ask a target, over the network. It opens no file and no other target. */
import { createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { createServer as createTlsServer } from 'node:tls';
import { UserError } from '../../base/errors.ts';
import type { Target } from '../target.ts';
import { ProtocolError } from './bytes.ts';
import { read, written } from './messages.ts';
import { encodeFrame, FrameDecoder, longestFrame, longestHandshake } from './frames.ts';
import type { Frame, FrameKind } from './frames.ts';
import { Gate } from './gate.ts';
import { Performer } from './performer.ts';
import { newNonce, nonceLength, proofOf, same, shortestToken } from './proof.ts';
import { carried, challenge, doing, hello, magic, protocolVersion, refusal, welcome } from './protocol.ts';
import type { RefusalReason } from './protocol.ts';
import { isLoopback, showWhere } from './where.ts';
import type { Where } from './where.ts';

export interface AgentOptions {
  readonly where: Where;
  /** PEM of the certificate and its key; needed beyond loopback. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What a controller must know; needed beyond loopback, empty for none. */
  readonly token: string;
  /** Opens the target, anew for every controller. */
  open(): Promise<Target>;
  /** Takes a line for people. Nothing secret is ever in it. */
  log(line: string): void;
}

export interface Agent {
  readonly port: number;
  /** Ends the connection and the target, and listens no more. */
  close(): Promise<void>;
}

/** How long a handshake may take, in milliseconds. */
const handshakeLimit = 10_000;
/** Connections in their handshake at the same time. */
const mostStrangers = 16;
/** Bytes of a session's name. */
const sessionLength = 16;
/** Answers that a controller does not fetch wait for it up to so many bytes. */
const mostUnread = 4 * longestFrame;

/**
 * Opens the target, so that a wrong one is known at once, and listens.
 * @throws UserError KS424 for an address beyond this machine without TLS and a token, KS425 for a token that is too short,
 *   KS426 if nobody can listen there; those of the target
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { where, tls, token } = options;
  if (!isLoopback(where.host)) {
    const missing = [!tls && 'a certificate (--tls-cert, --tls-key)', token === '' && 'a token (--token-file or KSCTS_TOKEN)'].filter((what) => what !== false);
    if (missing.length > 0) {
      throw new UserError({
        code: 'KS424',
        message: `${showWhere(where)} can be reached from other machines: that needs ${missing.join(' and ')}`,
        hint: 'docs/remote.md shows how; on 127.0.0.1 neither is needed',
      });
    }
  }
  if (token !== '' && token.length < shortestToken) {
    throw new UserError({ code: 'KS425', message: `the token has ${token.length} characters, of which ${shortestToken} are the fewest`, hint: 'openssl rand -hex 32' });
  }
  const host = new Host(options, await options.open());
  await host.listen();
  return host;
}

/** Who has the target, and the target itself. */
interface Controller {
  readonly socket: Socket;
  readonly session: Uint8Array;
  readonly performer: Performer;
  readonly target: Target;
}

class Host implements Agent {
  readonly #options: AgentOptions;
  readonly #server: Server;
  readonly #gate = new Gate(() => performance.now());
  #strangers = 0;
  /** A target that nobody asked anything yet. */
  #fresh: Target | null;
  #controller: Controller | null = null;
  /** A controller's target is being opened. */
  #opening = false;

  constructor(options: AgentOptions, target: Target) {
    this.#options = options;
    this.#fresh = target;
    const accept = (socket: Socket) => { this.#accept(socket); };
    this.#server = options.tls ? createTlsServer({ ...options.tls, minVersion: 'TLSv1.3', handshakeTimeout: handshakeLimit }, accept) : createPlainServer(accept);
    this.#server.maxConnections = 2 * mostStrangers;
    this.#server.on('tlsClientError', (error: Error, socket: Socket) => {
      options.log(`refused ${socket.remoteAddress ?? ''}: ${error.message}`);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  listen(): Promise<void> {
    const { where, log } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => {
        reject(new UserError({ code: 'KS426', message: `cannot listen on ${showWhere(where)}: ${error.message}` }));
      });
      this.#server.listen({ host: where.host, port: where.port }, () => {
        log(`listening on ${showWhere({ ...where, port: this.port })}, process ${process.pid}${this.#options.tls ? ', TLS' : ''}${this.#options.token === '' ? '' : ', token'}`);
        resolve();
      });
    });
  }

  close(): Promise<void> {
    if (this.#controller) this.#release(this.#controller, 'the agent ends');
    this.#fresh?.dispose();
    this.#fresh = null;
    return new Promise((resolve) => {
      this.#server.close(() => { resolve(); });
    });
  }

  // ---- strangers ---------------------------------------------------------------------------------------------------

  #accept(socket: Socket): void {
    const from = socket.remoteAddress ?? '';
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 1000);
    socket.on('error', () => { socket.destroy(); });
    if (this.#strangers >= mostStrangers) {
      socket.destroy();
      return;
    }
    this.#strangers++;
    const nonce = newNonce();
    const decoder = new FrameDecoder(longestHandshake);
    const limit = setTimeout(() => { socket.destroy(); }, handshakeLimit);
    let greeted = false;
    const known = () => {
      clearTimeout(limit);
      this.#strangers--;
    };
    socket.once('close', () => { if (!greeted) known(); });
    const stranger = (bytes: Buffer) => {
      try {
        for (const frame of decoder.feed(bytes)) {
          if (greeted) throw new ProtocolError('it did not wait to be welcomed');
          greeted = true;
          known();
          socket.off('data', stranger);
          socket.pause();
          void this.#greet(socket, from, nonce, frame, decoder);
        }
      } catch (error) {
        socket.off('data', stranger);
        this.#refuse(socket, from, 'protocol', (error as Error).message);
      }
    };
    socket.on('data', stranger);
    send(socket, 'challenge', written(challenge, { magic, version: protocolVersion, nonce }));
  }

  #refuse(socket: Socket, from: string, reason: RefusalReason, detail: string): void {
    this.#options.log(`refused ${from}: ${detail}`);
    if (socket.destroyed) return;
    send(socket, 'refusal', written(refusal, { reason, detail }));
    socket.destroySoon();
  }

  async #greet(socket: Socket, from: string, nonce: Uint8Array, frame: Frame, decoder: FrameDecoder): Promise<void> {
    const refuse = (reason: RefusalReason, detail: string) => { this.#refuse(socket, from, reason, detail); };
    try {
      const said = this.#readHello(frame);
      if (said.version !== protocolVersion) {
        refuse('version', `it speaks version ${said.version} of the protocol, the agent version ${protocolVersion}`);
        return;
      }
      const { token } = this.#options;
      const wait = this.#gate.delay(from);
      if (wait > 0) {
        refuse('token', `too many wrong tokens; try again in ${Math.ceil(wait / 1000)} s`);
        return;
      }
      if (!same(said.proof, proofOf('client', token, nonce, said.nonce))) {
        this.#gate.failed(from);
        refuse('token', 'wrong token');
        return;
      }
      this.#gate.succeeded(from);
      if (this.#controller && same(said.session, this.#controller.session)) this.#release(this.#controller, 'its client connected again');
      if (this.#controller || this.#opening) {
        refuse('busy', 'another controller has the device');
        return;
      }
      await this.#admit(socket, from, proofOf('agent', token, nonce, said.nonce), decoder);
    } catch (error) {
      refuse('protocol', error instanceof ProtocolError ? error.message : 'something went wrong in the agent');
      if (!(error instanceof ProtocolError)) this.#options.log(`the agent went wrong: ${(error as Error).stack ?? String(error)}`);
    }
  }

  #readHello({ kind, body }: Frame) {
    if (kind !== 'hello') throw new ProtocolError(`it sent ${kind} where hello is due`);
    const said = read(hello, body);
    if (said.magic !== magic || said.nonce.length !== nonceLength) throw new ProtocolError('it is no client of kscts');
    return said;
  }

  // ---- the controller ----------------------------------------------------------------------------------------------

  async #admit(socket: Socket, from: string, proof: Uint8Array, decoder: FrameDecoder): Promise<void> {
    let target: Target;
    this.#opening = true;
    try {
      target = this.#fresh ?? (await this.#options.open());
      this.#fresh = null;
    } catch (error) {
      this.#refuse(socket, from, 'target', `the target cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
      return;
    } finally {
      this.#opening = false;
    }
    if (socket.destroyed) {
      this.#fresh = target;
      return;
    }
    const session = randomBytes(sessionLength);
    const controller: Controller = { socket, session, target, performer: new Performer(target, (index) => { send(socket, 'doing', written(doing, { index })); }) };
    this.#controller = controller;
    this.#options.log(`${from} has the device`);
    decoder.limit = longestFrame;
    socket.on('data', (bytes: Buffer) => { this.#serve(controller, decoder, bytes); });
    socket.once('close', () => { this.#release(controller, 'its connection ended'); });
    const { name, arch, identity } = target;
    const capabilities = carried.filter((ability) => target.capabilities.has(ability));
    send(socket, 'welcome', written(welcome, { proof, session, name, arch, capabilities, identity, rules: target.verifier?.rules ?? [] }));
    socket.resume();
  }

  #serve(controller: Controller, decoder: FrameDecoder, bytes: Buffer): void {
    const { socket, performer } = controller;
    try {
      for (const { kind, body } of decoder.feed(bytes)) {
        if (this.#controller !== controller) return;
        if (kind !== 'calls') throw new ProtocolError(`it sent ${kind} where calls are due`);
        send(socket, 'results', performer.perform(body));
        if (socket.writableLength > mostUnread) throw new ProtocolError('it does not read its answers');
      }
    } catch (error) {
      if (error instanceof ProtocolError) this.#refuse(socket, socket.remoteAddress ?? '', 'protocol', error.message);
      else this.#options.log(`the agent went wrong: ${(error as Error).stack ?? String(error)}`);
      this.#release(controller, 'it was sent away');
    }
  }

  /** The device is for the next one, and what this one held is given back. */
  #release(controller: Controller, why: string): void {
    if (this.#controller !== controller) return;
    this.#controller = null;
    this.#options.log(`the device is free again: ${why}`);
    controller.socket.destroySoon();
    try {
      controller.target.dispose();
    } catch (error) {
      this.#options.log(`the target could not be closed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function send(socket: Socket, kind: FrameKind, body: Uint8Array): void {
  socket.write(encodeFrame(kind, body));
}
