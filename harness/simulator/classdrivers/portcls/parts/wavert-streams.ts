/** Streams of WaveRT miniports: a stream engine, the events of clients, and the packets that go through. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { PcAdapter } from '../adapter.ts';
import { KSSTATE } from '../descriptors.ts';
import type {
  PcAudioBuffer,
  PcHwLatency,
  PcHwRegister,
  PcMiniportWaveRTStream,
  PcNotificationEvent,
  PcPortWaveRTStream,
  PcReadPacket,
  PcWaveRTNotification,
} from '../miniports.ts';
import { parseWave, type WaveFormat } from '../wave-format.ts';

/** KSRTAUDIO_SETWRITEPACKET_INFO.Flags. */
const ENDOFSTREAM = 1;
const second = 10_000_000;
/** Frequency of the controller's wall clock in Hz. */
const wallClock = 24_000_000;
const latency: PcHwLatency = { fifoSize: 64, chipsetDelay: 0, codecDelay: 3_330 };

/** A stream engine of the hardware: it moves a cyclic buffer at the rate of a format. */
export interface RtEngine {
  /** KSSTATE. */
  readonly state: number;
  /** Bytes of a packet; 0 without notifications. */
  readonly packetSize: number;
  readonly bufferSize: number;
  /** Bytes moved since STOP, in whole blocks. */
  readonly moved: number;
  /** Packets that are through. */
  readonly packets: number;
  setWave(wave: WaveFormat): void;
  allocate(port: PcPortWaveRTStream, requested: number, notificationCount: number): PcAudioBuffer | number;
  setState(state: number): number;
  /** Of a capture engine: fills a packet with one byte. */
  record(packet: number, sample: number): void;
}

/** The controller that a stream gets its engine and its registers from. */
export interface RtController {
  engine(wave: WaveFormat, packetDone: (packet: number) => void): RtEngine;
  /** A register that shows what `read` gives, at so many increments a second. */
  register(port: PcPortWaveRTStream, frequency: number, read: () => number): PcHwRegister & { close(): void };
}

/** What render and capture streams share. */
abstract class AudioStream implements PcMiniportWaveRTStream, PcWaveRTNotification {
  readonly notification = this;
  /** Where the engine is in its buffer; by the bus, so without what the codec delays. */
  getPositionRegister?: () => PcHwRegister;
  /** The wall clock of the controller. */
  getClockRegister?: () => PcHwRegister;
  wave: WaveFormat;
  protected readonly adapter: PcAdapter;
  protected readonly engine: RtEngine;
  protected notificationCount = 0;
  readonly #port: PcPortWaveRTStream;
  readonly #events: PcNotificationEvent[] = [];
  readonly #registers: { close(): void }[] = [];

  readonly #controller: RtController;

