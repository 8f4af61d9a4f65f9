/**
 * What a campaign found, as the C program that it exports to, asks the driver in Wine's kernel: the program prints what the
 * same requests gave when they were recorded. The driver is the example camera with a planted fault, which a campaign finds in
 * the library that is built from the same sources.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isSuccess, STATUS } from '../abi/ntstatus.ts';
import { Campaign } from '../fuzz/campaign.ts';
import type { Found } from '../fuzz/finding.ts';
import { prove, type Proof } from '../fuzz/proof.ts';
import { settle, type Trial } from '../fuzz/settle.ts';
import { loadSpecs } from '../spec/loader.ts';
import { createNativeTarget } from '../target/native/native.ts';
import { cannotBuild, makeExample } from '../target/native/testing/build.ts';
import type { Action } from '../traffic/actions.ts';
import type { Answered } from '../traffic/answered.ts';
import { cProgram } from '../traffic/export/c.ts';
import type { ReplayFile } from '../traffic/file.ts';
import { asWindowsPath, compiler, noWine, WineKernel } from './testing/wine.ts';

const absent = noWine !== false ? noWine : cannotBuild;
const fault = 5;
const kernel = new WineKernel();
beforeAll(() => {
  if (!absent) kernel.prepare();
}, 700_000);
afterAll(() => { kernel.remove(); });

/** Every answer that a program printed: its status, Information, and what it shows of the output. */
function printedAnswers(text: string): { status: number; information: number; output: string }[] {
  const answers: { status: number; information: number; output: string }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, status, information] = /^ {6}NTSTATUS 0x([0-9a-f]{8}), Information (\d+)$/.exec(line) ?? [];
    if (status !== undefined) answers.push({ status: parseInt(status, 16), information: Number(information), output: '' });
    else if (/^ {6}[0-9a-f]{2}( [0-9a-f]{2})*$/.test(line)) (answers.at(-1) ?? { output: '' }).output += line.replaceAll(' ', '');
  }
  return answers;
}

function answerOf({ status = STATUS.STATUS_SUCCESS, information = 0, output = new Uint8Array(0) }: Answered): { status: number; information: number; output: string } {
  const shown = isSuccess(status) ? output.subarray(0, information) : output.subarray(0, 0);
  return { status, information, output: Buffer.from(shown).toString('hex') };
}

/** Something that a campaign finds in the library, made small. */
function findingIn(library: string): ReplayFile {
  const target = createNativeTarget(library);
  const all: { found: Found; actions: readonly Action[] }[] = [];
  const campaign = new Campaign(loadSpecs(), target, {
    seed: 1,
    focus: ['PROPSETID_VIDCAP_VIDEOPROCAMP'],
    destructive: true,
    onFinding: (found, actions) => all.push({ found, actions }),
  });
  while (all.length === 0 && campaign.requests < 20_000) campaign.round();
  target.dispose();
  const [one] = all;
  if (!one) throw new Error('the campaign found nothing');
  const on = (proof: Proof, actions: readonly Action[]) => {
    const fresh = createNativeTarget(library);
    try {
      return prove(proof, fresh, actions);
    } finally {
      fresh.dispose();
    }
  };
  const trial: Trial = { tries: 200, holds: (proof, actions) => on(proof, actions).breach !== null, perform: (proof, actions) => on(proof, actions).answers, walk: () => undefined };
  const { again, story } = settle(one.found, one.actions, trial);
  expect(again).toBe(true);
  const { oracle, message, expected, rule } = one.found.breach;
  return { kscts: '0', target: 'native:camera', arch: 'x64', faults: [], found: { by: oracle, verdict: 'fail', message, expected, rule, action: story.length - 1 }, story };
}

test('the exported program of a finding asks a driver, and prints what was recorded', { timeout: 700_000 }, ({ skip }) => {
  if (absent) skip(absent);
  const [library = ''] = makeExample(kernel.folder, `camera-fault${fault}.so`);
  const file = findingIn(library);
  const source = join(kernel.folder, 'replay.c');
  const program = join(kernel.folder, 'replay.exe');
  writeFileSync(source, cProgram(file));
  kernel.run(compiler, ['-O1', '-Wall', '-Wextra', '-Werror', '-o', program, source, '-lntdll'], 120);
  const ended = (driver: string) => {
    try {
      kernel.load(driver);
      return kernel.ended([asWindowsPath(program), String.raw`\??\KSCTSDRV`], 120);
    } finally {
      kernel.stop();
    }
  };
  const { status, printed } = ended(kernel.buildDriver(fault));
  // The Information of an open (FILE_OPENED) is not part of what kscts records.
  const opened = { information: 1, output: '' };
  const recorded = file.story.flatMap(({ action, answered }) => (action.do === 'open' || action.do === 'ioctl' ? { ...answerOf(answered), ...(action.do === 'open' && opened) } : []));
  expect(recorded.length).toBeGreaterThan(1);
  expect(printedAnswers(printed)).toEqual(recorded);
  expect(status).toBe(1);
  // On the driver without the fault something else comes.
  const healthy = ended(kernel.buildDriver(0));
  expect(printedAnswers(healthy.printed)).not.toEqual(recorded);
});
