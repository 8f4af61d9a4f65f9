/** Plain questions about an item: with the IOCTL and the struct that requests about it have. */
import { ioctlOf, valueTypeOf } from '../plan/ask.ts';
import type { Addressee } from './context.ts';
import type { Question } from './exchange.ts';

/** @param outputType where the output is not the value of the item */
export function questionOf({ item, place, object }: Addressee, title: string, input: Uint8Array, outputType?: string): Question {
  return {
    title,
    code: ioctlOf[item.kind],
    input,
    inputBytes: input,
    item,
    object,
    requestType: item.requestTypes[place.kind] ?? item.requestType,
    valueType: valueTypeOf(item, place.kind),
    outputType,
  };
}
