/** The test pattern: eight colour bars of equal width, full range. */
interface Colour {
  readonly y: number;
  readonly u: number;
  readonly v: number;
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** White, yellow, cyan, green, magenta, red, blue, black at 75 %, with their BT.601 components. */
export const BARS: readonly Colour[] = [
  [191, 191, 191],
  [191, 191, 0],
  [0, 191, 191],
  [0, 191, 0],
  [191, 0, 191],
  [191, 0, 0],
  [0, 0, 191],
  [0, 0, 0],
].map(([r = 0, g = 0, b = 0]) => {
  const y = 0.299 * r + 0.587 * g + 0.114 * b;
  return { r, g, b, y: Math.round(y), u: Math.round(128 + (b - y) * 0.564), v: Math.round(128 + (r - y) * 0.713) };
});

/** The colour of column `x` of `width`. */
export function barAt(x: number, width: number): Colour {
  const colour = BARS[Math.min(BARS.length - 1, Math.floor((x * BARS.length) / width))];
  if (colour === undefined) throw new RangeError('there are no bars');
  return colour;
}
