// An agent that does what none should: argv says what. Prints its port.
import { createServer } from 'node:net';
const there = '../../../../dist/harness/target/remote';
const { encodeFrame, FrameDecoder, longestFrame } = await import(`${there}/frames.js`);
const { read, written } = await import(`${there}/messages.js`);
const { newNonce, proofOf } = await import(`${there}/proof.js`);
const { challenge, hello, magic, protocolVersion, refusal, welcome } = await import(`${there}/protocol.js`);

const [, , what] = process.argv;
const identity = { driver: 'fake', version: '1', provider: '', hardwareId: '', os: '' };
const deeds = {
  'half-answer': (socket) => { socket.write(Uint8Array.of(100, 0, 0, 0, 6, 1, 2, 3), () => socket.destroy()); },
  'garbage-answer': (socket) => { socket.write('garbage garbage garbage'); },
  'senseless-answer': (socket) => { socket.write(encodeFrame('results', Uint8Array.of(0, 0, 0, 0, 0, 1, 2))); },
  'wrong-answer': (socket) => { socket.write(encodeFrame('results', Uint8Array.of(9, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0))); },
  'oversize-answer': (socket) => { socket.write(Uint8Array.of(1, 0, 0, 3, 6)); },
  'unasked-welcome': (socket) => { socket.write(encodeFrame('welcome', new Uint8Array(0))); },
  'no-answer': () => {},
  'close': (socket) => { socket.destroy(); },
};
createServer((socket) => {
  socket.on('error', () => {});
  if (what === 'http') {
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    return;
  }
  if (what === 'silent') return;
  const nonce = newNonce();
  const version = what === 'other-version' ? protocolVersion + 1 : protocolVersion;
  socket.write(encodeFrame('challenge', written(challenge, { magic: what === 'other-magic' ? 'other' : magic, version, nonce })));
  const decoder = new FrameDecoder(longestFrame);
  socket.on('data', (bytes) => {
    for (const { kind, body } of decoder.feed(bytes)) {
      if (kind !== 'hello') {
        deeds[what](socket);
        continue;
      }
      if (what === 'busy') {
        socket.end(encodeFrame('refusal', written(refusal, { reason: 'busy', detail: 'another controller has the device' })));
        continue;
      }
      const proof = proofOf('agent', what === 'other-token' ? 'other' : '', nonce, read(hello, body).nonce);
      socket.write(encodeFrame('welcome', written(welcome, { proof, session: new Uint8Array(16), name: 'fake', arch: 'x64', capabilities: [], identity, rules: [] })));
    }
  });
}).listen(0, '127.0.0.1', function () { process.stdout.write(`${this.address().port}\n`); });
