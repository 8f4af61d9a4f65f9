/** A KS client for tests: builds requests from names and decodes answers. */
import { codecOf } from '../../../abi/codec.ts';
import type { Value } from '../../../abi/codec.ts';
import { createName, KSSTRING } from '../../../abi/create-strings.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import { constantByName, guidByName } from '../../../abi/names.ts';
import { statusName } from '../../../abi/ntstatus.ts';
import type { Answer, Buffer, Handle, Opened, Target } from '../../target.ts';
import { Access } from '../../target.ts';

/** An answer with the name of its status and, for properties, the value bytes. */
export type Named = readonly [status: string, information: number];

export const named = ({ status, information }: Answer): Named => [statusName(status), information];

/** The bytes of a structure. */
export function encode(type: string, value: Value): Uint8Array {
  return codecOf(type, 'x64').encode(value);
}

export function decode(type: string, bytes: Uint8Array): Record<string, Value> {
  return codecOf(type, 'x64').decode(bytes) as Record<string, Value>;
}

export function guid(name: string): string {
  const found = guidByName(name);
  if (found === undefined) throw new Error(`no GUID ${name}`);
  return found;
}

export function number(name: string): number {
  return Number(constantByName(name));
}

/** A KSPROPERTY, KSMETHOD or KSEVENT followed by ULONGs. */
export function request(set: string, id: number, flags: number, ...more: number[]): Uint8Array {
  const bytes = new Uint8Array(24 + more.length * 4);
  bytes.set(encode('KSPROPERTY', { Set: set.startsWith('{') ? set : guid(set), Id: id, Flags: flags }));
  more.forEach((value, i) => { new DataView(bytes.buffer).setUint32(24 + 4 * i, value, true); });
  return bytes;
}

export class Client {
  readonly target: Target;
  readonly filter: Handle;

  constructor(target: Target) {
    this.target = target;
    this.filter = this.open().handle;
  }

  open(): Opened {
    return this.target.open(this.target.discover()[0]?.path ?? '', Access.readWrite);
  }

  property(handle: Handle, input: Buffer, output: Buffer): Named {
    return named(this.target.ioctl(handle, IOCTL.IOCTL_KS_PROPERTY, input, output));
  }

  /** Asks for the size, then for the value. */
  get(handle: Handle, input: Uint8Array): Uint8Array {
    const [status, size] = this.property(handle, input, null);
    if (status !== 'STATUS_BUFFER_OVERFLOW') throw new Error(`the size query answered ${status}`);
    const value = new Uint8Array(size);
    const answer = this.property(handle, input, value);
    if (answer[0] !== 'STATUS_SUCCESS' || answer[1] !== size) throw new Error(`the get answered ${answer.join(' ')}`);
    return value;
  }

  /** The format that the pin proposes for its own ranges. */
  intersect(pin: number): Uint8Array {
    const ranges = this.get(this.filter, request('KSPROPSETID_Pin', 3, 1, pin, 0));
    const input = new Uint8Array(32 + ranges.length);
    input.set(request('KSPROPSETID_Pin', 4, 1, pin, 0));
    input.set(ranges, 32);
    return this.get(this.filter, input);
  }

  /** Blob of a pin creation. */
  connect(changes: Record<string, Value> = {}, format = this.intersect(0)): Uint8Array {
    const connect = encode('KSPIN_CONNECT', {
      Interface: { Set: guid('KSINTERFACESETID_Standard'), Id: 0, Flags: 0 },
      Medium: { Set: guid('KSMEDIUMSETID_Standard'), Id: 0, Flags: 0 },
      PinId: 0,
      PinToHandle: 0n,
      Priority: { PriorityClass: 0x4000_0000, PrioritySubClass: 1 },
      ...changes,
    });
    return Uint8Array.from([...connect, ...format]);
  }

  child(parent: Handle, kind: keyof typeof KSSTRING, blob: Uint8Array): { status: string; handle: Handle } {
    const { status, handle } = this.target.openChild(parent, createName(KSSTRING[kind], blob), Access.readWrite);
    return { status: statusName(status), handle };
  }

  /** A pin of the capture factory. */
  pin(): Handle {
    const { status, handle } = this.child(this.filter, 'KSSTRING_Pin', this.connect());
    if (status !== 'STATUS_SUCCESS') throw new Error(`the pin was refused with ${status}`);
    return handle;
  }

  setState(pin: Handle, state: 'STOP' | 'ACQUIRE' | 'PAUSE' | 'RUN'): Named {
    const value = encode('ULONG', number(`KSSTATE_${state}`));
    return this.property(pin, request('KSPROPSETID_Connection', 0, 2), value);
  }
}
