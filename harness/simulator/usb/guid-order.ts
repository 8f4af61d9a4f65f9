import type { SourceText } from './source-text.ts';

/**
 * In which order the tool printed the bytes of a GUID. `ms`: as Windows does, the first three groups are
 * little-endian numbers. `wire`: in the order in which the bytes stand in the descriptor.
 */
export type GuidOrder = 'ms' | 'wire';

/** RGB24 is the one common format whose GUID does not end as those made from a FOURCC do. */
const RGB24: Readonly<Record<GuidOrder, string>> = { ms: 'e436eb7d-524f-11ce', wire: '7deb36e4-4f52-ce11' };
/** The third group of every GUID made from a FOURCC: 0x0010. */
const FOURCC_GROUP: Readonly<Record<GuidOrder, string>> = { ms: '0010', wire: '1000' };

/**
 * Finds out the order from the format GUIDs, whose values are known. Without any (a camera with MJPEG alone) the
 * spelling of `wTotalLength` tells the age of the tool: versions that print it in hexadecimal print GUIDs as Windows does.
 */
export function detectGuidOrder(source: SourceText): GuidOrder {
  for (const line of source.lines) {
    const guid = /guidFormat\s+\{([0-9a-f-]+)\}/i.exec(line)?.[1]?.toLowerCase();
    if (guid === undefined) continue;
    for (const order of ['ms', 'wire'] as const) {
      if (guid.startsWith(RGB24[order])) return order;
      if (guid.split('-')[2] === FOURCC_GROUP[order] && guid.endsWith('-8000-00aa00389b71')) return order;
    }
  }
  return source.lines.some((line) => /wTotalLength\s+0x/i.test(line)) ? 'ms' : 'wire';
}

/**
 * The 16 bytes, in the order of the descriptor, of a GUID printed in `order`; `undefined` if it is none.
 * @param text with or without braces.
 */
export function guidBytes(text: string, order: GuidOrder): Uint8Array | undefined {
  const match = /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/i.exec(text);
  if (!match) return undefined;
  const groups = match.slice(1).map((group) => Buffer.from(group, 'hex'));
  if (order === 'ms') for (const group of groups.slice(0, 3)) group.reverse();
  return Uint8Array.from(groups.flatMap((group) => [...group]));
}
