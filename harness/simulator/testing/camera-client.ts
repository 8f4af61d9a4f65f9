/** Asks a simulated camera for its extended controls. */
import { expect } from 'vitest';
import { extendedControlId } from '../classdrivers/avstream/video/extended-control.ts';
import { Client, concat, GET, SET, u32, ulongs } from './client.ts';

const EXTENDED = 'KSPROPERTYSETID_ExtendedCameraControl';
const RUN = 3;

/** A client with the filter of a camera open. */
export class CameraClient {
  readonly client: Client;
  readonly filter;

  /** @param device name of the simulated device */
  constructor(device: string) {
    this.client = new Client(device);
    this.filter = this.client.openFilter();
  }

  /** GET with room for any control: the members of its header, and in `out` what is behind it. */
  get(name: string | number) {
    const { status, information, out } = this.client.property(this.filter, EXTENDED, extendedControlId(name), GET, 4096);
    const view = new DataView(out.buffer);
    const [flags, capability] = [view.getBigUint64(16, true), view.getBigUint64(24, true)];
    return { status, information, pinId: u32(out, 4), size: u32(out, 8), result: u32(out, 12), flags, capability, out: out.slice(32) };
  }

  /** GET into `length` bytes. */
  ask(name: string, length: number) {
    return this.client.property(this.filter, EXTENDED, extendedControlId(name), GET, length);
  }

  /** SET of Flags, with the payload that GET answers unless told. */
  set(name: string | number, flags: bigint, payload = this.#payload(name)): string {
    const header = concat(ulongs(1, this.get(name).pinId, 32 + payload.length, 0), new Uint8Array(16));
    new DataView(header.buffer).setBigUint64(16, flags, true);
    return this.client.property(this.filter, EXTENDED, extendedControlId(name), SET, concat(header, payload)).status;
  }

  #payload(name: string | number): Uint8Array {
    const { information, out } = this.get(name);
    return out.slice(0, information - 32);
  }

  /** Enables the event of a control; answers how often it was raised since the last look. */
  watch(name: string): () => number {
    return this.watchEvent('KSEVENTSETID_ExtendedCameraControl', extendedControlId(name));
  }

  /** The same of any event of the filter. */
  watchEvent(set: string, id: number): () => number {
    const { target } = this.client;
    const signal = target.createSignal('semaphore', 100);
    const data = this.client.eventData(2, signal);
    expect(this.client.enable(this.filter, set, id, 1, data)).toBe('STATUS_SUCCESS');
    return () => target.takeSignals(signal, 0n);
  }

  /** Opens a pin and lets it run. */
  run(pin: number) {
    const handle = this.client.openPin(this.filter, pin);
    expect(this.client.setState(handle, RUN)).toBe('STATUS_SUCCESS');
    return handle;
  }

  sleep(milliseconds: number): void {
    this.client.target.sleep(BigInt(milliseconds * 10_000));
  }
}
