import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../../base/package-root.ts';

/**
 * Compiles a source file and all that it imports from the package to JavaScript, for tests that start a process of
 * their own: Node 20 does not run TypeScript.
 * @param entry path below the package's folder
 * @returns the compiled entry, in a fresh folder below the package's `node_modules/.cache`, where packages are found
 */
export function transpile(entry: string): string {
  const cache = join(packageRoot, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const out = mkdtempSync(join(cache, 'kscts-test-'));
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  // The package's own folder is known by these two.
  symlinkSync(join(packageRoot, 'specs'), join(out, 'specs'));
  const done = new Set<string>();
  const visit = (source: string) => {
    if (done.has(source)) return;
    done.add(source);
    const text = readFileSync(source, 'utf8');
    const target = join(out, relative(packageRoot, source));
    mkdirSync(dirname(target), { recursive: true });
    if (!source.endsWith('.ts')) {
      writeFileSync(target, text);
      return;
    }
    writeFileSync(target.replace(/\.ts$/, '.js'), toJavaScript(text, source));
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith('.')) visit(resolve(dirname(source), fileName));
    }
  };
  visit(join(packageRoot, entry));
  return join(out, entry.replace(/\.ts$/, '.js'));
}

function toJavaScript(text: string, fileName: string): string {
  const compilerOptions: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  return ts.transpileModule(text, { compilerOptions, fileName }).outputText;
}
