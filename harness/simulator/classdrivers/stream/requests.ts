/** Stream request blocks on their way to a minidriver and back: one at a time for each channel, timed out if need be. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { BugCheck } from '../../kernel/bugcheck.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ClockTimer } from '../../kernel/virtual-clock.ts';
import type { HwInitializationData } from './descriptors.ts';
import { Srb, type SrbInit } from './srb.ts';

const second = 10_000_000;
/** Bytes that a block takes from the pool. */
const blockSize = 64;

/**
 * A kind of request that a minidriver takes one after the other: device requests, control requests of a stream, data
 * requests of a stream.
 */
export class RequestChannel {
  readonly driver: HwInitializationData;
  readonly waiting: Srb[] = [];
  ready = true;
  readonly #deliver: (srb: Srb) => void;

  constructor(driver: HwInitializationData, deliver: (srb: Srb) => void) {
    this.driver = driver;
    this.#deliver = deliver;
  }

  /** Hands over what the minidriver is ready for. */
  pump(): void {
    while (this.ready || this.driver.turnOffSynchronization === true) {
      const srb = this.waiting.shift();
      if (srb === undefined) return;
      this.ready = false;
      srb.delivered = true;
      this.#deliver(srb);
    }
  }
}

/** Makes, completes, cancels and times out stream request blocks. */
export class SrbRequests {
  readonly #kernel: Kernel;
  /** Blocks that a minidriver has not completed. */
  readonly #outstanding = new Set<Srb>();
  #ticks: ClockTimer | null = null;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Sends a request, or queues it until the minidriver is ready for it. */
  send(channel: RequestChannel, init: SrbInit): Srb {
    const srb = new Srb(channel, this.#kernel.pool.allocate('SRB', blockSize), init);
    this.#outstanding.add(srb);
    channel.waiting.push(srb);
    channel.pump();
    if (!srb.completed) this.#ticks ??= this.#kernel.clock.setPeriodic(second, () => { this.tick(); });
    return srb;
  }

  /** Sends a request and waits for it: what the class driver does where its own caller cannot wait. */
  perform(channel: RequestChannel, init: Omit<SrbInit, 'done'>): Srb {
    const { clock } = this.#kernel;
    const srb = this.send(channel, { ...init, done: () => {} });
    // Its time-out completes it; a minidriver that ignores even that is given up on.
    if (!srb.completed) clock.advance(clock.now + 2 * srb.timeoutOriginal * second, () => srb.completed);
    if (!srb.completed) srb.status = STATUS.STATUS_IO_TIMEOUT;
    return srb;
  }

  /** StreamRequestComplete and DeviceRequestComplete. */
  complete(srb: Srb): void {
    if (srb.completed) throw new BugCheck('MULTIPLE_IRP_COMPLETE_REQUESTS', srb.command.code, 'completed twice');
    if (srb.status === STATUS.STATUS_PENDING) {
      throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', srb.command.code, 'completed with STATUS_PENDING', 'CompleteRequestStatusCheck');
    }
    srb.completed = true;
    this.#outstanding.delete(srb);
    if (this.#outstanding.size === 0) {
      this.#ticks?.cancel();
      this.#ticks = null;
    }
    this.#kernel.pool.free(srb.memory);
    srb.done(srb);
  }

  /** The channel may hand over its next request. */
  ready(channel: RequestChannel): void {
    channel.ready = true;
    channel.pump();
  }

  /** The caller cancels: a request that the minidriver has not seen ends at once, otherwise HwCancelPacket is called. */
  cancel(srb: Srb): void {
    if (srb.completed) return;
    if (srb.delivered) {
      srb.channel.driver.hwCancelPacket(srb);
      return;
    }
    const { waiting } = srb.channel;
    waiting.splice(waiting.indexOf(srb), 1);
    srb.status = STATUS.STATUS_CANCELLED;
    this.complete(srb);
  }

  /** Once a second: HwRequestTimeoutHandler for every delivered request whose counter gets to 0. */
  tick(): void {
    for (const srb of [...this.#outstanding]) {
      if (!srb.delivered || srb.completed || srb.timeoutCounter === 0) continue;
      srb.timeoutCounter--;
      if (srb.timeoutCounter === 0) srb.channel.driver.hwRequestTimeoutHandler(srb);
    }
  }
}
