/**
 * Bytes as text that people can read and change: groups of four in hex, and a run of equal bytes as `cc*64`. The empty
 * text is no bytes.
 */

/** Runs from this length on are written short. */
const shortestRun = 9;
const groupLength = 4;

export function hexText(bytes: Uint8Array): string {
  const words: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const run = runAt(bytes, at);
    if (run >= shortestRun) {
      words.push(`${hexOf(bytes.subarray(at, at + 1))}*${run}`);
      at += run;
      continue;
    }
    let end = at + 1;
    while (end < Math.min(at + groupLength, bytes.length) && runAt(bytes, end) < shortestRun) end++;
    words.push(hexOf(bytes.subarray(at, end)));
    at = end;
  }
  return words.join(' ');
}

/** How many bytes a text tells of; `undefined` if it is no such text. */
export function lengthOfHexText(text: string): number | undefined {
  let length = 0;
  for (const word of wordsOf(text)) {
    if (!/^(?:[0-9a-fA-F]{2})+$/.test(word) && !/^[0-9a-fA-F]{2}\*[0-9]{1,9}$/.test(word)) return undefined;
    length += lengthOfWord(word);
  }
  return length;
}

/** The bytes of a text; `undefined` if it is no such text, or tells of more than `most` bytes. */
export function bytesOfHexText(text: string, most: number): Uint8Array | undefined {
  const length = lengthOfHexText(text);
  if (length === undefined || length > most) return undefined;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const word of wordsOf(text)) {
    const end = at + lengthOfWord(word);
    if (word.includes('*')) bytes.fill(Number.parseInt(word.slice(0, 2), 16), at, end);
    else bytes.set(Buffer.from(word, 'hex'), at);
    at = end;
  }
  return bytes;
}

function wordsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

function lengthOfWord(word: string): number {
  return word.includes('*') ? Number(word.slice(3)) : word.length / 2;
}

function runAt(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] === bytes[at]) end++;
  return end - at;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
