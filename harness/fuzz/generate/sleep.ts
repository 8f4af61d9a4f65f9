/** The device sleeps and wakes in the state that it is in, and shows afterwards what it showed before. */
import { resumeBreach } from '../../judge/oracles/power.ts';
import type { Snapshot } from '../../judge/oracles/snapshot.ts';
import { isSuccess, statusName } from '../../abi/ntstatus.ts';
import type { Answer } from '../../target/target.ts';
import type { Scene } from './scene.ts';
import type { Template } from './template.ts';

/** Values that are looked at before and after. */
const mostLooks = 6;

/** What an answer shows in a snapshot: its value, or why there is none. */
export function shown({ status, information }: Answer, output: Uint8Array): string | Uint8Array {
  return isSuccess(status) ? output.slice(0, information) : statusName(status);
}

/** Once to sleep and back. False where the target has no power, or the stage nothing to look at. */
export function sleepOnce({ stage, target, random, doing, sent, found }: Scene): boolean {
  const { plugAndPlay } = target;
  const looks = [...stage.own, ...stage.others].filter(({ verb, able, fixed, item }) => verb === 'get' && able && fixed && item?.kind === 'property' && !item.volatile);
  const [first] = stage.seats;
  if (!plugAndPlay || looks.length === 0 || !first) return false;
  const chosen = [...new Set(Array.from({ length: mostLooks }, () => random.pick(looks)))];
  const look = (): Snapshot => new Map(chosen.map((template) => [template.title, asked(template)]));
  const asked = ({ carrier, code, input, outputLength }: Template): string | Uint8Array => {
    const seat = stage.seats.find(({ object }) => object === carrier) ?? first;
    const output = new Uint8Array(outputLength);
    sent();
    return shown(target.ioctl(seat.handle, code, input, output), output);
  };
  doing(first.object, 'sleep', '', []);
  const before = look();
  plugAndPlay.setPower('D3');
  plugAndPlay.setPower('D0');
  const wrong = resumeBreach('sleep', before, look());
  if (wrong) found(wrong, { kind: 'resumed', looks: chosen.length });
  return true;
}
