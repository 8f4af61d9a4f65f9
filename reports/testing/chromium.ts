/** The browser that tests look at pages with. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** Debian's; KSCTS_CHROMIUM names one that lies elsewhere. Tests are skipped where there is none. */
const executablePath = process.env['KSCTS_CHROMIUM'] ?? '/usr/bin/chromium';
export const hasChromium = existsSync(executablePath);

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

/** What a page complained about and asked for, as it goes on. */
export function watchPage(page: Page): { readonly complaints: readonly string[]; readonly requests: readonly string[] } {
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  return { complaints, requests };
}
