/** JSON for people: what fits into a line stands in one. */

const width = 120;

/** The text of a value, with a line end behind it. Members that are undefined are left out. */
export function jsonText(value: unknown): string {
  return `${write(value, 0, 0)}\n`;
}

/** @param taken characters that stand before it in its line */
function write(value: unknown, indent: number, taken: number): string {
  const line = inLine(value);
  if (indent + taken + line.length <= width || typeof value !== 'object' || value === null) return line;
  const inner = indent + 2;
  const lines = Array.isArray(value)
    ? value.map((item) => write(item, inner, 0))
    : membersOf(value).map(([name, member]) => {
        const key = `${JSON.stringify(name)}: `;
        return key + write(member, inner, key.length);
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.map((text) => ' '.repeat(inner) + text).join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = membersOf(value).map(([name, member]) => `${JSON.stringify(name)}: ${inLine(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function membersOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}
