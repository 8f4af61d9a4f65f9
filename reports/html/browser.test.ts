import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdicts } from '../../harness/judge/verdict.ts';
import { caseLine, journalOf, recordOf } from '../../harness/run/testing/journal-fixtures.ts';
import { hasChromium, launchChromium, watchPage } from '../testing/chromium.ts';
import { manyTimes, realRecord } from '../testing/real-record.ts';
import { htmlReport } from './page.ts';

const id = (name: string) => `core/pin/KSPROPERTY_${name}:property.get.size-query@camera/pin0`;
const asked = { 'GET short STOP': 2, 'GET exact STOP': 7, 'GET exact RUN': 9 };
const cases = [
  ...verdicts.map((verdict) => caseLine(id(verdict.toUpperCase()), verdict, verdict === 'pass' ? { asked } : {})),
  caseLine(id('PASS').replace('pin0', 'pin1'), 'skip', { skip: { reason: 'no-instance', detail: 'no pin' } }),
  ...Array.from({ length: 1000 }, (_, i) => caseLine(`core/clock/KSPROPERTY_${i}:clock.moves@camera/pin0/clock`, 'pass')),
  ...Array.from({ length: 9 }, (_, i) => caseLine(`core/pin/KSPROPERTY_MANY_${i}:many.fail@camera`, 'fail')),
];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What an accessibility check finds: the rules that do not hold, with the elements. */
async function barriers(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run({ resultTypes: ['violations'], preload: false }).then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html }) => html)]))`);
}

describe.skipIf(!hasChromium)('the page in a browser', () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];
  let requests: readonly string[];
  const folder = mkdtempSync(join(tmpdir(), 'kscts-page-'));
  const url = pathToFileURL(join(folder, 'report.html')).href;
  const listed = () => page.locator('#cases tbody tr').count();

  beforeAll(async () => {
    writeFileSync(join(folder, 'report.html'), htmlReport(recordOf(journalOf(cases))));
    browser = await launchChromium();
    page = await browser.newPage();
    ({ complaints, requests } = watchPage(page));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  const open = async (hash = '') => {
    await page.goto('about:blank');
    await page.goto(url + hash);
  };

  test('loads without a complaint or a request', async () => {
    await open();
    expect(await page.locator('#shown').textContent()).toBe('1018 of 1018 cases, 200 listed');
    expect(complaints).toEqual([]);
    expect(requests.filter((one) => !one.startsWith(url) && one !== 'about:blank')).toEqual([]);
  });

  test('filters cases and failures by words and verdict', async () => {
    await open();
    await page.fill('#filter', 'clock moves _99');
    expect(await listed()).toBe(11);
    expect(await page.locator('details.cause:visible').count()).toBe(0);
    await page.fill('#filter', 'many_1');
    expect(await listed()).toBe(1);
    expect(await page.locator('details.case:visible').count()).toBe(1);
    await page.fill('#filter', '');
    await page.selectOption('#verdict', 'crash');
    expect(await listed()).toBe(1);
    expect(await page.locator('details.case:visible').getAttribute('id')).toBe(id('CRASH'));
  });

  test('lists more on demand, by keyboard', async () => {
    await open();
    await page.focus('#more');
    await page.keyboard.press('Enter');
    expect(await listed()).toBe(400);
  });

  test('opens a failure that the address names', async () => {
    await open(`#${encodeURIComponent(id('HANG'))}`);
    const failure = page.locator(`[id="${id('HANG')}"]`);
    expect(await failure.getAttribute('open')).not.toBeNull();
    expect(await failure.locator('dl').isVisible()).toBe(true);
  });

  test('shows a passed case, or one of many failures, that the address names', async () => {
    for (const name of ['core/clock/KSPROPERTY_777:clock.moves@camera/pin0/clock', 'core/pin/KSPROPERTY_MANY_8:many.fail@camera']) {
      await open(`#${encodeURIComponent(name)}`);
      expect(await listed()).toBe(1);
      expect(await page.locator('#cases tbody tr td.id').textContent()).toBe(name);
    }
  });

  test('follows the setting for dark', async () => {
    const background = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme });
      return page.evaluate('getComputedStyle(document.body).backgroundColor');
    };
    expect(await background('light')).toBe('rgb(255, 255, 255)');
    expect(await background('dark')).toBe('rgb(17, 21, 26)');
  });

  test('is used by keyboard: the skip link first, focus is seen, Enter opens and closes', async () => {
    await open();
    const focused = (what: string) => page.evaluate(`(() => { const at = document.activeElement; return ${what}; })()`);
    await page.keyboard.press('Tab');
    expect(await focused('at.className')).toBe('skip-link');
    expect(await focused('at.getBoundingClientRect().left >= 0 && getComputedStyle(at).outlineStyle')).toBe('solid');
    const order: unknown[] = [];
    for (let i = 0; i < 9; i++) {
      await page.keyboard.press('Tab');
      order.push(await focused("at.id || at.tagName + ' ' + at.textContent.split(' ')[0]"));
    }
    expect(order).toEqual(['A Failures', 'A Device', 'A Coverage', 'A Times', 'A All', 'filter', 'verdict', 'A 1018', expect.stringMatching(/^SUMMARY/)]);
    expect(await focused('getComputedStyle(at).outlineStyle')).toBe('solid');
    const isOpen = () => focused('at.parentElement.open');
    const before = await isOpen();
    await page.keyboard.press('Enter');
    expect(await isOpen()).toBe(!before);
    await page.keyboard.press('Enter');
    expect(await isOpen()).toBe(before);
  });

  test('opens what an item was asked, by keyboard and by address', async () => {
    await open();
    const name = 'KSPROPERTY_PASS';
    const item = page.locator('a.item', { hasText: name });
    await page.locator('details.file:has(a.item) > summary').first().focus();
    await page.keyboard.press('Enter');
    await item.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('tr.asked table').innerText()).toMatch(/Object\s+Verb\s+short\s+exact\s+camera\/pin0\s+GET\s+STOP 2\s+STOP 7, RUN 9\s+camera\/pin1\s+GET\s+STOP –1i\s+STOP –1i, RUN –1i/);
    await page.keyboard.press('Enter');
    expect(await page.locator('tr.asked').count()).toBe(0);
    await open(`#item:${name}`);
    expect(await page.locator('tr.asked table').isVisible()).toBe(true);
  });

  test('prints what matters, light, with every failure open', async () => {
    await open();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const hidden of ['nav', '.filter', '#list']) expect(await page.locator(hidden).isVisible(), hidden).toBe(false);
    for (const shown of ['h1', '#failures', '#device svg', '#coverage table']) expect(await page.locator(shown).first().isVisible(), shown).toBe(true);
    await page.setViewportSize({ width: 794, height: 1123 });
    expect(await page.evaluate("document.querySelector('#device svg').getBoundingClientRect().right <= innerWidth")).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(27, 31, 36)');
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('details.case:not([open])').count()).toBe(0);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  test.each(['light', 'dark'] as const)('has no barrier that axe knows, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await open(`#item:KSPROPERTY_PASS`);
    expect(await barriers(page)).toEqual([]);
  });

  test('complained about nothing in all this', () => {
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(!hasChromium)('the page of 20,000 cases of a real run', () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];
  const folder = mkdtempSync(join(tmpdir(), 'kscts-page-'));
  const path = join(folder, 'report.html');

  beforeAll(async () => {
    const record = await realRecord('simulator:testcap', ['core/clock/KSPROPERTY_CLOCK_TIME', 'core/clock:clock.rate', 'core/clock:clock.walk', 'core/clock/KSEVENT_CLOCK_POSITION_MARK', 'core/general/KSPROPERTY_GENERAL_COMPONENTID'], ['event.disable-unknown-succeeds']);
    writeFileSync(path, htmlReport(manyTimes(record, 20_000)));
    browser = await launchChromium();
    page = await browser.newPage();
    ({ complaints } = watchPage(page));
    await page.goto(pathToFileURL(path).href);
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test('is below 5 MB, loads and shows all there is', async () => {
    expect(statSync(path).size).toBeLessThan(5_000_000);
    expect(await page.locator('#shown').textContent()).toBe('20000 of 20000 cases, 200 listed');
    for (const part of ['#failures details.cause', '#device svg.kt', '#coverage table', '#models table', '#measured svg.pl', '#times table']) {
      expect(await page.locator(part).count(), part).toBeGreaterThan(0);
    }
    expect(complaints).toEqual([]);
  });

  test('answers a filter', async () => {
    await page.fill('#filter', 'clock.rate copy1.');
    expect(await page.locator('#shown').textContent()).toBe('3 of 20000 cases');
    expect(await page.locator('#cases tbody tr').count()).toBe(3);
    await page.fill('#filter', '');
  });

  test('has no barrier that axe knows', async () => {
    expect(await barriers(page)).toEqual([]);
  });
});
