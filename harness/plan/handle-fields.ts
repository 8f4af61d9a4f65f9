/** Where the buffers of requests have handles, by what the specs say of types: for recordings, which see bytes only. */
import { layoutOfType } from '../abi/codec.ts';
import { readGuid } from '../abi/guid.ts';
import { IOCTL } from '../abi/ioctl.ts';
import type { Arch } from '../target/target.ts';
import type { Item, SpecBook } from '../spec/model.ts';
import type { HandleFields, HandlePlaces } from '../traffic/links.ts';
import { headerSize } from './request-layout.ts';

const handleType = 'HANDLE';
const kinds = new Map<number, Item['kind']>([
  [IOCTL.IOCTL_KS_PROPERTY, 'property'],
  [IOCTL.IOCTL_KS_METHOD, 'method'],
  [IOCTL.IOCTL_KS_ENABLE_EVENT, 'event'],
]);

/** Finds the places of handles by control code, set and id. */
export function handleFieldsOf(book: SpecBook, arch: Arch): HandleFields {
  const places = new Map<string, HandlePlaces>();
  for (const item of book.items) {
    const input = handlesIn([item.requestType, ...Object.values(item.requestTypes)], arch, book).filter((at) => at >= headerSize);
    const output = handlesIn([item.valueType, ...Object.values(item.valueTypes)], arch, book);
    if (input.length + output.length > 0) places.set(keyOf(item.kind, item.set.guid, item.id), { input, output });
  }
  return (code, input) => {
    const kind = kinds.get(code);
    if (kind === undefined || !input || input.length < headerSize) return undefined;
    const id = new DataView(input.buffer, input.byteOffset).getUint32(16, true);
    return places.get(keyOf(kind, readGuid(input, 0), id));
  };
}

function keyOf(kind: Item['kind'], set: string, id: number): string {
  return `${kind} ${set} ${id}`;
}

function handlesIn(types: readonly string[], arch: Arch, book: SpecBook): number[] {
  const found = types.flatMap((type) => {
    const [struct = ''] = type.split(/[+[]/);
    if (struct.trim() === handleType) return [0];
    const fields = layoutOfType(struct.trim(), arch, book.types)?.fields ?? [];
    return fields.filter((field) => field.type === handleType && !field.kernelOnly).map(({ offset }) => offset);
  });
  return [...new Set(found)];
}
