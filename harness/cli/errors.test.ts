import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newPlace, normalised } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let place: Place;
beforeAll(() => { place = newPlace(); });
afterAll(() => { place.remove(); });

describe('mistakes end with 2, name what is wrong, and suggest what was meant', () => {
  test.each<[string, string[], string]>([
    ['unknown option', ['run', '--sead', '5'], "error: unknown option '--sead'\n(Did you mean --seed?)"],
    ['unknown command', ['rum'], "error: unknown command 'rum'\n(Did you mean run?)"],
    ['bad number', ['run', '--seed', 'five'], 'error[KS210]: --seed: "five" is not a whole number from 0 to 2147483647'],
    ['bad choice', ['run', '--color', 'sometimes'], "error: option '--color <when>' argument 'sometimes' is invalid. Allowed choices are auto, always, never."],
    ['bad pattern', ['list', '--grep', '('], 'error[KS211]: --grep: Invalid regular expression'],
    ['unknown device', ['list', '--target', 'simulator:usbvidoe'], 'error[KS201]: unknown target "simulator:usbvidoe"\n  hint: did you mean "simulator:usbvideo"?'],
    ['target without a kind', ['list', '--target', 'usbvideo'], 'error[KS201]: unknown target "usbvideo"\n  hint: did you mean "simulator:usbvideo"?'],
    ['module that is not there', ['list', '--target', 'module:none.mjs'], 'error[KS202]: module:none.mjs: there is no file <cwd>/none.mjs'],
    ['descriptors that are not there', ['list', '--descriptors', 'none.txt'], 'cannot be read (ENOENT)'],
    ['spec file that is not there', ['check', 'none.yaml'], 'error[KS010]: there is no file or folder "none.yaml"'],
    ['device description that is not there', ['list', '--target', 'simulator:none.json'], 'error[KS330]: the device description "none.json" cannot be read (ENOENT)'],
    ['file that is no description', ['describe', 'specs/demo.yaml'], 'specs/demo.yaml:2:1: error[KS331]: it does not say that its format is "kscts-device/1"'],
    ['output that cannot be written', ['describe', 'simulator:realtek-alc255-asus', '--svg', 'none/a.svg'], 'error[KS342]: "none/a.svg" cannot be written (ENOENT)'],
    ['missing case', ['replay'], "error: missing required argument 'case'"],
  ])('%s', async (_name, args, message) => {
    const { code, stdout, stderr } = await place.kscts(args);
    expect(normalised(stderr, place)).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test('a mistake in a spec file is shown at its place, by every command that reads it', async () => {
    writeFileSync(place.path('bad.yaml'), 'title: Bad\nbehaviours:\n  - behaviour: bad.one\n    on: filtre\n    title: x\n    cites: [PROP-021]\n    steps: []\n');
    const check = await place.kscts(['check', 'bad.yaml']);
    const run = await place.kscts(['run', 'bad', '--specs', 'bad.yaml', '--no-progress']);
    expect([check.code, run.code]).toEqual([2, 2]);
    expect(check.stderr).toMatch(/^bad\.yaml:4:9: error\[KS\d+\]: /);
    expect(check.stderr).toContain('  4 |     on: filtre\n    |         ^^^^^^\n');
    expect(run.stderr).toBe(check.stderr);
  });

  test('a query that fits no case ends with 4 and names the nearest', async () => {
    const { code, stderr } = await place.kscts(['run', 'core/clok', '--no-progress']);
    expect(stderr).toContain('no case matches "core/clok"');
    expect(stderr).toContain('hint: ');
    expect(code).toBe(4);
  });

  test('the configuration file is read, and wrong in its place', async () => {
    writeFileSync(place.path('kscts.config.yaml'), 'seed: 3\nsead: 4\n');
    const { code, stderr } = await place.kscts(['list']);
    writeFileSync(place.path('kscts.config.yaml'), '');
    expect(normalised(stderr, place)).toBe(
      '<cwd>/kscts.config.yaml:2:1: error[KS222]: unknown option "sead"\n  2 | sead: 4\n    | ^^^^\n  hint: did you mean "seed"?\n',
    );
    expect(code).toBe(2);
  });
});

describe('help', () => {
  test.each([['kscts', []], ['run', ['run']], ['list', ['list']], ['replay', ['replay']], ['describe', ['describe']], ['check', ['check']], ['fmt', ['fmt']], ['init', ['init']], ['resume', ['resume']], ['specs', ['specs']], ['report', ['report']], ['fuzz', ['fuzz']], ['merge', ['report', 'merge']], ['diff', ['diff']], ['certify', ['certify']], ['verify', ['verify']], ['keygen', ['keygen']], ['compare', ['compare']], ['agent', ['agent']], ['doctor', ['doctor']], ['completion', ['completion']]])(
    'of %s',
    async (name, command) => {
      const { code, stdout } = await place.kscts([...command, '--help']);
      expect(code).toBe(0);
      await expect(stdout).toMatchFileSnapshot(`__snapshots__/help-${name}.txt`);
    },
  );
  test('version', async () => {
    const { code, stdout } = await place.kscts(['--version']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });
});

describe('other commands', () => {
  const demo = ['--specs', 'specs/demo.yaml'];
  test('list: ids, one a line; titles with --verbose', async () => {
    const plain = await place.kscts(['list', 'demo', ...demo]);
    expect(plain.stdout.split('\n').slice(0, 2)).toEqual(['demo:demo.a-passes@camera', 'demo:demo.b-fails@camera']);
    const verbose = await place.kscts(['list', '**:demo.a-passes', ...demo, '-v']);
    expect(verbose.stdout).toBe('demo:demo.a-passes@camera\tPin types can be counted\n');
  });

  test('replay: everything that was asked, in one process, with the exit code of the run', async () => {
    const { code, stdout, stderr } = await place.kscts(['replay', 'demo:demo.a-passes@camera', 'demo:demo.b-fails@camera', ...demo]);
    await expect(normalised(stdout, place)).toMatchFileSnapshot('__snapshots__/replay.txt');
    expect(stderr).toBe('demo:demo.a-passes@camera\ndemo:demo.b-fails@camera\n');
    expect(code).toBe(1);
  });

  test('check: nothing wrong', async () => {
    expect(await place.kscts(['check', 'specs'])).toEqual({ code: 0, stdout: '1 file without a problem\n', stderr: '' });
  });

  test('specs: counts', async () => {
    const { code, stdout } = await place.kscts(['specs', 'specs']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +items +laws +behaviours +models +profiles\n/);
    expect(stdout).toMatch(/^demo +– +– +6 +– +–$/m);
    expect(stdout).toMatch(/^core\/clock +\d+/m);
  });

  test('fmt: in place, or a check', async () => {
    writeFileSync(place.path('ugly.yaml'), 'title:   Ugly\nlaws:   [ ]\n');
    expect(await place.kscts(['fmt', '--check', 'ugly.yaml'])).toMatchObject({ code: 1, stdout: 'ugly.yaml\n' });
    expect(await place.kscts(['fmt', 'ugly.yaml'])).toMatchObject({ code: 0, stdout: 'ugly.yaml\n' });
    expect(await place.kscts(['fmt', '--check', 'ugly.yaml'])).toMatchObject({ code: 0, stdout: '' });
  });
});
