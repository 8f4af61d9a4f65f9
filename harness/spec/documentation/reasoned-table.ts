/** Markdown files that say why: a second-level heading is a reason, the rows of the tables below it are what it is the reason of. */

/** Rows of a file's tables as cells, each with the heading it stands under. Rows of another width, and heads, are left out. */
export function reasonedRows(markdown: string, head: readonly string[]): { readonly cells: readonly string[]; readonly reason: string }[] {
  let reason = '';
  return markdown.split('\n').flatMap((line) => {
    if (line.startsWith('## ')) reason = line.slice(3).trim();
    if (!line.startsWith('|')) return [];
    // A bar within a cell is written `\\|`.
    const cells = line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim().replaceAll('\\|', '|'));
    if (cells.length !== head.length || cells[0] === head[0] || /^-+$/.test(cells[0] ?? '')) return [];
    return [{ cells, reason }];
  });
}

/** A table as it stands in such a file. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
