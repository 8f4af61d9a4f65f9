// An agent with one simulated camera for all its controllers, as a real device is: what one of them sets, the next one finds.
// Prints its port.
const there = '../../../../dist/harness';
const { startAgent } = await import(`${there}/target/remote/agent.js`);
const { createSimulator } = await import(`${there}/simulator/simulator.js`);

const target = createSimulator('usbvideo');
target.dispose = () => {};
const { port } = await startAgent({ where: { host: '127.0.0.1', port: 0 }, token: '', open: async () => target, log: () => {} });
process.stdout.write(`${port}\n`);
