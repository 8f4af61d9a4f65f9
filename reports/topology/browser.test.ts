import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDescription } from '../../harness/description/read.ts';
import { bundledDescription } from '../../harness/simulator/described/device.ts';
import { hasChromium, launchChromium, watchPage } from '../testing/chromium.ts';
import { topologySvg } from './draw.ts';

describe.skipIf(!hasChromium)('the drawing in a browser', () => {
  let browser: Browser;
  let page: Page;
  let watched: ReturnType<typeof watchPage>;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
    watched = watchPage(page);
    const svg = topologySvg(readDescription(bundledDescription('cmedia-cmi8738'))).replace(/^<\?xml.*\n/, '');
    await page.setContent(`<!doctype html><body style="margin: 0">${svg}</body>`);
  });
  afterAll(async () => {
    await browser.close();
  });

  test('needs nothing from outside', () => {
    expect(watched).toEqual({ complaints: [], requests: [] });
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
