/** The thread that holds the client's socket, while the thread that judges is blocked: frames in, frames out. */
import { connect as connectPlain } from 'node:net';
import type { Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { FrameDecoder, longestFrame } from './frames.ts';
import type { FrameKind } from './frames.ts';
import { clock } from './clock.ts';
import { read } from './messages.ts';
import { doing } from './protocol.ts';

/** What the thread is started with. */
export interface LinkThreadData {
  readonly host: string;
  readonly port: number;
  /** PEM of certificates that vouch for the agent; `null` for a plain connection, empty for those of the system. */
  readonly ca: string | null;
  readonly messages: MessagePort;
  /**
   * Three numbers: how many messages the thread has sent, on which waits who waits for one; `Link.doing`; and when that came
   * last, by {@link clock}.
   */
  readonly signal: SharedArrayBuffer;
}

/** What the thread says. */
export type LinkNews =
  | { readonly t: 'open' }
  | { readonly t: 'frame'; readonly kind: FrameKind; readonly body: Uint8Array<ArrayBuffer> }
  /** There will be nothing more. */
  | { readonly t: 'lost'; readonly detail: string };

/** What it is told: bytes to send, or `null` to end. */
export type LinkOrder = Uint8Array | null;

const { host, port, ca, messages, signal } = workerData as LinkThreadData;
const told = new Int32Array(signal);

function tell(news: LinkNews): void {
  messages.postMessage(news, news.t === 'frame' ? [news.body.buffer] : []);
  Atomics.add(told, 0, 1);
  Atomics.notify(told, 0);
}

let over = false;
function lost(detail: string): void {
  if (over) return;
  over = true;
  tell({ t: 'lost', detail });
  socket.destroy();
  messages.close();
}

/** A certificate that was given by itself is the agent's own: it need not carry the name of the machine. */
function pinned(pem: string) {
  const given = pem.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? [];
  const own = given.map((text) => new X509Certificate(text).raw);
  return (name: string, seen: Parameters<typeof checkServerIdentity>[1]) =>
    own.some((raw) => raw.equals(seen.raw)) ? undefined : checkServerIdentity(name, seen);
}

function open(): Socket | TLSSocket {
  if (ca === null) return connectPlain({ host, port }, () => { tell({ t: 'open' }); });
  const trust = ca === '' ? {} : { ca, checkServerIdentity: pinned(ca) };
  return connectTls({ host, port, minVersion: 'TLSv1.3', ...trust }, () => { tell({ t: 'open' }); });
}

const socket = open();
socket.setNoDelay(true);
// A machine that has gone away answers nothing at all: the system notices within some ten seconds.
socket.setKeepAlive(true, 1000);
const decoder = new FrameDecoder(longestFrame);
socket.on('data', (bytes: Buffer) => {
  try {
    for (const { kind, body } of decoder.feed(bytes)) {
      if (kind === 'doing') {
        Atomics.store(told, 1, read(doing, body).index);
        Atomics.store(told, 2, clock());
      } else tell({ t: 'frame', kind, body: body as Uint8Array<ArrayBuffer> });
    }
  } catch (error) {
    lost(`the agent sent what is no message: ${(error as Error).message}`);
  }
});
socket.on('error', (error: NodeJS.ErrnoException) => { lost(error.code ?? error.message); });
socket.on('close', () => { lost(decoder.amidst ? 'closed in the middle of a message' : 'closed by the agent'); });
messages.on('message', (order: LinkOrder) => {
  if (order === null) {
    over = true;
    socket.destroySoon();
    messages.close();
  } else if (!over) {
    socket.write(order);
  }
});
