// A simulated device in a process that it may take down, in ways that KSCTS_TEST_ODD names.
import { createSimulator } from '../../../../dist/harness/simulator/simulator.js';
import { TargetDied } from '../../../../dist/harness/target/target.js';
import { UserError } from '../../../../dist/harness/base/errors.js';

const odd = process.env.KSCTS_TEST_ODD ?? '';
const device = process.env.KSCTS_TEST_DEVICE ?? 'splitter';
/** The request that it does not survive. */
const last = Number(process.env.KSCTS_TEST_REQUESTS ?? 600);

export function createTarget({ arch }) {
  if (odd === 'no hardware') throw new UserError({ code: 'KS999', message: 'there is no hardware' });
  if (odd === 'bug') throw new RangeError('off by one');
  if (odd === 'no error') throw 'just so';
  const target = createSimulator(device, { arch });
  if (odd === 'dies of being looked at') target.discover = () => { throw new TargetDied('PAGE_FAULT', 'crash'); };
  const ioctl = target.ioctl.bind(target);
  let requests = 0;
  target.ioctl = (...words) => {
    requests++;
    if (odd === 'exits' && requests === last) process.exit(9);
    if (odd === 'dies' && requests === last) throw new TargetDied('PAGE_FAULT', 'crash');
    return ioctl(...words);
  };
  return target;
}
