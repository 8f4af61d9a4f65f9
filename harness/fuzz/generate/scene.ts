/** What generators need that send more than one request at a time: pins that are created, frames, registrations. */
import type { Breach } from '../../judge/oracles/oracle.ts';
import type { DeviceObject } from '../../plan/device.ts';
import type { Proof } from '../proof.ts';
import type { Random } from '../random.ts';
import type { Stage } from '../stage.ts';
import type { TapedTarget } from '../taped-target.ts';
import { edges } from './mutation.ts';

export interface Scene {
  readonly target: TapedTarget;
  readonly stage: Stage;
  readonly random: Random;
  /** Says what is about to be done, for a finding to name. */
  doing(object: DeviceObject, verb: string, item: string, changes: readonly string[]): void;
  /** Counts a request. */
  sent(): void;
  /** Something is wrong that the last action shows. */
  found(breach: Breach, proof: Proof): void;
}

/** Brings what has a state into the last of its states, by way of the others: where it is in motion, more happens. */
export function setInMotion({ stage, target, doing, sent }: Scene): void {
  for (const { object, carrier, verb, item, code, input, legal } of [...stage.own, ...stage.others]) {
    const seat = stage.seats.find((each) => each.object === carrier);
    if (!seat || verb !== 'set' || !item || object.declaration.state?.candidates.includes(item) !== true) continue;
    for (const value of [...legal].sort((a, b) => Buffer.compare(a, b))) {
      doing(object, verb, item.name, []);
      sent();
      target.ioctl(seat.handle, code, input, value.slice());
    }
  }
}

/** Changes bytes in one to three places, or their length. The same bytes and numbers give the same. */
export function spoil(bytes: Uint8Array, random: Random): { readonly bytes: Uint8Array; readonly changes: readonly string[] } {
  let now = bytes.slice();
  const changes: string[] = [];
  for (let i = 1 + random.below(3); i > 0; i--) {
    const at = random.below(Math.max(1, now.length));
    const word = at & ~3;
    const view = new DataView(now.buffer, now.byteOffset, now.length);
    switch (random.below(5)) {
      case 0: {
        const length = random.once(2) ? at : Math.max(0, now.length + random.below(17) - 8);
        const resized = new Uint8Array(length);
        resized.set(now.subarray(0, length));
        now = resized;
        changes.push(`length ${length}`);
        break;
      }
      case 1:
        if (at < now.length) now[at] = (now[at] as number) ^ (1 << random.below(8));
        changes.push(`a bit of byte ${at}`);
        break;
      case 2:
        if (at < now.length) now[at] = random.below(256);
        changes.push(`byte ${at}`);
        break;
      default: {
        const value = random.once(4) ? random.word() : random.pick(edges);
        if (word + 4 <= now.length) view.setUint32(word, value, true);
        changes.push(`word ${word} is 0x${value.toString(16)}`);
      }
    }
  }
  return { bytes: now, changes };
}
