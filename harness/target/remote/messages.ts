/** Whole messages of the handshake. */
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Field } from './fields.ts';

/** A message as bytes. */
export function written<T>(field: Field<T>, value: T): Uint8Array<ArrayBuffer> {
  const to = new ByteWriter();
  field.write(to, value);
  return to.take();
}

/** A message from bytes. @throws ProtocolError for bytes that are not exactly one */
export function read<T>(field: Field<T>, body: Uint8Array): T {
  const from = new ByteReader(body);
  const value = field.read(from);
  from.end();
  return value;
}
