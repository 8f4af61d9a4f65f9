// An agent with a simulated device, the splitter unless told. Arguments, all optional: fault, certificate, key, token,
// device, and what happens when so many requests were made: "die:100" or "freeze:100". Prints its port.
import { readFileSync } from 'node:fs';
const there = '../../../../dist/harness';
const { startAgent } = await import(`${there}/target/remote/agent.js`);
const { createSimulator } = await import(`${there}/simulator/simulator.js`);

const [, , fault = '', cert, key, token = '', device = 'splitter', deed = ''] = process.argv;
const [what, last] = deed.split(':');
let left = last === undefined ? Infinity : Number(last);

function open() {
  const target = createSimulator(device, { faults: fault === '' ? [] : [fault] });
  const ioctl = target.ioctl.bind(target);
  target.ioctl = (...request) => {
    if (left-- <= 0) {
      if (what === 'die') process.kill(process.pid, 'SIGKILL');
      for (;;);
    }
    return ioctl(...request);
  };
  return target;
}

const { port } = await startAgent({
  where: { host: '127.0.0.1', port: 0 },
  ...(cert && key && { tls: { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } }),
  token,
  open: async () => open(),
  log: () => {},
});
process.stdout.write(`${port}\n`);
