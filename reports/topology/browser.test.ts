import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDescription } from '../../harness/description/read.ts';
import { bundledDescription } from '../../harness/simulator/described/device.ts';
import { topologySvg } from './draw.ts';

const executablePath = process.env['KSCTS_CHROMIUM'] ?? '/usr/bin/chromium';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// Skipped where there is no Chromium; KSCTS_CHROMIUM names one that lies elsewhere.
describe.skipIf(!existsSync(executablePath))('the drawing in a browser', () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args });
    page = await browser.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    const svg = topologySvg(readDescription(bundledDescription('cmedia-cmi8738'))).replace(/^<\?xml.*\n/, '');
    await page.setContent(`<!doctype html><body style="margin: 0">${svg}</body>`);
  });
  afterAll(async () => {
    await browser.close();
  });

  test('needs nothing from outside', () => {
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
  });

  test('every text fits its box, and everything the drawing', async () => {
    const outside = await page.evaluate(`(() => {
      const boxOf = (element) => element.getBoundingClientRect();
      const inside = (inner, outer) =>
        inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
      const whole = boxOf(document.querySelector('svg'));
      return [...document.querySelectorAll('g')].flatMap((group) => {
        const box = group.querySelector(':scope > rect');
        const texts = [...group.querySelectorAll(':scope > text')];
        return texts.filter((text) => !(inside(boxOf(text), boxOf(box)) && inside(boxOf(box), whole))).map((text) => text.textContent);
      });
    })()`);
    expect(outside).toEqual([]);
  });

  test('follows the setting for dark', async () => {
    const background = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme });
      return page.evaluate('getComputedStyle(document.querySelector(".kt-back")).fill');
    };
    expect(await background('light')).toBe('rgb(255, 255, 255)');
    expect(await background('dark')).toBe('rgb(17, 21, 26)');
  });
});
