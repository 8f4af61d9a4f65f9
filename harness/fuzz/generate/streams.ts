/** Reading and writing frames: lists of KSSTREAM_HEADER, right and wrong, that complete, are cancelled, or are refused. */
import { IOCTL } from '../../abi/ioctl.ts';
import { layoutOf } from '../../abi/layout.ts';
import { isSuccess } from '../../abi/ntstatus.ts';
import { cancelBreach } from '../../judge/oracles/liveness.ts';
import type { Region } from '../../target/target.ts';
import { framesBreach } from '../proof.ts';
import { spoil, type Scene } from './scene.ts';

const codes = { read: IOCTL.IOCTL_KS_READ_STREAM, write: IOCTL.IOCTL_KS_WRITE_STREAM } as const;
/** How long a frame may take, and a cancelled request, in units of 100 ns. */
const aWhile = 200_000n;
const cancelLimit = 10_000_000n;
const frameSizes = [0, 1, 64, 4096, 65_536] as const;
const mostHeaders = 4;

/** One read or write on the pin of the stage. False if the stage is no pin. */
export function streamOnce(scene: Scene): boolean {
  const { stage, target, random } = scene;
  const seat = stage.seats.find(({ object }) => object.kind === 'pin');
  const layout = layoutOf(target.arch, 'KSSTREAM_HEADER');
  if (!seat || !layout) return false;
  const at = (name: string): number => layout.fields.find((field) => field.name === name)?.offset ?? 0;
  const verb = random.pick(['read', 'write'] as const);
  const size = Math.max(layout.size, Number(seat.object.attributes['headerSize'] ?? layout.size));
  const count = 1 + random.below(mostHeaders);
  const regions: Region[] = [];
  const allocate = (length: number): Region => {
    const region = target.allocate(length);
    regions.push(region);
    return region;
  };
  const list = new Uint8Array(size * count);
  const view = new DataView(list.buffer);
  for (let i = 0; i < count; i++) {
    const from = i * size;
    const frame = allocate(random.pick(frameSizes));
    view.setUint32(from + at('Size'), size, true);
    view.setUint32(from + at('PresentationTime') + 8, 1, true);
    view.setUint32(from + at('PresentationTime') + 12, 1, true);
    view.setUint32(from + at('FrameExtent'), frame.length, true);
    if (verb === 'write') view.setUint32(from + at('DataUsed'), frame.length, true);
    if (target.arch === 'x64') view.setBigUint64(from + at('Data'), frame.address, true);
    else view.setUint32(from + at('Data'), Number(frame.address), true);
  }
  const right = random.once(4);
  const { bytes, changes } = right ? { bytes: list, changes: [] } : spoil(list, random);
  const headers = allocate(bytes.length);
  headers.bytes.set(bytes);
  scene.doing(seat.object, verb, 'stream', changes);
  scene.sent();
  const request = target.submit(seat.handle, codes[verb], null, { region: headers, offset: 0, length: headers.length });
  let answer = target.wait(request, random.once(2) ? aWhile : 0n);
  if (!answer) {
    target.cancel(request);
    answer = target.wait(request, cancelLimit);
    const stuck = cancelBreach(verb, answer);
    if (stuck) scene.found(stuck, { kind: 'hang' });
    // What is in flight still has its memory.
    if (!answer) return true;
  }
  if (verb === 'read' && right && isSuccess(answer.status)) {
    const wrong = framesBreach(headers.bytes, size);
    if (wrong) scene.found(wrong, { kind: 'extent', size });
  }
  for (const region of regions) target.release(region);
  return true;
}
