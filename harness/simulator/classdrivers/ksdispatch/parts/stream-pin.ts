/** An open pin that streams: what stands behind its file object. */
import { isError, STATUS } from '../../../../abi/ntstatus.ts';
import {
  KSSTATE,
  KSSTRING,
  type FileObject,
  type KsCreateIrp,
  type KsDevice,
  type Mutex,
} from '../descriptors.ts';
import { KsCancelableQueue } from '../cancelable-queue.ts';
import type { KsObjectHeader } from '../object-header.ts';
import type { ValidConnect } from '../../ks/connect.ts';
import type { DefaultClock } from '../../ks/default-clock.ts';
import type { Transfer } from './transfers.ts';
import { pinTable } from './stream-pin-table.ts';

/** Frames that a pin likes: how many, of how many bytes, aligned to a mask. */
export interface PinFraming {
  readonly frames: number;
  readonly frameSize: number;
  readonly alignment: number;
}

/**
 * A pin that streams, with what most pins of drivers on KS itself have: states, a format, a queue of requests, and in a
 * sink a clock. Its driver says which formats it takes, and moves data when something has changed.
 */
export abstract class StreamPin {
  readonly device: KsDevice;
  readonly framing: PinFraming;
  readonly header: KsObjectHeader<StreamPin>;
  readonly id: number;
  readonly isSink: boolean;
  format: Uint8Array;
  /** KSPRIORITY. */
  priority: Uint8Array;
  /** KSSTATE. */
  state: number = KSSTATE.STOP;
  inReset = false;
  readonly queue = new KsCancelableQueue<Transfer>();
  /** The sink makes time; a source is told whose time it is. */
  readonly clock: DefaultClock | null;
  /** KSQUALITY that was reported last. */
  quality: Uint8Array;
  /** Takes back what STARTAT asked for. */
  #cancelStart: (() => void) | null = null;
  readonly #assigned: Record<'masterClock' | 'allocator', FileObject | null> = { masterClock: null, allocator: null };

  constructor(device: KsDevice, mutex: Mutex, create: KsCreateIrp, connect: ValidConnect, isSink: boolean, framing: PinFraming) {
    const { ks } = device;
    this.device = device;
    this.framing = framing;
    this.id = connect.pinId;
    this.isSink = isSink;
    this.format = connect.format.slice();
    this.priority = new Uint8Array(8);
    const priority = new DataView(this.priority.buffer);
    priority.setUint32(0, connect.priority.class, true);
    priority.setUint32(4, connect.priority.subClass, true);
    const { pointerSize } = ks.ks.layout;
    this.quality = new Uint8Array(pointerSize === 8 ? 24 : 16);
    new DataView(this.quality.buffer).setInt32(pointerSize, allFramesUsed, true);
    const clock = isSink ? ks.allocateDefaultClock() : null;
    this.clock = clock;
    this.header = ks.allocateObjectHeader<StreamPin>(create, {
      context: this,
      table: pinTable(pointerSize, isSink),
      factory: connect.factory,
      mutex,
      items: [
        { objectClass: KSSTRING.KSSTRING_Allocator, create: (child) => ks.createDefaultAllocator(child) },
        // A source has no create item for a clock: KS does not find the name.
        ...(clock === null
          ? []
          : [
              {
                objectClass: KSSTRING.KSSTRING_Clock,
                create: (child: KsCreateIrp) => ks.createDefaultClock(child, clock),
              },
            ]),
      ],
    });
  }

  /** Whether the pin can have a format. */
  abstract judgeFormat(format: Uint8Array): number;
  /** A request has come, or a state has changed: data may move. */
  abstract moved(): void;
  /** The pin is gone. */
  protected abstract removed(): void;

  /** Whether stream requests are taken now (IOC-054, STRM-038). */
  ready(): number {
    return this.inReset || this.state < KSSTATE.PAUSE ? STATUS.STATUS_DEVICE_NOT_READY : STATUS.STATUS_SUCCESS;
  }

  /** Connection.STATE: nobody expands jumps for a driver on KS itself. */
  setState(state: number): number {
    if (state > KSSTATE.RUN) return STATUS.STATUS_INVALID_PARAMETER;
    this.#cancelStart?.();
    this.state = state;
    this.clock?.setState(state);
    if (state === KSSTATE.STOP) {
      this.clock?.setTime(0);
      this.flush();
    }
    this.moved();
    return STATUS.STATUS_SUCCESS;
  }

  /** Goes to RUN when `clock` reaches `time`, unless the state changes before; the clock is held until then. */
  startAt(clock: FileObject, time: number): number {
    this.#cancelStart?.();
    const disable = this.device.ks.enableClockMark(clock, time, () => this.setState(KSSTATE.RUN));
    if (disable === null) return STATUS.STATUS_INVALID_PARAMETER;
    // A mark that is reached already has started the pin.
    if (this.state === KSSTATE.RUN) return STATUS.STATUS_SUCCESS;
    clock.reference();
    this.#cancelStart = () => {
      this.#cancelStart = null;
      disable();
      clock.dereference();
    };
    return STATUS.STATUS_SUCCESS;
  }

  /** RESET_STATE. */
  reset(begin: boolean): void {
    this.inReset = begin;
    if (begin) this.flush();
    this.moved();
  }

  flush(): void {
    this.queue.cancelIo();
  }

  /** Takes a new format, if the other pins of the filter have it too. */
  setFormat(format: Uint8Array): number {
    const judged = this.judgeFormat(format);
    if (!isError(judged)) this.format = format.slice();
    return judged;
  }

  /** Stream.MASTERCLOCK and Stream.ALLOCATOR: the pin holds a reference on what it was given. */
  assign(slot: 'masterClock' | 'allocator', handle: number): number {
    if (this.state !== KSSTATE.STOP) return STATUS.STATUS_INVALID_DEVICE_STATE;
    const kind = slot === 'masterClock' ? 'clock' : 'allocator';
    const object = this.device.ks.referenceObject(handle, kind);
    if (typeof object === 'number') return object;
    this.#hold(slot, object);
    return STATUS.STATUS_SUCCESS;
  }

  /** The handle is gone: what the pin was given is let go, or a pin with an object of its own would never close. */
  cleanup(): void {
    this.#cancelStart?.();
    this.#hold('masterClock', null);
    this.#hold('allocator', null);
  }

  close(): void {
    this.setState(KSSTATE.STOP);
    this.removed();
  }

  #hold(slot: 'masterClock' | 'allocator', object: FileObject | null): void {
    object?.reference();
    this.#assigned[slot]?.dereference();
    this.#assigned[slot] = object;
  }
}

/** KSQUALITY.Proportion when every frame is used (QUAL-001). */
const allFramesUsed = 1000;
