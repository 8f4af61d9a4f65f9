/**
 * A replay file as a C program that needs nothing but Windows: it opens the interface, sends the same requests through
 * ntdll and prints what comes back, beside what came back then. For mingw-w64 and Microsoft's compiler.
 */
import type { Arch } from '../../target/target.ts';
import type { Action, Content, Memory, Slot } from '../actions.ts';
import type { ReplayFile } from '../file.ts';
import type { SingleAction } from '../together.ts';
import { cRuntime } from './c-runtime.ts';
import { exported, exportedActions, headLines, milliseconds, ntPath, orderLines, printable, SlotNumbers, usualLimit, type ExportedAction } from './program.ts';

/** The text of the program. */
export function cProgram(file: ReplayFile): string {
  return new CProgram(file).text();
}

const protections = { normal: 'PAGE_READWRITE', 'read-only': 'PAGE_READONLY', 'no-access': 'PAGE_NOACCESS', freed: '0' } as const;

class CProgram {
  readonly #file: ReplayFile;
  readonly #slots: SlotNumbers;
  /** Functions of lists that run at the same time. */
  readonly #lanes: string[] = [];
  /** Requests by the slot of their handle, which cancelling needs. */
  readonly #handleOf = new Map<Slot, Slot>();

  constructor(file: ReplayFile) {
    this.#file = file;
    this.#slots = new SlotNumbers(file.story.map(({ action }) => action));
  }

  text(): string {
    const { arch, found, story } = this.#file;
    const body = exportedActions(this.#file).map((each) => this.#action(each)).join('\n');
    const bits = arch === 'x64' ? 64 : 32;
    const compiler = arch === 'x64' ? 'x86_64-w64-mingw32-gcc' : 'i686-w64-mingw32-gcc';
    return `/*
${headLines(this.#file).map((line) => ` * ${line}`.trimEnd()).join('\n')}
 *
 * ${compiler} -O1 -Wall -Wextra -o replay.exe replay.c -lntdll
 * cl /W3 replay.c ntdll.lib
 *
 * replay.exe [path of another device interface]
 * Exit code: 1 if what was found comes again, 0 if not.
 */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0601
#include <windows.h>
#include <winternl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef STATUS_PENDING
#define STATUS_PENDING ((NTSTATUS)0x00000103L)
#endif
#ifndef FILE_OPEN
#define FILE_OPEN 0x00000001
#endif
#define SLOTS ${this.#slots.count}
#define ACTIONS ${Math.max(1, story.length)}

/* The structures in the requests are those of a caller of ${bits} bits. */
typedef char caller_of_${bits}_bits[sizeof(void *) == ${bits / 8} ? 1 : -1];

${cRuntime}
${this.#lanes.join('\n')}${this.#lanes.length > 0 ? '\n' : ''}int main(int count, char **words)
{
    if (count > 1) other_path = words[1];
${body}
${this.#end()}
${this.#result(found?.action)}}
`;
  }

  #action(each: ExportedAction): string {
    const { action, number, title } = each;
    const code = action.do === 'together' ? this.#together(action, each) : this.#single(action, each);
    return `    /* ${number}: ${title} */\n${code}`;
  }

