/** `kscts doctor`: what works on this machine, and how to get the rest. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { ExitCode } from '../base/errors.ts';
import { findConfig } from '../run/config.ts';
import { loadBook } from '../run/book.ts';
import { optionsFromEnvironment, resolveOptions } from '../run/options.ts';
import { openTarget } from '../run/targets.ts';
import { version } from '../run/version.ts';
import { counted } from '../../reports/text.ts';

/** What was looked at. `needed` things make the exit code 2 where they do not work. */
interface Finding {
  readonly what: string;
  readonly works: boolean;
  readonly needed?: true;
  /** What is there, or why not. */
  readonly detail: string;
  /** How to get it. */
  readonly remedy?: string;
}

/** Looks at this machine, prints what it found, and sets the exit code: 0, or 2 if kscts itself cannot work here. */
export async function doctor(): Promise<void> {
  const cwd = process.cwd();
  const findings = [node(), specs(), await simulator(), ...(await koffi()), compiler(), configuration(cwd), output(cwd)];
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.flatMap(({ what, works, detail, remedy }) => [
    `${works ? 'ok' : 'no'}  ${what.padEnd(width)}  ${detail}`,
    ...(works || remedy === undefined ? [] : [`    ${' '.repeat(width)}  ${remedy}`]),
  ]);
  process.stdout.write(`kscts ${version()} on ${process.platform} ${process.arch}\n\n${lines.join('\n')}\n`);
  const broken = findings.some(({ needed, works }) => needed === true && !works);
  process.exitCode = broken ? ExitCode.usage : ExitCode.clean;
}

const oldestNode = [20, 19] as const;

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const works = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return { what: 'Node.js', needed: true, works, detail: process.versions.node, remedy: `install ${oldestNode.join('.')} or newer: https://nodejs.org` };
}

function specs(): Finding {
  try {
    const book = loadBook([]);
    return { what: 'specs', needed: true, works: true, detail: `${counted(book.items.length, 'item')}, ${counted(book.laws.length, 'law')}` };
  } catch (error) {
    return { what: 'specs', needed: true, works: false, detail: messageOf(error), remedy: 'install kscts again' };
  }
}

async function simulator(): Promise<Finding> {
  const what = 'simulator';
  try {
    const { target } = await openTarget('simulator:testcap', { arch: 'x64', fault: [] });
    const filters = target.discover().length;
    target.dispose();
    return { what, needed: true, works: filters > 0, detail: `testcap shows ${counted(filters, 'filter')}` };
  } catch (error) {
    return { what, needed: true, works: false, detail: messageOf(error), remedy: 'install kscts again' };
  }
}

/** The targets that call native code. */
async function koffi(): Promise<Finding[]> {
  const windows = process.platform === 'win32';
  try {
    const { default: library } = await import('koffi');
    return [
      { what: 'native target', works: true, detail: `koffi ${library.version}` },
      {
        what: 'windows target',
        works: windows,
        detail: windows ? 'ntdll can be called' : 'this is not Windows',
        remedy: 'run "kscts agent" on the Windows machine and name it here as remote://HOST:PORT',
      },
    ];
  } catch (error) {
    const remedy = 'npm install koffi';
    return ['native target', 'windows target'].map((what) => ({ what, works: false, detail: messageOf(error), remedy }));
  }
}

/** A C compiler builds handlers for the native target; kscts itself needs none. */
function compiler(): Finding {
  const what = 'C compiler';
  for (const name of process.platform === 'win32' ? ['clang', 'gcc'] : ['cc', 'gcc', 'clang']) {
    try {
      const [first = ''] = execFileSync(name, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
      return { what, works: true, detail: first };
    } catch {
      continue;
    }
  }
  return { what, works: false, detail: 'none found', remedy: 'only needed to build handlers for the native target: gcc, clang or Visual Studio' };
}

function configuration(cwd: string): Finding {
  const file = findConfig(cwd);
  return { what: 'configuration', works: true, detail: file === undefined ? 'no file: defaults, KSCTS_ variables and flags count' : relative(cwd, file) };
}

function output(cwd: string): Finding {
  const { output: folder } = resolveOptions([optionsFromEnvironment(process.env, cwd)], [], cwd);
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    if (!statSync(nearest).isDirectory()) throw new Error(`${relative(cwd, nearest)} is no folder`);
    accessSync(nearest, constants.W_OK);
    return { what: 'results folder', needed: true, works: true, detail: relative(cwd, folder) };
  } catch (error) {
    return { what: 'results folder', needed: true, works: false, detail: messageOf(error), remedy: 'name another one with --output' };
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
