/** KSSTREAM_HEADER lists of read and write requests, and the frames that their Data pointers name. */
import { codecOf, type Codec, type Value } from '../abi/codec.ts';
import type { Bindings } from '../spec/model.ts';
import type { Arch, Region } from '../target/target.ts';
import { givenBy } from './bindings.ts';
import type { CaseContext } from './context.ts';

/** The struct of the wire: its name is the wire's, not an item's. */
const headerType = 'KSSTREAM_HEADER';

export interface BuiltHeaders {
  /** All headers, one after the other. */
  readonly region: Region;
  readonly headers: readonly { readonly offset: number; readonly data: Region }[];
}

function headerCodec(arch: Arch, ctx: CaseContext): Codec & { readonly size: number } {
  const codec = codecOf(headerType, arch, ctx.book.types);
  if (codec.size === null) throw new Error(`${headerType} has no fixed size`);
  return codec as Codec & { readonly size: number };
}

/**
 * Compiles headers, which are encoded in memory of the target's. A step gives fields by name; `data` is the length of the frame to allocate, or its bytes; `Size`
 * defaults to that of the struct (more of it is an extended header), FrameExtent to the length of the frame, the time
 * scale to 1/1.
 */
export function headersMaker(list: readonly Bindings[]): (ctx: CaseContext) => BuiltHeaders {
  const givens = list.map(givenBy);
  return (ctx) => {
    const codec = headerCodec(ctx.scope.arch, ctx);
    const fields = givens.map((given) => given(ctx.scope));
    const lengths = fields.map((f) => Math.max(codec.size, Number(f['Size'] ?? 0)));
    const region = ctx.allocate(lengths.reduce((a, b) => a + b, 0));
    let offset = 0;
    const headers = fields.map((given, i) => {
      const { data: wanted = 0, ...own } = given;
      const content = wanted instanceof Uint8Array ? wanted : undefined;
      const data = ctx.allocate(content ? content.length : Number(wanted));
      if (content) data.bytes.set(content);
      const header = { Size: codec.size, PresentationTime: unscaled, FrameExtent: data.length, Data: data.address, ...own };
      codec.encodeInto(header, region.bytes, offset);
      const at = offset;
      offset += lengths[i] ?? codec.size;
      return { offset: at, data };
    });
    return { region, headers };
  };
}

const unscaled = { Time: 0, Numerator: 1, Denominator: 1 };

/** The headers as they stand now, each with `frame`: the bytes of its buffer up to DataUsed. */
export function decodeHeaders(ctx: CaseContext, built: BuiltHeaders): Value {
  const codec = headerCodec(ctx.scope.arch, ctx);
  return built.headers.map(({ offset, data }) => {
    const header = codec.decode(built.region.bytes, offset) as Readonly<Record<string, Value>>;
    const used = Math.min(Number(header['DataUsed'] ?? 0), data.length);
    return { ...header, frame: data.bytes.slice(0, used) };
  });
}
