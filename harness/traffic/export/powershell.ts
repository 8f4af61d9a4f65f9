/**
 * A replay file as a PowerShell script that needs nothing but Windows: the same calls of ntdll as the C program, through a
 * class that the script compiles. Lists that run at the same time are done one after the other.
 */
import type { Action, Content, Link, Memory, Slot } from '../actions.ts';
import type { ReplayFile } from '../file.ts';
import { hexText } from '../hex-text.ts';
import type { SingleAction } from '../together.ts';
import { powershellRuntime } from './powershell-runtime.ts';
import { exported, exportedActions, headLines, milliseconds, orderLines, printable, SlotNumbers, usualLimit, type ExportedAction } from './program.ts';

const protections = { normal: 4, 'read-only': 2, 'no-access': 1, freed: 0 } as const;
const kernelAddress = { x64: 'ffff800000001000', x86: '80001000' } as const;

/** The text of the script, with Windows line ends. */
export function powershellScript(file: ReplayFile): string {
  const { arch, story, found } = file;
  const slots = new SlotNumbers(story.map(({ action }) => action));
  const body = exportedActions(file).flatMap((each) => [`# ${each.number}: ${each.title}`, ...linesOf(each, slots, file), '']);
  const bits = arch === 'x64' ? 64 : 32;
  const culprit = found && story[found.action]?.answered.status;
  const lines = [
    '<#',
    ...headLines(file).map((line) => `  ${line}`.trimEnd()),
    '',
    '  powershell -ExecutionPolicy Bypass -File replay.ps1 [-Path OTHER_INTERFACE]',
    '  Exit code: 1 if what was found comes again, 0 if not.',
    '#>',
    'param([string]$Path)',
    "$ErrorActionPreference = 'Stop'",
    `if ([IntPtr]::Size -ne ${bits / 8}) { throw 'the structures in the requests are those of a caller of ${bits} bits: use the PowerShell of that kind' }`,
    "Add-Type -TypeDefinition @'",
    ...powershellRuntime.trimEnd().split('\n'),
    "'@",
    'if ($Path) { [Replay]::OtherPath = $Path }',
    '',
    ...body,
    ...(found && culprit !== undefined
      ? [
          `Write-Output ${quote(`found then: ${found.message}`)}`,
          `Write-Output ${quote(`expected:   ${found.expected}`)}`,
          `if ([Replay]::Finish(${found.action}, ${hex(culprit)})) { exit 1 }`,
        ]
      : ['[void][Replay]::Finish(-1, 0)']),
    'exit 0',
    '',
  ];
  return lines.join('\r\n');
}

function linesOf({ action, number, title, then, answered }: ExportedAction, slots: SlotNumbers, file: ReplayFile): string[] {
  if (action.do !== 'together') return [line(action, `${number}, ${quote(title)}`, quote(then), slots, file)];
  return [
    ...orderLines(action, answered).map((text) => `# ${text}`),
    '# A script can do them only one after the other.',
    ...action.lanes.flatMap((lane, i) =>
      lane.flatMap((each: Action, k) => {
        const inner = exported(each, answered?.lanes?.[i]?.[k], number, file.arch);
        return each.do === 'together' ? [] : [`# ${inner.title}`, line(each, `${number}, ${quote(inner.title)}`, quote(inner.then), slots, file)];
      }),
    ),
  ];
}

/** One call of the class. */
function line(action: SingleAction, words: string, then: string, slots: SlotNumbers, { arch }: ReplayFile): string {
  const call = (method: string, ...values: (string | number)[]) => `[Replay]::${method}(${values.join(', ')})`;
  const known = (slot: Slot, body: (number: number) => string): string => {
    const number = slots.of(slot);
    return number === undefined ? '# What it needs is made by nothing.' : body(number);
  };
  const memory = (of: Memory) => memoryText(of, slots);
  switch (action.do) {
    case 'open':
      return known(action.makes, (slot) => call('OpenPath', words, slot, quote(action.path), hex(action.access), then));
    case 'open-child':
      return known(action.parent, (parent) =>
        known(action.makes, (slot) => call('OpenChild', words, slot, parent, contentText(action.name, slots), hex(action.access), then)),
      );
    case 'close':
      return known(action.handle, (slot) => call('Close', words, slot, then));
    case 'ioctl': {
      const limit = action.limit === undefined ? usualLimit : milliseconds(action.limit);
      return known(action.handle, (slot) => call('Request', words, slot, hex(action.code), memory(action.input), memory(action.output), limit, then));
    }
    case 'submit':
      return known(action.handle, (handle) =>
        known(action.makes, (slot) => call('Submit', slot, handle, hex(action.code), memory(action.input), memory(action.output))),
      );
    case 'wait':
      return known(action.request, (slot) => call('Wait', words, slot, milliseconds(action.limit), then));
    case 'cancel':
      return known(action.request, (slot) => call('Cancel', slot));
    case 'allocate': {
      const { kind, length, misalign } = action;
      return known(action.makes, (slot) =>
        kind === 'kernel' ? call('Kernel', slot, quote(kernelAddress[arch]), length) : call('Allocate', slot, length, misalign, protections[kind]),
      );
    }
    case 'write':
      return known(action.region, (slot) => call('Write', slot, action.offset, contentText(action.content, slots)));
    case 'release':
      return known(action.region, (slot) => call('Release', slot));
    case 'create-signal':
      return known(action.makes, (slot) =>
        action.kind === 'semaphore' ? call('Semaphore', slot, action.limit) : call('Event', slot, action.kind === 'manual-reset' ? '$true' : '$false'),
      );
    case 'take-signals':
      return known(action.signal, (slot) => call('Take', words, slot, milliseconds(action.limit), then));
    case 'sleep':
      return `Start-Sleep -Milliseconds ${milliseconds(action.duration)}`;
    case 'power':
    case 'unplug':
    case 'plug':
      return `Write-Output ${quote(`${action.do}: not done by this script`)}`;
  }
}

function memoryText(memory: Memory, slots: SlotNumbers): string {
  if (memory === null) return '[Replay]::None';
  if ('bytes' in memory) return contentText(memory, slots);
  if ('address' in memory) return `[Replay]::At('${memory.address.toString(16)}', ${memory.length})`;
  const slot = slots.of(memory.region);
  return slot === undefined ? '[Replay]::None' : `[Replay]::Part(${slot}, ${memory.offset}, ${memory.length})`;
}

function contentText({ bytes, links }: Content, slots: SlotNumbers): string {
  const texts = links.filter(({ at, size }) => at + size <= bytes.length).flatMap((link) => linkText(link, slots));
  return `[Replay]::Bytes('${hexText(bytes)}'${texts.map((text) => `, '${text}'`).join('')})`;
}

function linkText({ at, size, to, offset }: Link, slots: SlotNumbers): string[] {
  const slot = slots.of(to);
  return slot === undefined ? [] : [`${at}:${size}:${slot}${offset === undefined ? '' : `:${offset}`}`];
}

/** A number that PowerShell takes for an unsigned one: its hex literals of eight digits may be negative. */
function hex(value: number): string {
  return `${value >>> 0}`;
}

/** A single-quoted string: nothing in it is expanded. */
function quote(text: string): string {
  return `'${printable(text).replaceAll("'", "''")}'`;
}
