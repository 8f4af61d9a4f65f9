import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verdicts } from '../../harness/judge/verdict.ts';
import type { Verdict } from '../../harness/judge/verdict.ts';
import { caseLine, finding, journalOf, recordOf, runLine } from '../../harness/run/testing/journal-fixtures.ts';
import { htmlReport } from './page.ts';

const id = (name: string, object = 'camera/pin0') => `core/pin/KSPROPERTY_${name}:property.get.size-query@${object}`;
const everyVerdict = verdicts.map((verdict) => caseLine(id(verdict.toUpperCase()), verdict));
const pageOf = (...args: Parameters<typeof journalOf>) => htmlReport(recordOf(journalOf(...args)));

describe('the page', () => {
  test('says the verdict first, then the failures with request, answer, rule and replay', () => {
    const page = pageOf(everyVerdict);
    const order = ['<h1>FAILED</h1>', 'Failures by cause', `id="${id('FAIL')}"`, 'KSPROPERTY_TYPE_GET (1)', 'STATUS_SUCCESS', 'Coverage', 'Slowest cases'];
    const places = order.map((text) => page.indexOf(text));
    expect(places).not.toContain(-1);
    expect(page).toContain('PROP-014 [D] A get without an output buffer answers the size of the value.');
    expect(page).toContain(`npx kscts replay ${id('FAIL')} --target simulator:usbvideo --seed 42`);
    expect(places[0]).toBeLessThan(places[1]!);
  });

  test('asks for nothing from elsewhere, and its policy names its own style and script', () => {
    const page = pageOf(everyVerdict);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toMatch(/url\(|@import| style="| on\w+="/);
    for (const [tag, directive] of [['style', 'style-src'], ['script', 'script-src']] as const) {
      const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)![1]!;
      expect(page).toContain(`${directive} &#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`);
    }
  });

  test('escapes all that comes from a device', () => {
    const evil = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
    const page = pageOf([
      caseLine(`x/${evil}:law.${evil}@${evil}`, 'fail', {
        title: evil,
        notes: [evil],
        finding: { ...finding, message: evil, expected: evil, values: { [evil]: evil }, exchanges: finding.exchanges.map((one) => ({ ...one, title: evil, answer: [{ name: evil, text: evil }] })) },
      }),
      caseLine(`y:z@${evil}`, 'pass', { model: { states: [evil], transitions: [`a --${evil}--> b`] } }),
      caseLine('y:s@camera', 'skip', { skip: { reason: 'not-offered', detail: evil } }),
    ]);
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(3);
  });

  test('maps coverage by item and object, with the reasons of skips', () => {
    const page = pageOf([
      caseLine('core/a:x@camera', 'pass'), caseLine('core/a:y@camera', 'fail'), caseLine('core/a:x@camera/pin0', 'skip'), caseLine('core/b:x@camera', 'pass'),
    ]);
    expect(page).toContain('<tr><th scope="row">the file itself</th><td class="f">2 ✗1</td><td class="s">–1o</td></tr>');
    expect(page).toContain('<tr><th scope="row">the file itself</th><td class="p">1</td></tr>');
    expect(page).toContain('<span class="name">core/a</span>');
    expect(page).toContain('2 judged, 1 not as required, 1 skipped');
    expect(page).toContain('<strong>o</strong> the object does not offer the item, and need not');
  });

  test('shows which states and transitions a model visited', () => {
    const page = pageOf([caseLine('core/clock:clock.walk@camera', 'pass', { model: { states: ['s=0', 's=1'], transitions: ['s=0 --go(1)--> s=1'] } })]);
    expect(page).toContain('2 states, 1 transition, 1 object');
    expect(page).toContain('<tr><th scope="row">s=0</th><td class="none">·</td><td class="h2">go(1)</td></tr>');
  });

  test('says whether a model was walked in full, where the record does', () => {
    const page = (untried?: readonly string[]) => pageOf([caseLine('core/clock:clock.walk@camera', 'pass', { model: { states: ['s=0'], transitions: [], ...(untried && { untried }) } })]);
    expect(page([])).toContain('Every transition of every state that was reached was taken.');
    expect(page(['s=0 --go(1)-->'])).toContain('Not taken: <code>camera: s=0 --go(1)--&gt;</code>');
    expect(page()).not.toMatch(/was taken\.|Not taken/);
  });

  test('puts together what a model visited on several objects', () => {
    const walk = (object: string, ...transitions: string[]) => caseLine(`core/clock:clock.walk@${object}`, 'pass', { model: { states: ['s=0', 's=1'], transitions } });
    expect(pageOf([walk('a', 's=0 --go--> s=1'), walk('b', 's=0 --go--> s=1', 's=1 --back--> s=0')])).toContain('2 states, 2 transitions, 2 objects');
  });

  test('draws the device of the record', () => {
    expect(pageOf(everyVerdict)).toContain('aria-label="Topology of Test camera"');
    expect(htmlReport(recordOf([runLine]))).not.toContain('Topology');
  });

  test('counts what was asked by verb, size and state, and what failed there', () => {
    const asked = { 'GET exact RUN': 12, 'GET short STOP': 1, 'SET exact STOP KSPROPERTY_B@camera/pin0': 3 };
    const page = pageOf([
      caseLine('core/a/KSPROPERTY_A:x@camera', 'pass', { asked }),
      caseLine('core/a/KSPROPERTY_A:y@camera', 'fail', { asked: { 'GET exact RUN': 2 }, askedLast: 'GET exact RUN' }),
    ]);
    expect(page).toContain('18 requests in 3 combinations of item, object, verb, size and state; 2 items asked');
    expect(page).toContain('<tr><th scope="row">GET</th><td class="number">15</td><td class="number h1">1</td><td class="number h2 f">14 ✗1</td><td class="number h2 f">14 ✗1</td><td class="number h1">1</td></tr>');
    expect(page).toContain('"items":["KSPROPERTY_A","KSPROPERTY_B"],"objects":["camera","camera/pin0"],"verbs":["GET","SET"],"sizes":["exact","short"],"states":["RUN","STOP"],"rows":[[0,0,0,0,0,14,1],[0,0,0,1,1,1],[1,1,1,0,1,3]]');
  });

  test('counts what was skipped, and why, where the judged cases of the claim asked', () => {
    const skip = { reason: 'not-offered', detail: 'none' } as const;
    const page = pageOf([
      caseLine('core/a/KSPROPERTY_A:get.short@camera', 'pass', { asked: { 'GET exact -': 1, 'GET short -': 3 } }),
      caseLine('core/a/KSPROPERTY_B:get.short@camera', 'pass', { asked: { 'GET exact -': 1, 'GET short -': 3, 'SET exact - KSPROPERTY_A@camera/pin0': 1 } }),
      caseLine('core/a/KSPROPERTY_C:get.short@camera', 'pass', { asked: { 'GET unknown -': 1 } }),
      caseLine('core/a/KSPROPERTY_A:get.short@camera/pin0', 'pass', { asked: { 'GET short RUN': 3 } }),
      caseLine('core/a/KSPROPERTY_D:get.short@camera', 'skip', { skip }),
      caseLine('core/a/KSPROPERTY_E:get.short@other', 'skip', { skip: { ...skip, reason: 'precondition' } }),
      caseLine('core/a/KSPROPERTY_B:get.short@camera/pin1', 'skip', { skip }),
      caseLine('core/a/KSPROPERTY_F:*@camera', 'skip', { skip }),
      caseLine('core/b:never.judged@camera', 'skip', { skip }),
    ]);
    const skipped = (text: string) => ` <span class="skip">${text}</span>`;
    expect(page).toContain(`<tr><th scope="row">GET</th><td class="number">12</td><td class="number h1">9${skipped('–2o –1p')}</td><td class="number h1">2${skipped('–1o –1p')}</td><td class="number h1">1</td><td class="number h1">3${skipped('–1o')}</td></tr>`);
    expect(page).toContain('<tr><th scope="row">(all)</th><td class="number">0</td>');
    expect(page).toContain('<tr><th scope="row">(unknown)</th><td class="number">0</td>');
    const { items, rows } = JSON.parse(/id="cells">(.*?)</.exec(page)?.[1] ?? '') as { items: string[]; rows: unknown[][] };
    expect(rows.filter(([item]) => item === items.indexOf('KSPROPERTY_D')).map(([, , , , , ...numbers]) => numbers)).toEqual([[0, 0, '–1o'], [0, 0, '–1o']]);
  });

  test('names the slowest kinds of request, and where they took longest', () => {
    const page = pageOf([
      caseLine('core/a/KSPROPERTY_A:x@camera', 'pass', { times: { GET: [2, 3000, 2500], 'SET KSPROPERTY_B': [1, 7, 7] } }),
      caseLine('core/a/KSPROPERTY_A:y@camera', 'pass', { times: { GET: [2, 1000, 900] } }),
    ]);
    expect(page).toMatch(/GET KSPROPERTY_A<\/td><td class="number">4<\/td><td class="number">1.0 ms<\/td><td class="number">2.5 ms<\/td><td class="number">4.0 ms<\/td><td><a class="id" href="#core%2Fa%2FKSPROPERTY_A%3Ax%40camera"/);
    expect(page.indexOf('>GET KSPROPERTY_A<')).toBeLessThan(page.indexOf('>SET KSPROPERTY_B<'));
  });

  test('plots clocks, positions and latencies with their limits, what breaks them first', () => {
    const line = { kind: 'line', title: 'The clock', points: [[0, 0], [100_000, 103_000], [200_000, 206_000]], slope: 1.03, sigma: 0, residual: 0, limits: { rate: 0.01, residual: 40_000 } } as const;
    const page = pageOf([
      caseLine('a:latency@camera', 'pass', { measurements: [{ kind: 'values', title: 'The delay', values: [50_000], limits: { most: 200_000 } }] }),
      caseLine('a:clock@camera', 'fail', { measurements: [line] }),
    ]);
    expect(page).toContain('<td>Rate</td><td class="number fail">+3 % ✗</td><td class="number">± 1 %</td>');
    expect(page).toContain('<td>Greatest</td><td class="number">5 ms</td><td class="number">≤ 20 ms</td>');
    expect(page.indexOf('Drift of The clock')).toBeLessThan(page.indexOf('aria-label="The delay"'));
    // Two limits each around the line and around the bars, one on the axis.
    expect(page.match(/class="pl-limit"/g)).toHaveLength(5);
  });

  test.each([
    ['of which most pass', (i: number): Verdict => (i % 100 === 0 ? 'fail' : i % 5 === 0 ? 'skip' : 'pass')],
    ['that all fail', (): Verdict => 'fail'],
  ])('of 20,000 cases %s is below 5 MB', (_name, verdict) => {
    const cases = Array.from({ length: 20_000 }, (_, i) =>
      caseLine(`core/room${i % 7}/KSPROPERTY_SOMETHING_LONG_${i % 500}:property.some-claim.${i % 40}@device/filter${i % 11}/pin${i % 5}`, verdict(i), { milliseconds: i / 7 }),
    );
    expect(Buffer.byteLength(pageOf(cases))).toBeLessThan(5_000_000);
  });
});
