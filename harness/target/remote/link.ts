/** A connection to an agent for a caller that blocks: another thread does the I/O. */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { clock } from './clock.ts';
import { encodeFrame } from './frames.ts';
import type { Frame, FrameKind } from './frames.ts';
import type { LinkNews, LinkOrder, LinkThreadData } from './link-thread.ts';
import type { Where } from './where.ts';

/** The connection is gone. */
export class LinkLost extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'LinkLost';
  }
}

/** What carries frames. */
export interface Link {
  send(kind: FrameKind, body: Uint8Array): void;
  /** The place in a foretold list of the call that the agent performs, as far as is known. Whoever sends a list sets it. */
  doing: number;
  /**
   * The next frame, or `null` if for so many milliseconds none comes, and the agent does not get on with its list either.
   * @throws LinkLost if none will come
   */
  receive(milliseconds: number): Frame | null;
  close(): void;
}

/** A thread runs JavaScript: where this is TypeScript, what was built of it. */
const threadFile = import.meta.url.endsWith('.ts')
  ? join(packageRoot, 'dist', 'harness', 'target', 'remote', 'link-thread.js')
  : new URL('./link-thread.js', import.meta.url);

/**
 * Connects, within so many milliseconds.
 * @param ca PEM of certificates that vouch for the agent; empty for those of the system, `null` for no TLS
 * @throws LinkLost if there is nobody, or not whom the certificates vouch for
 */
export function openLink(where: Where, ca: string | null, milliseconds: number): Link {
  const link = new SocketLink(where, ca);
  try {
    link.awaitOpen(milliseconds);
    return link;
  } catch (error) {
    link.close();
    throw error;
  }
}

class SocketLink implements Link {
  readonly #port: MessagePort;
  readonly #told: Int32Array;
  #lost: string | null = null;

  constructor({ host, port }: Where, ca: string | null) {
    const signal = new SharedArrayBuffer(12);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#told = new Int32Array(signal);
    const workerData: LinkThreadData = { host, port, ca, messages: port2, signal };
    const thread = new Worker(threadFile, { workerData, transferList: [port2], execArgv: [], stdout: true, stderr: true });
    thread.unref();
    this.#port.unref();
  }

  get doing(): number {
    return Atomics.load(this.#told, 1);
  }
  set doing(index: number) {
    Atomics.store(this.#told, 1, index);
  }

  awaitOpen(milliseconds: number): void {
    const news = this.#next(milliseconds);
    if (news === null) throw new LinkLost(`nobody answered within ${milliseconds / 1000} s`);
  }

  send(kind: FrameKind, body: Uint8Array): void {
    const bytes = encodeFrame(kind, body);
    this.#port.postMessage(bytes satisfies LinkOrder, [bytes.buffer]);
  }

  receive(milliseconds: number): Frame | null {
    const news = this.#next(milliseconds);
    return news?.t === 'frame' ? news : null;
  }

  close(): void {
    this.#port.postMessage(null satisfies LinkOrder);
    this.#lost ??= 'closed';
  }

  #next(milliseconds: number): LinkNews | null {
    if (this.#lost !== null) throw new LinkLost(this.#lost);
    Atomics.store(this.#told, 2, clock());
    for (;;) {
      // Counted before looking: what comes in between ends the wait at once.
      const seen = Atomics.load(this.#told, 0);
      const received = receiveMessageOnPort(this.#port) as { readonly message: LinkNews } | undefined;
      if (received?.message.t === 'lost') {
        this.#lost = received.message.detail;
        throw new LinkLost(this.#lost);
      }
      if (received) return received.message;
      // From the last time that the agent got on.
      const left = milliseconds - ((clock() - Atomics.load(this.#told, 2)) | 0);
      if (left <= 0) return null;
      Atomics.wait(this.#told, 0, seen, left);
    }
  }
}
