/** A method of an object, as a fault replaces it. */
type Method<T, K extends keyof T> = T[K] extends (...args: infer A) => infer R ? (...args: A) => R : never;

/**
 * Replaces a method of one object by what `make` makes of it. The original is bound to the object.
 *
 *     wrap(ks.properties, 'unknownSet', () => () => STATUS.STATUS_NOT_FOUND);
 */
export function wrap<T extends object, K extends keyof T>(
  object: T,
  name: K,
  make: (original: Method<T, K>) => Method<T, K>,
): void {
  const original = (object[name] as unknown as (...args: unknown[]) => unknown).bind(object) as Method<T, K>;
  object[name] = make(original) as T[K];
}
