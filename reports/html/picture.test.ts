/**
 * The picture of the report in the README. It is taken anew, of a device with two bugs, by
 * `KSCTS_UPDATE_PICTURE=1 npx vitest run --project unit reports/html/picture`.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../../harness/base/package-root.ts';
import { hasChromium, launchChromium } from '../testing/chromium.ts';
import { realRecord } from '../testing/real-record.ts';
import { htmlReport } from './page.ts';

const name = 'docs/images/report.png';
const picture = join(packageRoot, name);
const query = ['core/pin-caps', 'core/clock', '**:event.disable.twice', '**:audio.position.rate', 'audio/jack'];
const faults = ['event.disable-unknown-succeeds', 'position.jumps'];

test('the README shows a picture of the page', { timeout: 300_000 }, async () => {
  if (process.env['KSCTS_UPDATE_PICTURE'] !== undefined && hasChromium) await take();
  expect(readFileSync(join(packageRoot, 'README.md'), 'utf8')).toContain(`](${name})`);
  expect(existsSync(picture)).toBe(true);
  const bytes = readFileSync(picture);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.length).toBeLessThan(300_000);
});

async function take(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kscts-picture-'));
  const path = join(folder, 'report.html');
  const browser = await launchChromium();
  try {
    writeFileSync(path, htmlReport(await realRecord('simulator:hdaudio', query, faults)));
    const page = await browser.newPage({ viewport: { width: 1200, height: 1180 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(path).href);
    mkdirSync(dirname(picture), { recursive: true });
    writeFileSync(picture, await page.screenshot());
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}
