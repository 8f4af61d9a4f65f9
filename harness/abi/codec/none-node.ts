import { cursor, type Node } from './node.ts';

/** `none`: no bytes; decodes to `null`, and encodes anything to nothing. */
export const noneNode: Node = {
  type: 'none',
  size: 0,
  minSize: 0,
  align: 1,
  shape: 'none',
  fieldNames: null,
  zero: null,
  read: (_bytes, at) => {
    cursor.at = at;
    return null;
  },
  measure: () => 0,
  write: () => 0,
  describe: () => undefined,
};
