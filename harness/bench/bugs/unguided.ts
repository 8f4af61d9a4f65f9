/** What fuzzers of IOCTLs do that know a driver's codes and nothing else: random bytes, and see whether it dies. */
import { IOCTL } from '../../abi/ioctl.ts';
import { Random } from '../../fuzz/random.ts';
import { Access, type Handle, type Target } from '../../target/target.ts';
import { huntOn, type Hunter } from './hunter.ts';

const codes = Object.values(IOCTL);
const mostBytes = 256;
/** A handle is closed and opened again after so many requests. */
const perHandle = 500;

export const unguided: Hunter = {
  name: 'unguided random IOCTLs',
  about: 'random bytes of random lengths to every IOCTL of KS; notices a death, a hang, and Information beyond the buffer',
  hunt(_book, prey, budget, seed) {
    return huntOn(prey, (target, count) => {
      const random = new Random(seed);
      for (let handle = open(target, random); handle !== undefined && count.sent < budget; handle = open(target, random)) {
        for (let i = 0; i < perHandle && count.sent < budget; i++) {
          count.sent++;
          const output = new Uint8Array(random.below(mostBytes));
          const { information, timedOut } = target.ioctl(handle, random.pick(codes), bytes(random), output);
          if (timedOut || information > output.length) return true;
        }
        target.close(handle);
      }
      return false;
    });
  },
};

function open(target: Target, random: Random): Handle | undefined {
  const filters = target.discover();
  return filters.length === 0 ? undefined : target.open(random.pick(filters).path, Access.readWrite).handle;
}

function bytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(mostBytes) }, () => random.below(256));
}
