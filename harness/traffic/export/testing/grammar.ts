/** Grammars that texts are held against, so that a language can be checked where it cannot run. */
import { createRequire } from 'node:module';
import treeSitter from '@vscode/tree-sitter-wasm';

/** Where a text is not of a language: one line for each place, `line:column: what`. Empty if all of it is. */
export type Grammar = (text: string) => string[];

// Once: a second one would take the languages of the first away.
await treeSitter.Parser.init();

/** The grammar of a language, as `tree-sitter-NAME` calls it. */
export async function grammar(name: 'powershell' | 'c-sharp'): Promise<Grammar> {
  const parser = new treeSitter.Parser();
  parser.setLanguage(await treeSitter.Language.load(createRequire(import.meta.url).resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`)));
  return (text) => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error(`nothing parsed a text of ${text.length} characters`);
    const places = mistakesIn(tree.rootNode);
    tree.delete();
    return places;
  };
}

function mistakesIn(node: treeSitter.Node): string[] {
  const { startPosition: { row, column }, type } = node;
  if (node.isMissing) return [`${row + 1}:${column + 1}: ${type} is missing`];
  if (node.isError) return [`${row + 1}:${column + 1}: unexpected ${JSON.stringify(node.text.slice(0, 40))}`];
  return node.hasError ? node.children.flatMap((child) => (child === null ? [] : mistakesIn(child))) : [];
}
