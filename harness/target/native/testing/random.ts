/**
 * A process of its own that sends random requests to a library and looks after each whether the answer is possible:
 * `node random.js LIBRARY SEED COUNT`. Prints what it found and the census after everything was closed.
 */
import { byteLength } from '../../../abi/byte-length.ts';
import { isError } from '../../../abi/ntstatus.ts';
import { createName, KSSTRING } from '../../../abi/create-strings.ts';
import { GUID_NULL, writeGuid } from '../../../abi/guid.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import type { Buffer, Handle, MemoryKind, Opened, RequestId } from '../../target.ts';
import { Access } from '../../target.ts';
import { createNativeTarget } from '../native.ts';
import { Client, guid, request } from './client.ts';

const [, , library = '', seed = '1', count = '1000'] = process.argv;
const target = createNativeTarget(library);

/** A generator of whole numbers below `n` (xorshift, 32 bits). */
let state = Number(seed) || 1;
function below(n: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
}
const pick = <const T>(from: readonly T[]): T => from[below(from.length)] as T;
const bytesOf = (length: number) => Uint8Array.from({ length }, () => (below(3) === 0 ? below(256) : 0));

const client = new Client(target);
/** What the camera has, what it has not, and what asks for all. */
const sets = [
  ...['KSPROPSETID_Pin', 'KSPROPSETID_Topology', 'KSPROPSETID_Connection', 'KSPROPSETID_Clock', 'KSEVENTSETID_Connection'].map(guid),
  ...['KSEVENTSETID_Clock', 'PROPSETID_VIDCAP_VIDEOPROCAMP', 'PROPSETID_VIDCAP_DROPPEDFRAMES', 'KSPROPSETID_Audio'].map(guid),
  GUID_NULL,
];
const kinds: readonly MemoryKind[] = ['normal', 'read-only', 'no-access', 'freed', 'kernel'];
const codes = Object.values(IOCTL);
const likelyCodes = [IOCTL.IOCTL_KS_PROPERTY, IOCTL.IOCTL_KS_PROPERTY, IOCTL.IOCTL_KS_ENABLE_EVENT, ...codes];
const flags = [1, 2, 3, 4, 0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x8000, 0x10000, 0x10000001, 0x10000002, 0x10000200, 0];
const handles = new Set<Handle>([client.filter]);
const pending = new Set<RequestId>();
const regions = [...kinds.map((kind) => target.allocate(200, kind)), target.allocate(200), target.allocate(4096)];
const signals = [target.createSignal('auto-reset'), target.createSignal('semaphore', 5)];

/** A request structure: mostly one that names a set that some object has. */
function input(): Buffer {
  if (below(20) === 0) return buffer();
  const length = pick([24, 24, 32, 40, 48, 56, 104, 23, 0, 200, 336]);
  const bytes = bytesOf(length);
  if (length < 24) return bytes;
  const view = new DataView(bytes.buffer);
  writeGuid(bytes, 0, pick(sets));
  view.setUint32(16, below(10) === 0 ? below(2 ** 31) : below(16), true);
  view.setUint32(20, pick(flags), true);
  if (length >= 32) view.setUint32(24, pick([0, 1, 2, 0xffff_ffff]), true);
  if (length >= 40) {
    view.setUint32(32, pick([8, length - 32, 72, 0xffff_fff0]), true);
    view.setUint32(36, pick([0, 1, 2, 0x1000_0000]), true);
  }
  return bytes;
}

function buffer(): Buffer {
  if (below(3) > 0) return bytesOf(pick([0, 1, 4, 8, 16, 24, 32, 36, 40, 48, 56, 64, 92, 112, 304, 1000]));
  const region = pick(regions);
  const offset = below(Math.min(region.length, 64));
  return below(8) === 0 ? null : { region, offset, length: byteLength(below(region.length - offset + 1)) };
}

function opened({ status, handle }: Opened): void {
  if (!isError(status)) handles.add(handle);
}

