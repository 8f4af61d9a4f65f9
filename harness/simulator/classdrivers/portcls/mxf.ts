/** The port's own transforms of DirectMusic events: the allocator at the end of every chain, and the sequencer. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { BugCheck } from '../../kernel/bugcheck.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { Pool } from '../../kernel/pool.ts';
import type { ClockTimer, VirtualClock } from '../../kernel/virtual-clock.ts';
import { KSSTATE } from './descriptors.ts';
import type { AllocatorMxf, DmusKernelEvent, Mxf } from './music-miniports.ts';

/** Size of DMUS_KERNEL_EVENT. */
const eventSize = 48;

/** A transform whose events go to the allocator unless it is connected. */
export abstract class PortMxf implements Mxf {
  protected output: Mxf | null = null;

  abstract setState(state: number): number;

  connectOutput(sink: Mxf): number {
    this.output = sink;
    return STATUS.STATUS_SUCCESS;
  }

  disconnectOutput(sink: Mxf): number {
    if (this.output === sink) this.output = null;
    return STATUS.STATUS_SUCCESS;
  }

  abstract putMessage(event: DmusKernelEvent): number;
}

/** The allocator of a stream: gives out events and takes them back (IAllocatorMXF). */
export class EventAllocator extends PortMxf implements AllocatorMxf {
  readonly #pool: Pool;
  readonly #out = new Map<DmusKernelEvent, KernelBuffer>();

  constructor(pool: Pool) {
    super();
    this.#pool = pool;
  }

  setState(): number {
    return STATUS.STATUS_SUCCESS;
  }

  getMessage(): DmusKernelEvent {
    const event: DmusKernelEvent = { channelGroup: 0, flags: 0, presTime: 0, bytePosition: 0, data: new Uint8Array(0), next: null };
    this.#out.set(event, this.#pool.allocate('DMUS_KERNEL_EVENT', eventSize));
    return event;
  }

  /** Takes a chain of events back. One that is not out is a bug of the driver. */
  putMessage(event: DmusKernelEvent): number {
    for (let at: DmusKernelEvent | null = event; at !== null; at = at.next) {
      const memory = this.#out.get(at);
      if (memory === undefined) throw new BugCheck('BAD_POOL_CALLER', 'DMUS_KERNEL_EVENT', 'given back twice');
      this.#out.delete(at);
      this.#pool.free(memory);
    }
    return STATUS.STATUS_SUCCESS;
  }
}

/** What the sequencer tells of an event. */
interface Queued {
  readonly event: DmusKernelEvent;
  /** Called when the event has gone on, or was dropped. */
  readonly done: () => void;
}

/** Ticks of the sequencer's timer: a millisecond (MUS-004). */
const tick = 10_000;

/** The low-resolution sequencer of the port: passes events on when they are due. */
export class Sequencer extends PortMxf {
  readonly #clock: VirtualClock;
  readonly #allocator: EventAllocator;
  /** Time on the master clock of a presentation time. */
  readonly #due: (presTime: number) => number;
  /** In the order of their times; equal ones in the order they came. */
  readonly #queue: Queued[] = [];
  #state: number = KSSTATE.STOP;
  #timer: ClockTimer | null = null;

  constructor(clock: VirtualClock, allocator: EventAllocator, due: (presTime: number) => number) {
    super();
    this.#clock = clock;
    this.#allocator = allocator;
    this.#due = due;
  }

  /** Events wait outside of RUN, and are dropped in STOP. */
  setState(state: number): number {
    this.#state = state;
    this.#timer?.cancel();
    this.#timer = null;
    if (state === KSSTATE.STOP) this.drop(() => true);
    else if (state === KSSTATE.RUN) this.run();
    return STATUS.STATUS_SUCCESS;
  }

  putMessage(event: DmusKernelEvent): number {
    this.enqueue(event, () => {});
    return STATUS.STATUS_SUCCESS;
  }

  /** Takes an event, and says when it is through with it. */
  enqueue(event: DmusKernelEvent, done: () => void): void {
    let at = this.#queue.length;
    while (at > 0 && (this.#queue[at - 1] as Queued).event.presTime > event.presTime) at--;
    this.#queue.splice(at, 0, { event, done });
  }

  /** Gives the events for which `unwanted` holds to the allocator. */
  drop(unwanted: (event: DmusKernelEvent) => boolean): void {
    for (const queued of [...this.#queue]) {
      if (!unwanted(queued.event)) continue;
      this.#queue.splice(this.#queue.indexOf(queued), 1);
      this.#allocator.putMessage(queued.event);
    }
  }

  /** Passes on what is due, and waits for the next. */
  run(): void {
    if (this.#state !== KSSTATE.RUN) return;
    this.#timer?.cancel();
    this.#timer = null;
    for (;;) {
      const first = this.#queue[0];
      if (first === undefined) return;
      const due = this.isDue(first.event);
      if (due > 0) return this.#wait(due);
      this.#queue.shift();
      this.pass(first.event);
      first.done();
    }
  }

  /** How long it is until an event is due; 0 or less if it is. A time that is over is now (MUS-002). */
  isDue(event: DmusKernelEvent): number {
    return this.#due(event.presTime) - this.#clock.now;
  }

  /** Hands an event to the miniport. */
  pass(event: DmusKernelEvent): void {
    (this.output ?? this.#allocator).putMessage(event);
  }

  #wait(remaining: number): void {
    const at = Math.ceil((this.#clock.now + remaining) / tick) * tick;
    this.#timer = this.#clock.setTimer(at, () => {
      this.run();
    });
  }
}
