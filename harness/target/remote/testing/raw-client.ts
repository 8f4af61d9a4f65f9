/** A client that speaks frames by hand, so that it can say what no client of kscts would. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { encodeFrame, FrameDecoder, longestFrame } from '../frames.ts';
import type { Frame, FrameKind } from '../frames.ts';
import { read, written } from '../messages.ts';
import { newNonce, proofOf } from '../proof.ts';
import { challenge, hello, magic, protocolVersion, refusal } from '../protocol.ts';

export class RawClient {
  readonly socket: Socket;
  readonly #frames: Frame[] = [];
  #wake = () => {};
  closed = false;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    const decoder = new FrameDecoder(longestFrame);
    this.socket.on('data', (bytes: Buffer) => {
      this.#frames.push(...decoder.feed(bytes));
      this.#wake();
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  send(kind: FrameKind, body: Uint8Array): void {
    this.socket.write(encodeFrame(kind, body));
  }

  /** The next frame; `null` if the connection ends before. */
  async next(): Promise<Frame | null> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame) return frame;
      if (this.closed) return null;
      await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
  }

  /** Waits until the other side has closed. */
  async ended(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => { this.#wake = resolve; });
  }

  /** Says hello, as somebody with this token. */
  async greet(token = '', session: Uint8Array = new Uint8Array(0), version = protocolVersion): Promise<Frame | null> {
    const frame = await this.next();
    const { nonce: theirs } = read(challenge, frame?.body ?? new Uint8Array(0));
    const nonce = newNonce();
    this.send('hello', written(hello, { magic, version, nonce, proof: proofOf('client', token, theirs, nonce), session }));
    return this.next();
  }

  end(): void {
    this.socket.destroy();
  }
}

/** Why an agent refused. */
export function reasonOf(frame: Frame | null): string {
  if (frame?.kind !== 'refusal') throw new Error(`${frame?.kind ?? 'nothing'} where a refusal is due`);
  const { reason, detail } = read(refusal, frame.body);
  return `${reason}: ${detail}`;
}
