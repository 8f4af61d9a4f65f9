/** Has mingw-w64 lay out the structs that its headers declare. Nothing is run: the numbers are read from assembly. */
import { execFileSync, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Arch, Layout, LayoutField } from '../layout.ts';

const compilers: Readonly<Record<Arch, string>> = { x64: 'x86_64-w64-mingw32-gcc', x86: 'i686-w64-mingw32-gcc' };

/** What the compiler calls itself, or `undefined` if it is not installed. */
export function compilerVersion(arch: Arch): string | undefined {
  try {
    return execFileSync(compilers[arch], ['-dumpversion'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** From where the headers are looked at: what they declare depends on it. */
export type Standpoint = 'application' | 'application-before-vista' | 'driver';

const ksHeaders = `
#include <ks.h>
#include <ksmedia.h>
#include <bdatypes.h>
#include <bdamedia.h>
`;
const application = `
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <objbase.h>
#include <mmsystem.h>
#include <mmreg.h>
${ksHeaders}
#include <ksproxy.h>
`;

const preludes: Readonly<Record<Standpoint, string>> = {
  application,
  // Some types are declared for old systems only.
  'application-before-vista': `#define _WIN32_WINNT 0x0502\n#define NTDDI_VERSION 0x05020000\n${application}`,
  // ksmedia.h uses TCHAR, which no driver header declares.
  driver: `
#include <ntddk.h>
#include <windef.h>
#include <devpropdef.h>
typedef char TCHAR;
${ksHeaders}
#include <bdasup.h>
`,
};

/** One number that the compiler is asked for. */
interface Question {
  readonly what: string;
  readonly expression: string;
  readonly expected: number;
}

/**
 * What differs between the layouts and the compiler's. `skipField` names the fields that mingw-w64 does not have;
 * `declarations` is C that declares what the headers do not.
 * @throws Error with the compiler's messages if a struct or field is unknown to it.
 */
export async function probeDifferences(
  arch: Arch,
  standpoint: Standpoint,
  layouts: readonly Layout[],
  skipField: (layout: Layout, field: LayoutField) => boolean,
  declarations = '',
): Promise<string[]> {
  const questions = layouts.flatMap((layout) => questionsOf(layout, (field) => skipField(layout, field)));
  // One is added to every number: zeros would be folded into a .space directive.
  const numbers = questions.map((question) => `${question.expression} + 1`).join(',\n');
  const source = `#include <stddef.h>\n${preludes[standpoint]}\n${declarations}\nconst unsigned int kscts_probe[] = {\n${numbers}\n};\n`;
  const assembly = await compile(arch, standpoint, source);
  const answers = [...assembly.matchAll(/^\s+\.long\s+(\d+)\s*$/gm)].map((match) => Number(match[1]) - 1);
  if (answers.length !== questions.length) throw new Error(`asked ${questions.length} numbers, got ${answers.length}`);
  return questions.flatMap(({ what, expected }, i) => (answers[i] === expected ? [] : [`${what}: C ${answers[i]}, here ${expected}`]));
}

function questionsOf(layout: Layout, skip: (field: LayoutField) => boolean): Question[] {
  const { name } = layout;
  const fields = layout.fields.filter((field) => !field.bits && !skip(field));
  return [
    { what: `${name} size`, expression: `sizeof(${name})`, expected: layout.size },
    { what: `${name} align`, expression: `_Alignof(${name})`, expected: layout.align },
    ...fields.flatMap((field): Question[] => [
      { what: `${name}.${field.name} offset`, expression: `offsetof(${name}, ${field.name})`, expected: field.offset },
      { what: `${name}.${field.name} size`, expression: `sizeof(((${name} *)0)->${field.name})`, expected: field.size },
    ]),
  ];
}

async function compile(arch: Arch, standpoint: Standpoint, source: string): Promise<string> {
  const include = standpoint === 'driver' ? [`-I${driverHeaders(arch)}`] : [];
  const compiler = spawn(compilers[arch], ['-w', '-S', '-x', 'c', '-o', '-', ...include, '-']);
  compiler.stdin.end(source);
  const [assembly, messages] = await Promise.all([text(compiler.stdout), text(compiler.stderr)]);
  if (messages !== '') throw new Error(`${compilers[arch]} as ${standpoint}:\n${messages}`);
  return assembly;
}

/** Driver headers stand in a folder of their own, next to the others. */
function driverHeaders(arch: Arch): string {
  return `/usr/${compilers[arch].replace(/-gcc$/, '')}/include/ddk`;
}
