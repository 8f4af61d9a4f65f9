import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdicts } from '../../harness/judge/verdict.ts';
import { caseLine, journalOf, recordOf } from '../../harness/run/testing/journal-fixtures.ts';
import { htmlReport } from './page.ts';

const executablePath = process.env['KSCTS_CHROMIUM'] ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const id = (name: string) => `core/pin/KSPROPERTY_${name}:property.get.size-query@camera/pin0`;
const cases = [
  ...verdicts.map((verdict) => caseLine(id(verdict.toUpperCase()), verdict)),
  ...Array.from({ length: 1000 }, (_, i) => caseLine(`core/clock/KSPROPERTY_${i}:clock.moves@camera/pin0/clock`, 'pass')),
  ...Array.from({ length: 9 }, (_, i) => caseLine(`core/pin/KSPROPERTY_MANY_${i}:many.fail@camera`, 'fail')),
];

// Skipped where there is no Chromium; KSCTS_CHROMIUM names one that lies elsewhere.
describe.skipIf(!existsSync(executablePath))('the page in a browser', () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requests: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'kscts-page-'));
  const url = pathToFileURL(join(folder, 'report.html')).href;
  const listed = () => page.locator('#cases tbody tr').count();

  beforeAll(async () => {
    writeFileSync(join(folder, 'report.html'), htmlReport(recordOf(journalOf(cases))));
    browser = await chromium.launch({ executablePath, args });
    page = await browser.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
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
    expect(await page.locator('#shown').textContent()).toBe('1017 of 1017 cases, 200 listed');
    expect(complaints).toEqual([]);
    expect(requests.filter((one) => !one.startsWith(url) && one !== 'about:blank')).toEqual([]);
  });

  test('filters cases and failures by words and verdict', async () => {
    await open();
    await page.fill('#filter', 'clock moves _99');
    expect(await listed()).toBe(11);
    expect(await page.locator('details.claim:visible').count()).toBe(0);
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

  test('complained about nothing in all this', () => {
    expect(complaints).toEqual([]);
  });
});
