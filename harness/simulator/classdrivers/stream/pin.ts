import { IOCTL } from '../../../abi/ioctl.ts';
import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import { MustWait } from '../../../target/target.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import { Mutex } from '../../kernel/schedule.ts';
import { allocatorCreateItem } from '../ks/allocator-object.ts';
import { ClockObject, clockCreateItem } from '../ks/clock-object.ts';
import type { CompiledAutomation } from '../ks/compiled.ts';
import type { ConnectablePin, ValidConnect } from '../ks/connect.ts';
import type { CreateItem } from '../ks/create.ts';
import { DefaultClock } from '../ks/default-clock.ts';
import { EventList } from '../ks/event-list.ts';
import { KsObject } from '../ks/ks-object.ts';
import { acquireResetValue } from '../ks/reset.ts';
import { StreamSleep } from '../ks/sleep.ts';
import { KSSTATE, type HwEventRoutine, type HwStreamObject } from './descriptors.ts';
import type { EventTarget } from './events.ts';
import type { StreamFilter } from './filter.ts';
import type { FilterInstance } from './instance.ts';
import type { StreamClass } from './library.ts';
import type { StreamPinFactory } from './pin-factory.ts';
import type { PropertyTarget } from './properties.ts';
import { RequestChannel, type SrbRequests } from './requests.ts';
import type { Srb, SrbCommand } from './srb.ts';

/** An open stream. */
export class StreamPin extends KsObject implements ConnectablePin, PropertyTarget, EventTarget {
  readonly isPin = true;
  readonly factory: StreamPinFactory;
  readonly instance: FilterInstance;
  readonly streamClass: StreamClass;
  readonly automation: CompiledAutomation;
  override readonly nodeTables: readonly CompiledAutomation[];
  override readonly createItems: readonly CreateItem[];
  readonly target = this;
  readonly events = new EventList();
  readonly propertyCodes = { get: 'SRB_GET_STREAM_PROPERTY', set: 'SRB_SET_STREAM_PROPERTY' } as const;
  readonly streamObject: HwStreamObject;
  readonly controlChannel: RequestChannel;
  readonly dataChannel: RequestChannel;
  /** The stream's own clock, whether clients can open it or not. */
  clock: DefaultClock;
  /** KSSTATE. */
  state: number = KSSTATE.STOP;
  format: Uint8Array = new Uint8Array(0);
  inReset = false;
  /** Data requests that the minidriver has. */
  readonly data = new Set<Srb>();
  readonly #assigned: Record<'masterClock' | 'allocator', FileObject | null> = { masterClock: null, allocator: null };
  readonly #pinTo: FileObject | null;
  readonly #sleep = new StreamSleep();
  readonly #controlMutex: Mutex;

