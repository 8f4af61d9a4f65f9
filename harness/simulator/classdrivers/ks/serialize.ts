/** SERIALIZESET and UNSERIALIZESET: a whole set as one stream of records (PROP-110…121). */
import { readGuid, writeGuid } from '../../../abi/guid.ts';
import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { Pool } from '../../kernel/pool.ts';
import { answerBytes } from './answers.ts';
import { KSPROPERTY_TYPE as TYPE } from './automation.ts';
import type { CompiledSet, PropertyItem } from './compiled.ts';
import { ksGuid } from './guids.ts';
import { KsCall } from './ks-call.ts';
import type { PropertyDispatcher } from './property.ts';

/** Size of KSPROPERTY_SERIALHDR (packed) and of KSPROPERTY_SERIAL. */
const headerSize = 20;
const recordSize = 32;
/** Item.serializedSize: the handler must be asked. */
const unknownSize = 1;
const generalTypes = ksGuid('KSPROPTYPESETID_General');

const align4 = (value: number): number => (value + 3) & ~3;

/**
 * Runs one part of a serialized request as a request of its own, with the caller's instance data.
 * `prepare` fills the value, `use` sees the call after its handler has run.
 */
function runPart<R>(
  dispatcher: PropertyDispatcher,
  pool: Pool,
  call: KsCall,
  item: PropertyItem,
  set: boolean,
  length: number,
  prepare: (value: KernelBuffer) => void,
  use: (status: number, part: KsCall) => R,
): R {
  const input = pool.copy('In of a part of a serialized set', call.input.slice());
  const value = pool.allocate('value of a part of a serialized set', length);
  try {
    const flags = (set ? TYPE.SET : TYPE.GET) | (call.flags & TYPE.TOPOLOGY);
    input.setU32(16, item.id);
    input.setU32(20, flags);
    prepare(value);
    const part = new KsCall(null, call.arch, call.target, call.node, item.id, flags, input, value, dispatcher.modeOfParts(call));
    return use(dispatcher.transfer(part, item, set), part);
  } finally {
    pool.free(input);
    pool.free(value);
  }
}

const nothing = (): void => {};

/** Reads one item, or asks for its size first if only its handler knows it. A status if that fails. */
function readItem(dispatcher: PropertyDispatcher, pool: Pool, call: KsCall, item: PropertyItem): Uint8Array | number {
  let length = item.serializedSize ?? 0;
  if (length === unknownSize) {
    const asked = runPart(dispatcher, pool, call, item, false, 0, nothing, (status, part) =>
      isError(status) ? { status, size: 0 } : { status: undefined, size: part.information },
    );
    if (asked.status !== undefined) return asked.status;
    length = asked.size;
  }
  return runPart(dispatcher, pool, call, item, false, length, nothing, (status, part) =>
    status === STATUS.STATUS_SUCCESS ? part.value.slice(0, part.information) : status,
  );
}

/** SERIALIZESET: reads every item that can be serialized. A failing GET fails the request (PROP-116). */
export function serializeSet(
  dispatcher: PropertyDispatcher,
  pool: Pool,
  call: KsCall,
  set: CompiledSet<PropertyItem>,
): number {
  const records: { item: PropertyItem; value: Uint8Array }[] = [];
  for (const item of set.items) {
    if ((item.serializedSize ?? 0) === 0) continue;
    const value = readItem(dispatcher, pool, call, item);
    if (typeof value === 'number') return value;
    records.push({ item, value });
  }
  const stream = new Uint8Array(
    records.reduce((size, { value }) => align4(size) + recordSize + value.length, headerSize),
  );
  const view = new DataView(stream.buffer);
  writeGuid(stream, 0, set.guid);
  view.setUint32(16, records.length, true);
  let at = headerSize;
  for (const { item, value } of records) {
    at = align4(at);
    if (item.values !== undefined) {
      writeGuid(stream, at, item.values.typeSet ?? generalTypes);
      view.setUint32(at + 16, item.values.type, true);
    }
    view.setUint32(at + 24, item.id, true);
    view.setUint32(at + 28, value.length, true);
    stream.set(value, at + recordSize);
    at += recordSize + value.length;
  }
  return answerBytes(call, stream);
}

/** UNSERIALIZESET: sets every record in stream order. What was set before a failure stays (PROP-118). */
export function unserializeSet(
  dispatcher: PropertyDispatcher,
  pool: Pool,
  call: KsCall,
  set: CompiledSet<PropertyItem>,
): number {
  const stream = call.value.slice();
  const view = new DataView(stream.buffer);
  if (stream.length < headerSize || readGuid(stream, 0) !== set.guid) return STATUS.STATUS_INVALID_PARAMETER;
  const count = view.getUint32(16, true);
  let at = headerSize;
  for (let i = 0; i < count; i++) {
    at = align4(at);
    if (at + recordSize > stream.length) return STATUS.STATUS_INVALID_PARAMETER;
    const length = view.getUint32(at + 28, true);
    const start = at + recordSize;
    if (start + length > stream.length) return STATUS.STATUS_INVALID_PARAMETER;
    const item = set.item(view.getUint32(at + 24, true));
    if (item === undefined) return STATUS.STATUS_NOT_FOUND;
    const status = runPart(
      dispatcher,
      pool,
      call,
      item,
      true,
      length,
      (value) => {
        value.write(0, stream.subarray(start, start + length));
      },
      (result) => result,
    );
    if (status !== STATUS.STATUS_SUCCESS) return isError(status) ? status : STATUS.STATUS_INVALID_PARAMETER;
    at = start + length;
  }
  return STATUS.STATUS_SUCCESS;
}
