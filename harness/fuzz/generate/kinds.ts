/** Codes that are for objects of another kind, or for none: whoever gets them refuses them. */
import { IOCTL, ioctlName } from '../../abi/ioctl.ts';
import { kindBreach, type KindMatrix } from '../../judge/oracles/kind-matrix.ts';
import type { Scene } from './scene.ts';

const streams = [IOCTL.IOCTL_KS_READ_STREAM, IOCTL.IOCTL_KS_WRITE_STREAM] as const;
/** The first function that Microsoft leaves to others, in FILE_DEVICE_KS with METHOD_NEITHER, and how many are tried. */
const firstFunction = 0x800;
const functions = 0x400;

/** Which object takes which of the codes that are sent here. */
export function kindMatrix(kind: string): KindMatrix {
  return { [kind]: new Set(), pin: new Set<number>(streams) };
}

/** One request to an object that has nothing to do with it. */
export function kindOnce({ stage, target, random, doing, sent, found }: Scene): boolean {
  const seat = random.pick(stage.seats);
  const { kind } = seat.object;
  const code = kind === 'pin' || random.once(2) ? ((0x2f << 16) | ((firstFunction + random.below(functions)) << 2) | 3) >>> 0 : random.pick(streams);
  // What is found of one unknown code is found of all.
  const known = streams.some((one) => one === code);
  doing(seat.object, 'foreign', known ? ioctlName(code) : 'unknown code', known ? [] : [`code 0x${code.toString(16)}`]);
  sent();
  const room = random.once(2) ? null : new Uint8Array(8 * random.below(9));
  const { status } = target.ioctl(seat.handle, code, room, room && new Uint8Array(room.length));
  const wrong = kindBreach(kindMatrix(kind), kind, code, status);
  if (wrong) found(wrong, { kind: 'foreign', object: kind });
  return true;
}
