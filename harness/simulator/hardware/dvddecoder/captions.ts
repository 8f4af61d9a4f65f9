/** Closed captions: the user data behind the GOP start codes of the video, for the line 21 decoder. */

/** Bytes of one sample of line 21. */
export const line21Size = 200;
const GROUP_START = 0xb8;
const USER_DATA_START = 0xb2;

/** Where a start code 00 00 01 `code` stands, or −1. */
function findStart(bytes: Uint8Array, code: number, from: number): number {
  for (let i = from; i + 4 <= bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1 && bytes[i + 3] === code) return i;
  }
  return -1;
}

/** Where the next start code of any kind stands, or the end. */
function nextStart(bytes: Uint8Array, from: number): number {
  for (let i = from; i + 3 <= bytes.length; i++) {
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1) return i;
  }
  return bytes.length;
}

/** The user data of every GOP in a piece of the video stream, each cut to a sample of line 21. */
export function captionsOf(video: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let group = findStart(video, GROUP_START, 0); group >= 0; group = findStart(video, GROUP_START, group + 4)) {
    const user = findStart(video, USER_DATA_START, group + 4);
    if (user < 0) break;
    found.push(video.slice(user + 4, Math.min(nextStart(video, user + 4), user + 4 + line21Size)));
  }
  return found;
}
