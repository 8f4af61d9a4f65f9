/** Whether there is a device at the other end: the connection to its agent, how it was lost, and how the device comes back. */
import { TargetDied, TargetMisuse } from '../target.ts';
import { ProtocolError } from './bytes.ts';
import { pause } from './clock.ts';
import { connect, Refused } from './connect.ts';
import type { Caller, Connection } from './connect.ts';
import { ConnectionDied, Conversation } from './conversation.ts';
import type { Listener } from './conversation.ts';
import { LinkLost, openLink } from './link.ts';

export interface RemoteOptions extends Caller {
  /** How long a device that went away is waited for, in milliseconds. */
  readonly reconnect: number;
  /** How often it may go away. */
  readonly reconnects: number;
}

/** How a device died, and whether its agent is still there. */
interface Death {
  readonly detail: string;
  readonly how: TargetDied['how'];
  readonly connected: boolean;
}

/** Between two attempts to reach an agent that went away, in milliseconds. */
const retryEvery = 500;
/** How long a machine may take to accept a connection if it is there, in milliseconds. */
const knockLimit = 2000;

export class Presence {
  readonly #options: RemoteOptions;
  readonly #listener: Listener;
  readonly #identity: string;
  #connection: Connection;
  #conversation: Conversation;
  #death: Death | null = null;
  #reconnects = 0;
  #disposed = false;

  constructor(options: RemoteOptions, connection: Connection, listener: Listener) {
    this.#options = options;
    this.#listener = listener;
    this.#connection = connection;
    this.#identity = identityOf(connection);
    this.#conversation = this.#converse();
  }

  /** That of the present connection. */
  get conversation(): Conversation {
    return this.#conversation;
  }

  get death(): Death | null {
    return this.#death;
  }

  /** See `Link.doing`. */
  get doing(): number {
    return this.#connection.link.doing;
  }

  /** @throws TargetDied, or TargetMisuse if it was disposed of */
  check(): void {
    this.checkInUse();
    if (this.#death) throw new TargetDied(this.#death.detail, this.#death.how);
  }

  /** @throws TargetMisuse if it was disposed of */
  checkInUse(): void {
    if (this.#disposed) throw new TargetMisuse('the target was disposed of');
  }

  /** Takes the place of the present connection; if the agent went away it is waited for. Without success it is dead again. */
  renew(): void {
    const lost = this.#death?.connected === false;
    this.#connection.link.close();
    if (lost && this.#reconnects++ >= this.#options.reconnects) {
      this.#die(`the device went away more than ${this.#options.reconnects} times`, false);
      return;
    }
    const deadline = performance.now() + this.#options.reconnect;
    for (;;) {
      const problem = this.#reconnect();
      if (problem === null) return;
      if (performance.now() > deadline) {
        this.#die(`the device did not come back within ${this.#options.reconnect / 1000} s: ${problem}`, false);
        return;
      }
      pause(retryEvery);
    }
  }

  /** False if that was done before. */
  dispose(): boolean {
    if (this.#disposed) return false;
    this.#disposed = true;
    if (!this.#death) this.#conversation.post();
    this.#connection.link.close();
    return true;
  }

  /** Takes note of a death that `body` is thrown out by, and says more about it. */
  guarded<T>(body: () => T): T {
    try {
      return this.diagnosed(body);
    } catch (error) {
      throw error instanceof TargetDied ? this.died(error) : error;
    }
  }

  /** Silence: a machine that accepts connections has an agent that is stuck; else the machine is gone. */
  diagnosed<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (!(error instanceof ConnectionDied) || error.how !== 'hang' || this.#machineIsThere()) throw error;
      throw new ConnectionDied(`${error.detail}, and its machine accepts no connections any more`);
    }
  }

  /** Takes note of a death. An agent that says how the target died is still there. */
  died(error: TargetDied): TargetDied {
    this.#die(error.detail, !(error instanceof ConnectionDied), error.how);
    return error;
  }

  /** A death that was foretold did not happen. */
  revive(): void {
    this.#death = null;
  }

  /** One attempt; why it failed, or `null`. */
  #reconnect(): string | null {
    try {
      const connection = connect(this.#options, this.#connection.agent.session);
      if (identityOf(connection) !== this.#identity) {
        connection.link.close();
        return 'another driver is there now';
      }
      this.#connection = connection;
      this.#conversation = this.#converse();
      this.#death = null;
      return null;
    } catch (error) {
      if (error instanceof LinkLost || error instanceof Refused || error instanceof ProtocolError) return error.message;
      throw error;
    }
  }

  #converse(): Conversation {
    return new Conversation(this.#connection.link, this.#listener, this.#options.patience);
  }

  #machineIsThere(): boolean {
    try {
      openLink(this.#options.where, null, knockLimit).close();
      return true;
    } catch (error) {
      if (error instanceof LinkLost) return false;
      throw error;
    }
  }

  #die(detail: string, connected: boolean, how: TargetDied['how'] = 'crash'): void {
    this.#death = { detail, how, connected };
  }
}

function identityOf({ agent }: Connection): string {
  return JSON.stringify(agent.identity);
}
