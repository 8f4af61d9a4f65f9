/**
 * A process of its own that sends requests to a library, for tests in which the process dies:
 * `node call.js LIBRARY REQUESTS`, where REQUESTS is JSON of {@link Call}s. Prints `ready`, then one answer a line.
 */
import { byteLength } from '../../../abi/byte-length.ts';
import type { Buffer, MemoryKind } from '../../target.ts';
import { Access } from '../../target.ts';
import { createNativeTarget } from '../native.ts';

/** A buffer: bytes in hex, a length of zeroes, or a region of a kind. */
type Described = string | number | { readonly kind: MemoryKind; readonly length: number };

/** One request to the first filter. */
export interface Call {
  readonly code: number;
  readonly input?: Described;
  readonly output?: Described;
}

const [, , library = '', requests = '[]'] = process.argv;
const target = createNativeTarget(library);

function bufferOf(described: Described | undefined): Buffer {
  if (described === undefined) return null;
  if (typeof described === 'string') return Uint8Array.from(globalThis.Buffer.from(described, 'hex'));
  if (typeof described === 'number') return new Uint8Array(described);
  const region = target.allocate(described.length, described.kind);
  return { region, offset: 0, length: byteLength(described.length) };
}

const { handle } = target.open(target.discover()[0]?.path ?? '', Access.readWrite);
console.log('ready');
for (const { code, input, output } of JSON.parse(requests) as readonly Call[]) {
  console.log(JSON.stringify(target.ioctl(handle, code, bufferOf(input), bufferOf(output))));
}
target.dispose();