  #single(action: SingleAction, { number, title, then }: ExportedAction): string {
    const words = `${number}, ${cString(title)}`;
    const told = cString(then);
    const gone = '    /* What it needs is made by nothing. */\n';
    switch (action.do) {
      case 'open': {
        const path = ntPath(action.path);
        const units = [...path].length === path.length ? path : printable(path);
        const made = this.#slot(action.makes);
        return `    {
        static USHORT path[] = {${numbers([...units].map((c) => c.charCodeAt(0)))}};
        ${made}.handle = open_interface(${words}, path, sizeof path, ${hex(action.access)}, ${told});
    }\n`;
      }
      case 'open-child': {
        const parent = this.#known(action.parent);
        if (!parent) return gone;
        return `    {
${this.#bytes('name', action.name)}
        ${this.#slot(action.makes)}.handle = open_object(${words}, ${parent}.handle, name, ${action.name.bytes.length}, ${hex(action.access)}, ${told});
    }\n`;
      }
      case 'close': {
        const slot = this.#known(action.handle);
        return slot ? `    close_object(${words}, &${slot}.handle, ${told});\n` : gone;
      }
      case 'ioctl':
      case 'submit': {
        const handle = this.#known(action.handle);
        if (!handle) return gone;
        const [input, output] = [this.#memory('input', action.input), this.#memory('output', action.output)];
        const buffers = `${handle}.handle, ${hex(action.code)}, ${input.at}, ${input.length}, ${output.at}, ${output.length}`;
        if (action.do === 'submit') this.#handleOf.set(action.makes, action.handle);
        const call =
          action.do === 'ioctl'
            ? `request(${words}, ${buffers}, ${action.limit === undefined ? usualLimit : milliseconds(action.limit)}, ${told});`
            : `submit(&${this.#slot(action.makes)}, ${buffers});`;
        return `    {\n${input.declared}${output.declared}        ${call}\n    }\n`;
      }
      case 'wait': {
        const slot = this.#known(action.request);
        return slot ? `    wait_for(${words}, &${slot}, ${milliseconds(action.limit)}, ${told});\n` : gone;
      }
      case 'cancel': {
        const slot = this.#known(action.request);
        const handle = this.#handleOf.get(action.request);
        return slot && handle !== undefined ? `    cancel(${this.#slot(handle)}.handle, &${slot});\n` : gone;
      }
      case 'allocate': {
        const slot = this.#slot(action.makes);
        if (action.kind === 'kernel') return `    ${slot}.memory = (UCHAR *)(ULONG_PTR)${kernelAddress[this.#file.arch]};\n`;
        return `    allocate(&${slot}, ${action.length}, ${action.misalign}, ${protections[action.kind]});\n`;
      }
      case 'write': {
        const slot = this.#known(action.region);
        if (!slot) return gone;
        return `    {\n${this.#bytes('bytes', action.content)}\n        write_memory(&${slot}, ${action.offset}, bytes, ${action.content.bytes.length});\n    }\n`;
      }
      case 'release': {
        const slot = this.#known(action.region);
        return slot ? `    release(&${slot});\n` : gone;
      }
      case 'create-signal': {
        const slot = this.#slot(action.makes);
        if (action.kind === 'semaphore') return `    ${slot}.handle = CreateSemaphoreW(NULL, 0, ${action.limit}, NULL);\n    ${slot}.semaphore = 1;\n`;
        return `    ${slot}.handle = CreateEventW(NULL, ${action.kind === 'manual-reset' ? 'TRUE' : 'FALSE'}, FALSE, NULL);\n`;
      }
      case 'take-signals': {
        const slot = this.#known(action.signal);
        return slot ? `    take_signals(${words}, &${slot}, ${milliseconds(action.limit)}, ${told});\n` : gone;
      }
      case 'sleep':
        return `    Sleep(${milliseconds(action.duration)});\n`;
      case 'power':
      case 'unplug':
      case 'plug':
        return `    printf("%4d  %s: not done by this program\\n", ${words});\n`;
    }
  }

