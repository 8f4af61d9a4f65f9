import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Problem } from '../base/errors.ts';
import { checkFiles } from './check.ts';
import { loadSpecs } from './loader.ts';
import { findSpecFiles, parseSpec, readSpecFile } from './spec-files.ts';

const root = mkdtempSync(join(tmpdir(), 'kscts-files-'));
afterAll(() => { rmSync(root, { recursive: true }); });
const write = (name: string, text = ''): string => {
  const file = join(root, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const files = ['acme/b.yaml', 'acme/a.yml', 'acme/deep/c.yaml', 'acme/.hidden/d.yaml', 'acme/.e.yaml', 'acme/f.txt', 'own/specs/core/g.yaml', 'empty/x.md', 'h.yaml'];
for (const file of files) write(file);
symlinkSync(join(root, 'h.yaml'), join(root, 'acme', 'link.yaml'));

function find(...paths: string[]): { found: string[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const found = findSpecFiles(paths.map((path) => join(root, path)), (problem) => void problems.push(problem));
  return { found: found.map(({ file, path }) => `${path} ${relative(root, file)}`), problems };
}

describe('spec files', () => {
  it.each<[string[], string[]]>([
    [['acme'], ['acme/a acme/a.yml', 'acme/b acme/b.yaml', 'acme/deep/c acme/deep/c.yaml']],
    [['acme/deep', 'acme/b.yaml'], ['acme/b acme/b.yaml', 'deep/c acme/deep/c.yaml']],
    [['acme/deep', 'acme'], ['acme/a acme/a.yml', 'acme/b acme/b.yaml', 'deep/c acme/deep/c.yaml']],
    [['own'], ['core/g own/specs/core/g.yaml']],
    [['own/specs/core'], ['core/g own/specs/core/g.yaml']],
    [['own/specs/core/g.yaml'], ['core/g own/specs/core/g.yaml']],
    [['acme/f.txt'], ['acme/f acme/f.txt']],
    [['empty'], []],
  ])('of %j are %j', (paths, expected) => {
    expect(find(...paths)).toEqual({ found: expected, problems: [] });
  });

  it('that are not there are told', () => {
    expect(find('nowhere', 'h.yaml').problems).toEqual([{ code: 'KS010', message: `there is no file or folder "${join(root, 'nowhere')}"` }]);
    expect(find('nowhere', 'h.yaml').found).toHaveLength(1);
  });

  it('are shown relative to the working directory where they lie below it', () => {
    const [first] = findSpecFiles(['harness/spec/testing/whole/acme.yaml'], () => undefined);
    expect(first).toEqual({ file: join('harness', 'spec', 'testing', 'whole', 'acme.yaml'), path: 'whole/acme' });
    expect(findSpecFiles([join(root, 'h.yaml')], () => undefined)[0]?.file).toBe(join(root, 'h.yaml'));
  });
});

describe('a file that is no spec', () => {
  const told = (problems: readonly Problem[]): string[] => problems.map(({ code, message, hint }) => `${code} ${message} -- ${hint}`);

  it('because it cannot be read is told so', () => {
    const problems: Problem[] = [];
    const gone = { file: join(root, 'gone.yaml'), path: 'gone' };
    expect(readSpecFile(gone, (problem) => void problems.push(problem))).toBeUndefined();
    expect(told(problems)).toEqual([`KS010 ${gone.file} cannot be read: ENOENT: no such file or directory, open '${gone.file}' -- undefined`]);
  });

  it('but a mistake of ours while it is read is none of the file', () => {
    const bug = new TypeError('ours');
    expect(() => readSpecFile({ file: join(root, 'h.yaml'), path: 'h' }, () => { throw bug; })).toThrow(bug);
  });

  it('because it is empty is told what it needs', () => {
    const problems: Problem[] = [];
    expect(parseSpec({ file: 'x.yaml', path: 'x' }, '# nothing\n', (problem) => void problems.push(problem))).toBeUndefined();
    expect(told(problems)).toEqual(['KS013 the file is empty -- it needs at least a title']);
  });

  it('because a folder has none is told so', () => {
    const folder = join(root, 'empty');
    const message = `there are no spec files (*.yaml) in ${folder}`;
    expect(checkFiles([folder])).toEqual([{ code: 'KS010', message }]);
    expect(() => loadSpecs([folder])).toThrow(message);
    expect(checkFiles([join(root, 'nowhere')])).toHaveLength(1);
  });
});
