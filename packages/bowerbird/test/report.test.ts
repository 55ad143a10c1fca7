import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bowerbird, copyOfQuickstart } from './support.ts';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.BOWERBIRD_TEST_BROWSER ?? BROWSERS.find((path) => existsSync(path));
if (!executablePath && process.env.BOWERBIRD_TEST_SERVERS === 'required')
  throw new Error('Chromium is missing. On Debian: apt-get install chromium');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page that was written by a run of the example with one source that is not there. */
async function reportOfRun(): Promise<string> {
  const folder = copyOfQuickstart();
  const ended = await bowerbird(folder, 'run', '--report', 'report.html');
  expect(ended.code).toBe(0);
  return join(folder, 'report.html');
}

it('says that a page is not written where the run could not be put on record', async () => {
  const folder = copyOfQuickstart();
  mkdirSync(join(folder, '.home/data'), { recursive: true });
  writeFileSync(join(folder, '.home/data/runs'), '');
  const { code, stderr } = await bowerbird(folder, 'run', 'pages', '--report', 'report.html');
  expect({ code, report: existsSync(join(folder, 'report.html')) }).toEqual({ code: 0, report: false });
  expect(stderr).toContain('the run is not on record: EEXIST');
  expect(stderr).toMatch(/warning: .*report\.html is not written: the run is not on record/);
});

describe.skipIf(!executablePath)('the page about a run, in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  /** Opens a file, and keeps what goes wrong in it. */
  async function open(file: string, colorScheme: 'light' | 'dark') {
    const page = await browser.newPage({ colorScheme });
    onTestFinished(() => page.close());
    const [faults, requests]: string[][] = [[], []];
    page.on('console', (message) => faults?.push(message.text()));
    page.on('pageerror', (error) => faults?.push(error.message));
    page.on('request', (request) => requests?.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('body[data-ready]');
    return { page, faults, requests };
  }

  /** What axe (Deque) finds that keeps people out. */
  async function serious(page: Page): Promise<readonly string[]> {
    await page.evaluate(AXE);
    const { violations } = (await page.evaluate('axe.run()')) as {
      readonly violations: readonly {
        readonly id: string;
        readonly impact: string;
        readonly nodes: readonly { readonly html: string }[];
      }[];
    };
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }

  it.each(['light', 'dark'] as const)(
    'works from disk, asks for nothing, and keeps nobody out: %s',
    async (scheme) => {
      const file = await reportOfRun();
      const { page, faults, requests } = await open(file, scheme);
      expect(requests?.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
      await page.locator('details.document').first().locator('summary').click();
      expect(await serious(page)).toEqual([]);
      expect(faults).toEqual([]);
    },
    120_000,
  );

  it('filters sources, zooms the timeline by keys, and opens documents with their places', async () => {
    const { page } = await open(await reportOfRun(), 'light');
    const status = page.locator('#tasks [role=status]');
    expect(await status.textContent()).toMatch(/^(\d+) of \1 sources$/);
    await page.locator('#tasks input').fill('whentouse');
    await expect.poll(() => status.textContent()).toMatch(/^1 of \d+ sources$/);
    expect(await page.locator('#tasks tbody tr').count()).toBe(1);
    const canvas = page.locator('#timeline canvas');
    await canvas.focus();
    await page.keyboard.press('+');
    const [from, to] = ((await canvas.getAttribute('data-view')) ?? '').split('-').map(Number);
    await page.keyboard.press('Home');
    const [allFrom, allTo] = ((await canvas.getAttribute('data-view')) ?? '').split('-').map(Number);
    expect((to ?? 0) - (from ?? 0)).toBeLessThan((allTo ?? 0) - (allFrom ?? 0));
    await page.locator('#documents input').fill('atomic commit in sqlite');
    await expect.poll(() => page.locator('details.document').count()).toBe(1);
    await page.locator('details.document summary').click();
    await expect.poll(() => page.locator('details.document .place').count()).toBeGreaterThan(3);
  }, 120_000);
});
