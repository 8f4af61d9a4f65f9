/**
 * The seed of one case, from that of the run and the id of the case: a case run alone makes the same choices as in a
 * full run. FNV-1a over the UTF-16 code units, mixed with the seed.
 */
export function caseSeed(seed: number, id: string): number {
  let hash = 0x811c_9dc5 ^ seed;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x0100_0193);
  return hash | 0;
}