  /** Lists in threads of their own: which goes on when is up to the machine. */
  #together(action: Extract<Action, { do: 'together' }>, { number, answered }: ExportedAction): string {
    const { arch } = this.#file;
    const first = this.#lanes.length;
    for (const [i, lane] of action.lanes.entries()) {
      const body = lane.map((each, k) => {
        const inner = exported(each, answered?.lanes?.[i]?.[k], number, arch);
        return `    /* ${inner.title} */\n${each.do === 'together' ? '' : this.#single(each, inner)}`;
      });
      this.#lanes.push(`static DWORD WINAPI lane_${this.#lanes.length + 1}(void *unused)\n{\n    (void)unused;\n${body.join('')}    return 0;\n}\n`);
    }
    const starts = action.lanes.map((_, i) => `        threads[${i}] = CreateThread(NULL, 0, lane_${first + i + 1}, NULL, 0, NULL);\n`).join('');
    if (starts === '') return '';
    const order = orderLines(action, answered).map((text) => `     * ${text}\n`).join('');
    return `    /*\n${order}     * Here each is a thread, and their order is up to the machine: run this again until what was found comes.\n     */\n    {\n        HANDLE threads[${action.lanes.length}];\n${starts}        WaitForMultipleObjects(${action.lanes.length}, threads, TRUE, 60000);\n    }\n`;
  }

  /** Cancels what is in flight and closes what is open, the last first. */
  #end(): string {
    const cancels = [...this.#handleOf].flatMap(([request, handle]) => {
      const [slot, of] = [this.#known(request), this.#known(handle)];
      return slot && of ? [`    cancel(${of}.handle, &${slot});\n`] : [];
    });
    return `    /* Give everything back. */
${cancels.join('')}    {
        int i;
        for (i = SLOTS - 1; i >= 0; i--) if (slots[i].handle != NULL) CloseHandle(slots[i].handle);
    }`;
  }

  #result(culprit: number | undefined): string {
    const { found, story } = this.#file;
    const status = culprit === undefined ? undefined : story[culprit]?.answered.status;
    if (!found || status === undefined) return '    return 0;\n';
    return `    printf("\\nfound then: %s\\nexpected:   %s\\n", ${cString(found.message)}, ${cString(found.expected)});
    return answers[${culprit}] == (NTSTATUS)${hex(status)} ? 1 : 0;\n`;
  }

  #slot(slot: Slot): string {
    return this.#known(slot) ?? 'slots[0]';
  }

  #known(slot: Slot): string | undefined {
    const number = this.#slots.of(slot);
    return number === undefined ? undefined : `slots[${number}]`;
  }

  #memory(name: string, memory: Memory): { readonly declared: string; readonly at: string; readonly length: string } {
    if (memory === null) return { declared: '', at: 'NULL', length: '0' };
    if ('bytes' in memory) return { declared: `${this.#bytes(name, memory)}\n`, at: name, length: String(memory.bytes.length) };
    if ('region' in memory) return { declared: '', at: `${this.#slot(memory.region)}.memory + ${memory.offset}`, length: String(memory.length) };
    return { declared: '', at: `(void *)(ULONG_PTR)0x${memory.address.toString(16)}ull`, length: `${memory.length}u` };
  }

  /** A static array with the bytes, and what puts handles and addresses into it. */
  #bytes(name: string, { bytes, links }: Content): string {
    const first = bytes[0] ?? 0;
    const uniform = bytes.every((byte) => byte === first);
    const declared = uniform
      ? `        static UCHAR ${name}[${Math.max(1, bytes.length)}];${first === 0 ? '' : `\n        memset(${name}, ${first}, sizeof ${name});`}`
      : `        static UCHAR ${name}[] = {${numbers([...bytes])}};`;
    const puts = links.flatMap(({ at, size, to, offset }) => {
      const slot = this.#known(to);
      if (!slot || at + size > bytes.length) return [];
      const value = offset === undefined ? `(ULONG_PTR)${slot}.handle` : `(ULONG_PTR)(${slot}.memory + ${offset})`;
      return [`        put(${name}, ${at}, ${size}, ${value});`];
    });
    return [declared, ...puts].join('\n');
  }
}

/** An address in the kernel half that is never mapped to user mode. */
const kernelAddress: Readonly<Record<Arch, string>> = { x64: '0xffff800000001000ull', x86: '0x80001000u' };

function numbers(list: readonly number[]): string {
  const rows: string[] = [];
  for (let at = 0; at < list.length; at += 16) rows.push(`            ${list.slice(at, at + 16).map((n) => `0x${n.toString(16).padStart(2, '0')}`).join(', ')}`);
  return `\n${rows.join(',\n')}\n        `;
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}u`;
}

/** A string of C. Question marks are escaped so that no trigraphs come about. */
function cString(text: string): string {
  return `"${printable(text).replace(/[\\"?]/g, (c) => `\\${c}`)}"`;
}
