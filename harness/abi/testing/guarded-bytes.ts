/** Bytes that notice when something outside of them is looked at: an over-read of a Uint8Array is silently `undefined`. */

/**
 * A view of `bytes` that throws a RangeError on a read of an index that it does not have, and on a slice that goes
 * beyond it.
 */
export function guarded(bytes: Uint8Array): Uint8Array {
  const bounded = (method: 'slice' | 'subarray') => (from: number, to: number) => {
    if (!(from >= 0 && from <= to && to <= bytes.length)) throw new RangeError(`${method}(${from}, ${to}) of ${bytes.length} bytes`);
    return bytes[method](from, to);
  };
  return new Proxy(bytes, {
    get: (target, key) => {
      if (key === 'length') return target.length;
      if (key === 'slice' || key === 'subarray') return bounded(key);
      const index = typeof key === 'string' ? Number(key) : Number.NaN;
      if (!Number.isInteger(index)) throw new RangeError(`"${String(key)}" of bytes is not to be used`);
      if (index < 0 || index >= target.length) throw new RangeError(`byte ${index} of ${target.length}`);
      return target[index];
    },
  });
}

/** The same bytes as a part of a larger buffer that is filled with `poison`. */
export function amidst(bytes: Uint8Array, poison: number): Uint8Array {
  const before = 24;
  const whole = new Uint8Array(bytes.length + 2 * before).fill(poison);
  whole.set(bytes, before);
  return whole.subarray(before, before + bytes.length);
}
