import { STATUS } from '../../../abi/ntstatus.ts';
import type { ClockTimer, VirtualClock } from '../../kernel/virtual-clock.ts';
import { KSSTATE } from './descriptors.ts';
import { PortMxf } from './mxf.ts';
import { DMUS_KEF, type AllocatorMxf, type DmusKernelEvent, type PcMiniportMidiStream } from './music-miniports.ts';

/** How long a device that was too busy is left alone. */
const retry = 10_000;
/** Bytes that are read in one call. */
const readLimit = 64;

/** A MIDI miniport's stream as a transform: it writes the bytes of events, and makes events of the bytes it reads. */
export class MidiStreamMxf extends PortMxf {
  readonly stream: PcMiniportMidiStream;
  readonly #clock: VirtualClock;
  readonly #allocator: AllocatorMxf;
  /** Events that the device did not take yet, the first with what is left of it. */
  readonly #waiting: DmusKernelEvent[] = [];
  #retry: ClockTimer | null = null;

  constructor(stream: PcMiniportMidiStream, clock: VirtualClock, allocator: AllocatorMxf) {
    super();
    this.stream = stream;
    this.#clock = clock;
    this.#allocator = allocator;
  }

  setState(state: number): number {
    const status = this.stream.setState(state);
    if (state !== KSSTATE.STOP || status !== STATUS.STATUS_SUCCESS) return status;
    this.#retry?.cancel();
    this.#retry = null;
    for (const event of this.#waiting.splice(0)) this.#allocator.putMessage(event);
    return status;
  }

  close(): void {
    this.stream.close?.();
  }

  putMessage(event: DmusKernelEvent): number {
    this.#waiting.push(event);
    if (this.#retry === null) this.#write();
    return STATUS.STATUS_SUCCESS;
  }

  /** Reads as long as there is more. */
  service(): void {
    for (let bytes = this.stream.read(readLimit); bytes.length > 0; bytes = this.stream.read(readLimit)) {
      const event = this.#allocator.getMessage();
      event.data = bytes;
      event.flags = DMUS_KEF.EVENT_INCOMPLETE;
      event.presTime = this.#clock.now;
      (this.output ?? this.#allocator).putMessage(event);
    }
  }

  #write(): void {
    this.#retry = null;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      first.data = first.data.subarray(this.stream.write(first.data));
      if (first.data.length > 0) {
        this.#retry = this.#clock.setTimer(this.#clock.now + retry, () => {
          this.#write();
        });
        return;
      }
      this.#waiting.shift();
      this.#allocator.putMessage(first);
    }
  }
}
