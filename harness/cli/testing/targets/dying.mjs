// The simulated camera, with a driver that takes its process down, or never comes back, on one IOCTL that nobody else
// sends. KSCTS_TEST_DEATH says how.
import { createSimulator } from '../../../../dist/harness/simulator/simulator.js';

const fatal = 0x2f0003 + 4 * 99;

const deaths = {
  abort: () => process.abort(),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  // Until somebody sends SIGCONT.
  freeze: () => process.kill(process.pid, 'SIGSTOP'),
  hang: () => { for (;;); },
  // Not a death: long enough for a signal to arrive.
  slow: () => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500); },
};

export function createTarget({ arch }) {
  const target = createSimulator('usbvideo', { arch });
  if (process.env.KSCTS_TEST_DEATH === 'discover') target.discover = () => { throw new RangeError('off by one'); };
  const ioctl = target.ioctl.bind(target);
  target.ioctl = (handle, code, ...rest) => {
    if (code === fatal) {
      process.stderr.write('driver: about to die\n');
      deaths[process.env.KSCTS_TEST_DEATH]();
    }
    return ioctl(handle, code, ...rest);
  };
  return target;
}
