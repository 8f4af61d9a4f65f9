/** How tests speak to audio devices: WaveRT streams and nodes of `simulator:hdaudio`. */
import { statusName } from '../../abi/ntstatus.ts';
import type { Handle } from '../../target/target.ts';
import { callerLayout } from '../classdrivers/ks/caller-layout.ts';
import { Codec } from '../minidrivers/hdaudio/codec.ts';
import { hdaudioDevice } from '../minidrivers/hdaudio/hdaudio.ts';
import { simulate, type SimulatorOptions } from '../simulator.ts';
import { Client, concat, GET, i64, nodeId, SET, TOPOLOGY, u32, ulongs, type Reply } from './client.ts';

export const RTAUDIO = {
  BUFFER: 1,
  HWLATENCY: 2,
  POSITIONREGISTER: 3,
  BUFFER_WITH_NOTIFICATION: 5,
  REGISTER: 6,
  UNREGISTER: 7,
  QUERY_NOTIFICATION_SUPPORT: 8,
  PACKETCOUNT: 9,
  PRESENTATION_POSITION: 10,
  GETREADPACKET: 11,
  SETWRITEPACKET: 12,
} as const;

/** A client of an HD Audio device, with a hand on its jacks. */
export class AudioClient extends Client {
  readonly codec: Codec;

  constructor(options: SimulatorOptions = {}) {
    const codec = new Codec();
    super(simulate({ name: 'hdaudio', title: '', make: () => hdaudioDevice(codec) }, options));
    this.codec = codec;
  }

  openNamed(name: 'wave' | 'topology'): Handle {
    const path = this.target.discover().find((filter) => filter.name === name)?.path ?? '';
    return this.opened(this.target.open(path, 0xc000_0000));
  }

  /** An item of KSPROPSETID_RtAudio. */
  rt(pin: Handle, id: number, flags: number, out: Uint8Array | number, instance?: Uint8Array): Reply {
    return this.property(pin, 'KSPROPSETID_RtAudio', id, flags, out, instance);
  }

  /** A pointer or handle, padded to 8 bytes. */
  pointer(value: number): Uint8Array {
    return ulongs(value, 0);
  }

  /** BUFFER, or BUFFER_WITH_NOTIFICATION if `notifications` are asked for. */
  allocate(pin: Handle, size: number, notifications = 0): Reply & { address: bigint; size: number } {
    const { pointerSize } = callerLayout(this.arch);
    const head = new Uint8Array(pointerSize);
    const [id, instance] =
      notifications === 0
        ? [RTAUDIO.BUFFER, concat(head, ulongs(size, 0))]
        : [RTAUDIO.BUFFER_WITH_NOTIFICATION, concat(head, ulongs(size, notifications, 0))];
    const reply = this.rt(pin, id, GET, pointerSize + 8, instance);
    const address = pointerSize === 8 ? i64(reply.out) : BigInt(u32(reply.out));
    return { ...reply, address, size: u32(reply.out, pointerSize) };
  }

  position(pin: Handle): number {
    return Number(i64(this.property(pin, 'KSPROPSETID_Audio', 5, GET, 16).out));
  }

  packets(pin: Handle): number {
    return u32(this.rt(pin, RTAUDIO.PACKETCOUNT, GET, 4).out);
  }

  write(pin: Handle, packet: number, flags = 0, length = 0): string {
    return this.rt(pin, RTAUDIO.SETWRITEPACKET, SET, ulongs(packet, flags, length)).status;
  }

  /** A property of a node in KSPROPSETID_Audio, of one channel if one is named. */
  node(handle: Handle, node: number, id: number, flags: number, out: Uint8Array | number, channel?: number): Reply {
    const instance = channel === undefined ? nodeId(node) : concat(nodeId(node), ulongs(channel >>> 0, 0));
    return this.property(handle, 'KSPROPSETID_Audio', id, flags | TOPOLOGY, out, instance);
  }

  /** Lets milliseconds pass. */
  pass(milliseconds: number): void {
    this.target.sleep(BigInt(milliseconds) * 10_000n);
  }

  /** What closing answers. */
  closed(handle: Handle): string {
    return statusName(this.target.close(handle));
  }
}