  /** `registers`: whether the controller has them in memory that can be mapped. */
  constructor(adapter: PcAdapter, port: PcPortWaveRTStream, wave: WaveFormat, controller: RtController, { registers = false } = {}) {
    this.#controller = controller;
    this.adapter = adapter;
    this.#port = port;
    this.wave = wave;
    this.engine = controller.engine(wave, (packet) => {
      this.packetDone(packet);
      for (const event of this.#events) event.set();
    });
    if (!registers) return;
    this.getPositionRegister = () => this.#map(this.wave.bytesPerSecond, () => this.getPosition().playOffset);
    this.getClockRegister = () =>
      this.#map(wallClock, () => Math.floor((this.adapter.now() * wallClock) / second) % 2 ** 32);
  }

  setFormat(format: Uint8Array): number {
    const wave = parseWave(format);
    if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    this.wave = wave;
    this.engine.setWave(wave);
    return STATUS.STATUS_SUCCESS;
  }

  setState(state: number): number {
    const status = this.engine.setState(state);
    if (state === KSSTATE.STOP) this.stopped();
    return status;
  }

  allocateAudioBuffer(requestedSize: number): PcAudioBuffer | number {
    return this.engine.allocate(this.#port, requestedSize, 0);
  }

  allocateBufferWithNotification(notificationCount: number, requestedSize: number): PcAudioBuffer | number {
    this.notificationCount = notificationCount;
    return this.engine.allocate(this.#port, requestedSize, notificationCount);
  }

  registerNotificationEvent(event: PcNotificationEvent): number {
    this.#events.push(event);
    return STATUS.STATUS_SUCCESS;
  }

  unregisterNotificationEvent(event: PcNotificationEvent): number {
    this.#events.splice(this.#events.indexOf(event), 1);
    return STATUS.STATUS_SUCCESS;
  }

  getPosition(): { readonly playOffset: number; readonly writeOffset: number } {
    const size = this.engine.bufferSize;
    const offset = size === 0 ? 0 : this.engine.moved % size;
    return { playOffset: offset, writeOffset: offset };
  }

  getHwLatency(): PcHwLatency {
    return latency;
  }

  #map(frequency: number, read: () => number): PcHwRegister {
    const register = this.#controller.register(this.#port, frequency, read);
    this.#registers.push(register);
    return register;
  }

  getPacketCount(): number {
    return this.engine.packets;
  }

  close(): void {
    for (const register of this.#registers) register.close();
    this.#events.length = 0;
  }

  protected abstract packetDone(packet: number): void;
  protected abstract stopped(): void;
}

/** A stream to the DACs. */
export class RenderStream extends AudioStream {
  #ended = false;

  readonly output = {
    setWritePacket: (packetNumber: number, flags: number, eosPacketLength: number): number =>
      this.#setWritePacket(packetNumber, flags, eosPacketLength),
    getOutputStreamPresentationPosition: () => ({
      blocks: this.presented(),
      performanceCounter: this.adapter.now(),
    }),
  };

  /** Blocks that the engine has fetched since STOP. */
  protected get blocksMoved(): number {
    return this.engine.moved / this.wave.blockAlign;
  }

  /** Blocks that are heard: those that were fetched, unless something lies between. */
  protected presented(): number {
    return this.blocksMoved;
  }

  /** PCLS-091, PCLS-111. Packet n is being played once the engine has started, so n + 1 is the first to write. */
  #setWritePacket(packetNumber: number, flags: number, eosPacketLength: number): number {
    if (this.engine.packetSize === 0) return STATUS.STATUS_DEVICE_NOT_READY;
    if (this.#ended) return STATUS.STATUS_INVALID_DEVICE_STATE;
    const ends = (flags & ENDOFSTREAM) !== 0;
    if (ends && eosPacketLength > this.engine.packetSize) return STATUS.STATUS_INVALID_PARAMETER;
    const started = this.engine.state === KSSTATE.RUN || this.engine.moved > 0;
    const first = started ? this.engine.packets + 1 : 0;
    const fitting = Math.max(1, started ? this.notificationCount - 1 : this.notificationCount);
    if (packetNumber < first) return STATUS.STATUS_DATA_LATE_ERROR;
    if (packetNumber >= first + fitting) return STATUS.STATUS_DATA_OVERRUN;
    this.#ended = ends;
    return STATUS.STATUS_SUCCESS;
  }

  protected packetDone(): void {}

  protected stopped(): void {
    this.#ended = false;
  }
}

/** A stream from the ADCs. */
export class CaptureStream extends AudioStream {
  /** The packet that is read next. */
  #next = 0;
  /** When the first sample of the present packet and of those before it came, newest last. */
  #starts: number[] = [];

  readonly input = { getReadPacket: (): PcReadPacket | number => this.#getReadPacket() };

  override setState(state: number): number {
    const first = state === KSSTATE.RUN && this.engine.moved === 0;
    const status = super.setState(state);
    if (first) this.#starts = [this.adapter.now()];
    return status;
  }

  /** PCLS-090, PCLS-110: the oldest packet that was not overwritten, and not read. */
  #getReadPacket(): PcReadPacket | number {
    const { packets } = this.engine;
    const kept = Math.max(1, this.notificationCount - 1);
    const packetNumber = Math.max(this.#next, packets - kept);
    if (packetNumber >= packets) return STATUS.STATUS_DEVICE_NOT_READY;
    this.#next = packetNumber + 1;
    return {
      packetNumber,
      performanceCounter: this.#starts[this.#starts.length - 1 - (packets - packetNumber)] ?? 0,
      moreData: this.#next < packets,
    };
  }

  protected packetDone(packet: number): void {
    this.engine.record(packet, this.sample(packet));
    this.#starts = [...this.#starts.slice(-2), this.adapter.now()];
  }

  /** What every byte of a packet is. */
  protected sample(packet: number): number {
    return packet & 0xff;
  }

  protected stopped(): void {
    this.#next = 0;
    this.#starts = [];
  }
}
