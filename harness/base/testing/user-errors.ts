import { UserError } from '../errors.ts';

/**
 * What reading comes to: `undefined`, or the mistakes it tells of. Anything else that is thrown goes on to the test: a bug
 * of the reader.
 */
export function mistakesOf(read: () => unknown): UserError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Problems whose place is not in the text, as text; a good reader has none. */
export function misplaced(error: UserError | undefined, text: string): readonly string[] {
  const lines = text.split(/\r\n|\n/);
  return (error?.problems ?? []).flatMap(({ code, position }) => {
    if (!position) return [];
    const line = lines[position.line - 1];
    const inside = line !== undefined && position.column >= 1 && position.column <= line.length + 2;
    return inside ? [] : [`${code} at ${position.line}:${position.column} of ${lines.length} lines`];
  });
}
