import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verdicts } from '../../harness/judge/verdict.ts';
import type { Verdict } from '../../harness/judge/verdict.ts';
import { caseLine, finding, journalOf, recordOf } from '../../harness/run/testing/journal-fixtures.ts';
import { htmlReport } from './page.ts';

const id = (name: string, object = 'camera/pin0') => `core/pin/KSPROPERTY_${name}:property.get.size-query@${object}`;
const everyVerdict = verdicts.map((verdict) => caseLine(id(verdict.toUpperCase()), verdict));
const pageOf = (...args: Parameters<typeof journalOf>) => htmlReport(recordOf(journalOf(...args)));

describe('the page', () => {
  test('says the verdict first, then the failures with request, answer, rule and replay', () => {
    const page = pageOf(everyVerdict);
    const order = ['<h1>FAILED</h1>', 'Failures by claim', `id="${id('FAIL')}"`, 'KSPROPERTY_TYPE_GET (1)', 'STATUS_SUCCESS', 'Coverage', 'Slowest cases'];
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
    expect(page.match(/<script/g)).toHaveLength(2);
  });

  test('maps coverage by item and object, with the reasons of skips', () => {
    const page = pageOf([
      caseLine('core/a:x@camera', 'pass'), caseLine('core/a:y@camera', 'fail'), caseLine('core/a:x@camera/pin0', 'skip'), caseLine('core/b:x@camera', 'pass'),
    ]);
    expect(page).toContain('<tr><th scope="row">core/a</th><td class="f">2 ✗1</td><td class="s">–1o</td></tr>');
    expect(page).toContain('<tr><th scope="row">core/b</th><td class="p">1</td><td></td></tr>');
    expect(page).toContain('<strong>o</strong> the object does not offer the item, and need not');
  });

  test('shows which states and transitions a model visited', () => {
    const page = pageOf([caseLine('core/clock:clock.walk@camera', 'pass', { model: { states: ['s=0', 's=1'], transitions: ['s=0 --go(1)--> s=1'] } })]);
    expect(page).toContain('2 states, 1 transition');
    expect(page).toContain('<tr><td>s=0</td><td>go(1)</td><td>s=1</td></tr>');
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
