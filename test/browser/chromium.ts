import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Path of a Chromium on PATH. Without one the test is skipped, or fails with `HANLAB_REQUIRE=all`: called within a test
 * or hook, as `requireChromium.call(this)`.
 */
export function requireChromium(this: Mocha.Context): string {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  const path = NAMES.flatMap((name) => directories.map((directory) => join(directory, name))).find(existsSync);
  if (path !== undefined) return path;
  if (process.env['HANLAB_REQUIRE'] === 'all') throw new Error(`none of ${NAMES.join(', ')} is on PATH`);
  return this.skip();
}

/** What a page is served, by path, and its type. */
export type Served = Readonly<Record<string, { readonly type: string; readonly body: string }>>;

/**
 * Serves a site on loopback, opens its `/` in a headless Chromium and evaluates an expression there.
 * @returns its value, and whatever the page complained about
 */
export async function evaluateInBrowser(
  executablePath: string,
  served: Served,
  expression: string,
): Promise<{ readonly value: unknown; readonly complaints: readonly string[] }> {
  const server = createServer((request, response) => {
    const found = served[request.url ?? ''];
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': `${found.type}; charset=utf-8` }).end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let browser: Browser | undefined;
  try {
    // Chromium refuses to run as root inside its sandbox, and containers often have nobody else.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath, args });
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return { value: await page.evaluate(expression), complaints };
  } finally {
    await browser?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