  constructor(filter: StreamFilter, file: FileObject, factory: StreamPinFactory, connect: ValidConnect) {
    super(filter.ks, file);
    const { instance } = filter;
    const { adapter } = instance;
    this.factory = factory;
    this.instance = instance;
    this.streamClass = adapter.streamClass;
    this.automation = adapter.pinAutomation(factory.id);
    this.nodeTables = filter.nodeTables;
    this.#controlMutex = new Mutex(this.kernel.schedule, 'a control request of the stream');
    this.#pinTo = connect.pinTo;
    this.#pinTo?.reference();
    this.streamObject = {
      streamNumber: factory.id,
      hwDeviceExtension: adapter.extension,
      hwInstanceExtension: instance.extension,
      hwStreamExtension: adapter.data.streamExtension?.() ?? null,
      receiveDataPacket: null,
      receiveControlPacket: null,
      hwClockObject: null,
      hwEventRoutine: null,
      streamHeaderMediaSpecific: 0,
      allocator: false,
    };
    this.controlChannel = new RequestChannel(adapter.data, (srb) => {
      this.#deliver(srb, this.streamObject.receiveControlPacket);
    });
    this.dataChannel = new RequestChannel(adapter.data, (srb) => {
      this.#deliver(srb, this.streamObject.receiveDataPacket);
    });
    this.clock = new DefaultClock(this.kernel, this.ks.events);
    this.createItems = [
      clockCreateItem(this.ks, () => this.#openClock()),
      {
        ...allocatorCreateItem(this.ks, true),
        create: (child, parameters) => allocatorCreateItem(this.ks, this.streamObject.allocator).create(child, parameters),
      },
    ];
  }

  get eventRoutine(): HwEventRoutine | null {
    return this.streamObject.hwEventRoutine;
  }

  get requests(): SrbRequests {
    return this.streamClass.requests;
  }

  get srbContext() {
    return this.instance.context(this.streamObject);
  }

  /** Size of this stream's headers (STRM-007). */
  get headerSize(): number {
    return this.ks.layout.streamHeader.size + this.streamObject.streamHeaderMediaSpecific;
  }

  /** SRB_OPEN_STREAM, with a format that is the pin's own copy. */
  openStream(format: Uint8Array): number {
    this.format = format.slice();
    const { status } = this.instance.device({ code: 'SRB_OPEN_STREAM', openFormat: this.format }, this.streamObject);
    if (!isSuccess(status)) return status;
    this.streamClass.streams.set(this.streamObject, this);
    const time = this.streamObject.hwClockObject?.hwClockFunction;
    if (time !== undefined) {
      this.clock = new DefaultClock(this.kernel, this.ks.events, { time: () => time(this.streamObject) });
    }
    return status;
  }

  /**
   * Sends a control request of this stream and waits for it.
   * @throws MustWait while another thread has one under way: the minidriver gets them one at a time
   */
  control(command: SrbCommand): Srb {
    this.#controlMutex.acquire();
    try {
      return this.requests.perform(this.controlChannel, { command, ...this.srbContext });
    } finally {
      this.#controlMutex.release();
    }
  }

  mutexFor(request: number | 'create' | 'close'): Mutex | undefined {
    return request === 'create' || request === 'close' ? this.#controlMutex : undefined;
  }

  beforeChange(): void {
    if (this.#controlMutex.taken) throw new MustWait(this.#controlMutex.name);
  }

  override otherControl(irp: Irp): number {
    switch (irp.code) {
      case IOCTL.IOCTL_KS_READ_STREAM:
        return this.streamClass.data.submit(this, irp, false);
      case IOCTL.IOCTL_KS_WRITE_STREAM:
        return this.streamClass.data.submit(this, irp, true);
      case IOCTL.IOCTL_KS_RESET_STATE:
        return acquireResetValue(irp, (begin) => {
          this.streamClass.data.reset(this, begin);
        });
      default:
        return super.otherControl(irp);
    }
  }

  powerDown(): void {
    this.#sleep.down(this.state, (state) => this.streamClass.states.set(this, state));
  }

  powerUp(): void {
    this.#sleep.up(this.state, (state) => this.streamClass.states.set(this, state));
  }

  /** Gives the stream a clock or an allocator, or takes it away; the file object is referenced. */
  assign(slot: 'masterClock' | 'allocator', object: FileObject | null): void {
    if (slot === 'masterClock') {
      const driver = object?.driver;
      // CLK-067, SCLS-013: without a handle the stream runs free.
      const masterClockHandle = driver instanceof ClockObject ? driver.clock : null;
      this.control({ code: 'SRB_INDICATE_MASTER_CLOCK', masterClockHandle });
    }
    object?.reference();
    this.#assigned[slot]?.dereference();
    this.#assigned[slot] = object;
  }

  override cleanup(): void {
    super.cleanup();
    if (this.#assigned.masterClock !== null) this.assign('masterClock', null);
    if (this.#assigned.allocator !== null) this.assign('allocator', null);
  }

  /** The stream closes in whatever state it is (SCLS-008). */
  protected override closed(): void {
    this.clock.setState(KSSTATE.STOP);
    this.kernel.power.follow(false, this.state === KSSTATE.RUN);
    this.instance.device({ code: 'SRB_CLOSE_STREAM' }, this.streamObject);
    this.streamClass.streams.delete(this.streamObject);
    this.factory.count(-1);
  }

  override discard(): void {
    this.#pinTo?.dereference();
    super.discard();
  }

  /** A stream without the entry point answers as to an unknown request (SCLS-005). */
  #deliver(srb: Srb, receive: ((srb: Srb) => void) | null): void {
    if (receive !== null) {
      receive(srb);
      return;
    }
    srb.status = STATUS.STATUS_NOT_IMPLEMENTED;
    this.requests.complete(srb);
    this.requests.ready(srb.channel);
  }

  #openClock(): DefaultClock | number {
    if (this.streamObject.hwClockObject === null) return STATUS.STATUS_NOT_SUPPORTED;
    const { status } = this.control({ code: 'SRB_OPEN_MASTER_CLOCK', masterClockHandle: this.clock });
    return isSuccess(status) ? this.clock : status;
  }
}
