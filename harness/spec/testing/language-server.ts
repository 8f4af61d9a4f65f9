/** A client of the real yaml-language-server, for tests: what an editor would show of a file. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the server says of a place; lines and characters count from 0. */
export interface Diagnostic {
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly message: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** Settings as a user would have them, without the network. */
const settings: Readonly<Record<string, unknown>> = {
  yaml: { validate: true, schemaStore: { enable: false }, completion: true, hover: true },
};

/** Speaks the language server protocol over the server's standard input and output. */
export class LanguageServer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #replies = new Map<number, (result: unknown) => void>();
  readonly #diagnostics = new Map<string, (list: readonly Diagnostic[]) => void>();
  #received = Buffer.alloc(0);
  #next = 1;

  private constructor() {
    const main = createRequire(import.meta.url).resolve('yaml-language-server/package.json');
    this.#process = spawn(process.execPath, [join(dirname(main), 'bin', 'yaml-language-server'), '--stdio']);
    this.#process.stdout.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      for (let message = this.#take(); message; message = this.#take()) this.#handle(message);
    });
  }

  /** Starts a server for a workspace folder. */
  static async start(folder: string): Promise<LanguageServer> {
    const server = new LanguageServer();
    const uri = pathToFileURL(folder).href;
    await server.request('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'specs' }],
      capabilities: { workspace: { configuration: true }, textDocument: {} },
    });
    server.#send({ method: 'initialized', params: {} });
    server.#send({ method: 'workspace/didChangeConfiguration', params: { settings } });
    return server;
  }

  /** Opens a file, with other content than on disk if `text` is given, and gives the diagnostics shown for it. */
  diagnose(file: string, text = readFileSync(file, 'utf8')): Promise<readonly Diagnostic[]> {
    const uri = pathToFileURL(file).href;
    const shown = new Promise<readonly Diagnostic[]>((resolve) => this.#diagnostics.set(uri, resolve));
    this.#send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
    return shown.then((list) => {
      this.#send({ method: 'textDocument/didClose', params: { textDocument: { uri } } });
      return list;
    });
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = this.#next++;
    const reply = new Promise((resolve) => this.#replies.set(id, resolve));
    this.#send({ id, method, params });
    return reply;
  }

  stop(): void {
    this.#process.kill();
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** The next whole message, if it has arrived. */
  #take(): Message | undefined {
    const headerEnd = this.#received.indexOf('\r\n\r\n');
    if (headerEnd < 0) return undefined;
    const length = Number(/Content-Length: (\d+)/i.exec(this.#received.toString('ascii', 0, headerEnd))?.[1]);
    const start = headerEnd + 4;
    if (this.#received.length < start + length) return undefined;
    const body = this.#received.toString('utf8', start, start + length);
    this.#received = this.#received.subarray(start + length);
    return JSON.parse(body) as Message;
  }

  #handle(message: Message): void {
    const { id, method, params } = message;
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Diagnostic[] };
      const resolve = this.#diagnostics.get(uri);
      this.#diagnostics.delete(uri);
      resolve?.(diagnostics);
    } else if (method === 'workspace/configuration' && id !== undefined) {
      const { items } = params as { items: readonly { section: string }[] };
      this.#send({ id, result: items.map(({ section }) => settings[section] ?? {}) });
    } else if (method !== undefined && id !== undefined) this.#send({ id, result: null });
    else if (id !== undefined) this.#replies.get(id)?.(message.result);
  }
}
