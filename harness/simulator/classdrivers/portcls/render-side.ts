import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import { OPTIONSF, type ProbedHeader } from '../ks/stream-probe.ts';
import { isDirectMusic } from './music-format.ts';
import { DMUS_KEF, type DmusKernelEvent } from './music-miniports.ts';
import type { MusicPin } from './music-pin.ts';
import { Sequencer } from './mxf.ts';

/** A write with what is left of it. */
interface Written {
  readonly irp: Irp;
  readonly events: Set<DmusKernelEvent>;
  readonly bytes: number;
}

/** The way down: the unpacker makes events of frames, the sequencer passes them on when they are due. */
export class RenderSide {
  readonly sequencer: Sequencer;
  readonly #pin: MusicPin;
  readonly #written: Written[] = [];
  /** Presentation time of the last event, which later requests of a MIDI stream cannot precede. */
  #last = 0;
  /** Bytes of MIDI that came, and that the miniport has. */
  #taken = 0;
  #played = 0;

  constructor(pin: MusicPin, prefetch: number) {
    this.#pin = pin;
    const { music } = pin.filter.subdevice.portcls;
    this.sequencer = new Sequencer(pin.kernel.clock, pin.allocator, (time) => pin.masterTime(time) - prefetch);
    this.sequencer.connectOutput({
      ...passing,
      putMessage: (event) => {
        this.#played += event.data.length;
        music.pass(pin.transform, event);
        return STATUS.STATUS_SUCCESS;
      },
    });
  }

  position(): { readonly playOffset: number; readonly writeOffset: number } {
    return { playOffset: this.#played, writeOffset: this.#taken };
  }

  stateChanged(state: number, stopped: boolean): void {
    this.sequencer.setState(state);
    if (stopped) this.#last = this.#taken = this.#played = 0;
  }

  add(irp: Irp, headers: readonly ProbedHeader[]): void {
    const written: Written = {
      irp,
      events: new Set(),
      bytes: headers.reduce((sum, { dataUsed }) => sum + dataUsed, 0),
    };
    irp.markPending(() => {
      this.#cancel(written);
    });
    this.#written.push(written);
    for (const header of headers) this.#unpack(written, header);
    this.#completeDone();
    this.sequencer.run();
  }

  cancelAll(): void {
    for (const written of [...this.#written]) this.#cancel(written);
    this.sequencer.drop(() => true);
  }

  #unpack(written: Written, header: ProbedHeader): void {
    const { pages, dataUsed } = header;
    if (pages === null) return;
    const pin = this.#pin;
    const { music } = pin.filter.subdevice.portcls;
    const start = this.#frameTime(written.irp, header);
    for (const block of music.unpack(pages.bytes.slice(pages.offset, pages.offset + dataUsed), pin.format)) {
      const event = pin.allocator.getMessage();
      event.channelGroup = block.channelGroup;
      event.flags = block.complete ? DMUS_KEF.EVENT_COMPLETE : DMUS_KEF.EVENT_INCOMPLETE;
      event.data = block.data;
      event.bytePosition = this.#taken;
      event.presTime = this.#last = music.playTime(start, block, pin.format, this.#last);
      this.#taken += block.data.length;
      written.events.add(event);
      this.sequencer.enqueue(event, () => {
        written.events.delete(event);
        this.#completeDone();
      });
    }
  }

  /** PresentationTime of a header in 100 ns; a frame without one is to be played at once. */
  #frameTime({ output }: Irp, { offset, optionsFlags }: ProbedHeader): number {
    const at = offset + this.#pin.ks.layout.streamHeader.presentationTime;
    if (output === null) return 0;
    const time = Number(output.i64(at));
    if ((optionsFlags & OPTIONSF.TIMEVALID) === 0) return time;
    return (time * output.u32(at + 8)) / output.u32(at + 12);
  }

  /** A DirectMusic write is complete when it is unpacked, a MIDI write when it is played, each after those before it. */
  #completeDone(): void {
    const early = isDirectMusic(this.#pin.format);
    for (let first = this.#written[0]; first !== undefined; first = this.#written[0]) {
      if (!early && first.events.size > 0) return;
      this.#written.shift();
      first.irp.information = first.bytes;
      first.irp.complete(STATUS.STATUS_SUCCESS);
    }
  }

  #cancel(written: Written): void {
    const index = this.#written.indexOf(written);
    if (index < 0) return;
    this.#written.splice(index, 1);
    this.sequencer.drop((event) => written.events.has(event));
    written.irp.complete(STATUS.STATUS_CANCELLED);
    this.#completeDone();
  }
}

const passing = {
  setState: () => STATUS.STATUS_SUCCESS,
  connectOutput: () => STATUS.STATUS_SUCCESS,
  disconnectOutput: () => STATUS.STATUS_SUCCESS,
};