/** One of those opened last: filters would outnumber the rest. */
const anyHandle = () => pick([...handles].slice(-10));

/** What makes the random requests meet something: children, states, enables, reads, time. */
const actions: readonly (() => void)[] = [
  () => { opened(client.open()); },
  () => { opened(target.openChild(client.filter, createName(KSSTRING.KSSTRING_Pin, client.connect()), Access.readWrite)); },
  () => {
    const blob = below(2) === 0 ? bytesOf(pick([0, 4, 8, 24, 200])) : new Uint8Array(4);
    opened(target.openChild(anyHandle(), createName(pick(Object.values(KSSTRING)), blob), Access.readWrite));
  },
  () => { opened(target.openChild(anyHandle(), createName(KSSTRING.KSSTRING_Clock, new Uint8Array(4)), Access.readWrite)); },
  () => {
    const handle = anyHandle();
    if (below(3) === 0 && handle !== client.filter && handles.delete(handle)) target.close(handle);
  },
  () => { client.setState(anyHandle(), pick(['STOP', 'PAUSE', 'RUN', 'RUN'])); },
  () => {
    const { region, view } = structure(48);
    const semaphore = below(2);
    view.setUint32(0, semaphore + 1, true);
    view.setBigUint64(8, BigInt(signals[semaphore] ?? 0), true);
    view.setInt32(20, semaphore * (below(3) - 1), true);
    view.setBigInt64(32, BigInt(below(2_000_000) - 1_000_000), true);
    view.setBigInt64(40, BigInt(below(1_000_000)), true);
    const event = request(pick(['KSEVENTSETID_Clock', 'KSEVENTSETID_Connection']), below(2), pick([1, 2, 4]));
    target.ioctl(anyHandle(), IOCTL.IOCTL_KS_ENABLE_EVENT, event, { region, offset: 0, length: byteLength(48) });
    if (below(2) === 0) target.ioctl(anyHandle(), IOCTL.IOCTL_KS_DISABLE_EVENT, { region, offset: 0, length: byteLength(32) }, null);
  },
  () => {
    const { region, view } = structure(112);
    for (const at of [0, 56]) {
      view.setUint32(at, 56, true);
      view.setUint32(at + 32, pick([0, 8, 100]), true);
      view.setBigUint64(at + 40, pick([...structures, ...regions]).address, true);
    }
    const span = { region, offset: 0, length: byteLength(pick([56, 112])) };
    if (pending.size < 20) pending.add(target.submit(anyHandle(), IOCTL.IOCTL_KS_READ_STREAM, null, span));
  },
  () => {
    for (const id of [...pending].slice(0, 3)) if (target.wait(id, BigInt(below(1_000_000))) !== null) pending.delete(id);
  },
  () => { target.takeSignals(pick(signals), BigInt(below(1_000_000))); },
];

/** Memory that stays, for what is known by its address: used again and again. */
const structures = Array.from({ length: 8 }, () => target.allocate(112));
function structure(length: number) {
  const region = pick(structures);
  region.bytes.fill(0);
  return { region, view: new DataView(region.bytes.buffer, region.bytes.byteOffset, length) };
}

let impossible = 0;
for (let i = 0; i < Number(count); i += 1) {
  if (below(5) === 0) pick(actions)();
  const [handle, code, out] = [anyHandle(), pick(likelyCodes), buffer()];
  if (below(100) === 0 && pending.size < 20) {
    pending.add(target.submit(handle, code, input(), out));
    continue;
  }
  const { status, information } = target.ioctl(handle, code, input(), out, 0n);
  const length = out?.length ?? 0;
  if (information > length && !(length === 0 && status === 0x8000_0005)) impossible += 1;
}
for (const request of pending) {
  target.cancel(request);
  if (target.wait(request, 0n) === null) impossible += 1;
}
for (const handle of [...handles, ...signals]) target.close(handle);
console.log(JSON.stringify({ impossible, census: target.census() }));
target.dispose();
