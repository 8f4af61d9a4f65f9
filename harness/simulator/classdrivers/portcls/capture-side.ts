import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import { OPTIONSF, type ProbedHeader } from '../ks/stream-probe.ts';
import { KSSTATE } from './descriptors.ts';
import { MidiParser } from './midi-parser.ts';
import type { MusicBlock } from './music-blocks.ts';
import { DMUS_KEF, type DmusKernelEvent } from './music-miniports.ts';
import type { MusicPin } from './music-pin.ts';
import { PortMxf } from './mxf.ts';

/** Messages that wait for a read; what comes after them is lost. */
const most = 1024;

interface Reading {
  readonly irp: Irp;
  readonly headers: readonly ProbedHeader[];
}

/** The way up: the capture sink makes messages of what the miniport sends, the packer puts them into frames. */
export class CaptureSide extends PortMxf {
  readonly #pin: MusicPin;
  readonly #parser = new MidiParser();
  readonly #messages: MusicBlock[] = [];
  readonly #reading: Reading[] = [];
  /** Bytes of MIDI that came, and that were read. */
  #recorded = 0;
  #read = 0;

  constructor(pin: MusicPin) {
    super();
    this.#pin = pin;
  }

  setState(): number {
    return STATUS.STATUS_SUCCESS;
  }

  position(): { readonly playOffset: number; readonly writeOffset: number } {
    return { playOffset: this.#recorded, writeOffset: this.#read };
  }

  stateChanged(_state: number, stopped: boolean): void {
    if (!stopped) return;
    this.#messages.length = 0;
    this.#parser.reset();
    this.#recorded = this.#read = 0;
  }

  /** Raw bytes become messages, one each; what is a message already is passed on as it is (MUS-005). */
  putMessage(event: DmusKernelEvent): number {
    const pin = this.#pin;
    if (pin.state >= KSSTATE.PAUSE) {
      for (let at: DmusKernelEvent | null = event; at !== null; at = at.next) this.#record(at);
    }
    return pin.allocator.putMessage(event);
  }

  add(irp: Irp, headers: readonly ProbedHeader[]): void {
    const reading: Reading = { irp, headers };
    irp.markPending(() => {
      this.#cancel(reading);
    });
    this.#reading.push(reading);
    this.deliver();
  }

  cancelAll(): void {
    for (const reading of [...this.#reading]) this.#cancel(reading);
  }

  /** Completes reads as far as there are messages: a read is not kept until its frames are full. */
  deliver(): void {
    while (this.#messages.length > 0) {
      const reading = this.#reading.shift();
      if (reading === undefined) return;
      for (const header of reading.headers) this.#fill(reading.irp, header);
      reading.irp.information = reading.irp.output?.length ?? 0;
      reading.irp.complete(STATUS.STATUS_SUCCESS);
    }
  }

  #record(event: DmusKernelEvent): void {
    const pin = this.#pin;
    const time = pin.filter.subdevice.portcls.music.timeStamp(event.presTime, pin.format, pin.time);
    const raw = (event.flags & DMUS_KEF.EVENT_INCOMPLETE) !== 0;
    for (const data of raw ? this.#parser.push(event.data) : [event.data]) {
      this.#recorded += data.length;
      if (this.#messages.length < most) this.#messages.push({ time, channelGroup: event.channelGroup, data, complete: true });
    }
  }

  /** Puts as many messages into a frame as it holds; a message that no frame holds is continued in the next. */
  #fill(irp: Irp, { offset, frameExtent, pages }: ProbedHeader): void {
    const { output } = irp;
    if (output === null || pages === null) return;
    const frame = pages.bytes.subarray(pages.offset, pages.offset + frameExtent);
    const writer = this.#pin.filter.subdevice.portcls.music.writer(frame, this.#pin.format);
    for (let first = this.#messages[0]; first !== undefined; first = this.#messages[0]) {
      const taken = writer.put(first);
      this.#read += taken;
      if (taken === 0) break;
      if (taken < first.data.length) {
        this.#messages[0] = { ...first, data: first.data.subarray(taken), complete: false };
        break;
      }
      this.#messages.shift();
    }
    if (writer.used === 0) return;
    const at = this.#pin.ks.layout.streamHeader;
    output.setU32(offset + at.dataUsed, writer.used);
    output.setU32(offset + at.optionsFlags, OPTIONSF.TIMEVALID);
    output.setI64Number(offset + at.presentationTime, writer.start);
    output.setU32(offset + at.presentationTime + 8, 1);
    output.setU32(offset + at.presentationTime + 12, 1);
  }

  #cancel(reading: Reading): void {
    const index = this.#reading.indexOf(reading);
    if (index < 0) return;
    this.#reading.splice(index, 1);
    reading.irp.complete(STATUS.STATUS_CANCELLED);
  }
}
