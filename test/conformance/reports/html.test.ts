import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type EvidenceEvent, type EvidenceRecord, htmlReport, type Verdict } from '../../../conformance/index.js';
import { requireChromium } from '../../browser/chromium.js';
import { EACH_VERDICT, reportWith, resultOf } from './reports.js';

const START = Date.UTC(2026, 0, 5, 18);

function recordsOf(scenario: string, entries: readonly EvidenceEvent[]): EvidenceRecord[] {
  return entries.map((entry, index) => {
    const virtualTime = new Date(START + index * 60_000).toISOString();
    return { sequence: index + 1, scenario, virtualTime, realTime: virtualTime, entry };
  });
}

const EXCHANGE: readonly EvidenceEvent[] = [
  { event: 'step', text: 'it begins' },
  {
    event: 'message',
    from: 'suite',
    to: 'esme',
    hex: 'df0901',
    decoded: { label: 'Message', value: 'ECS47 Command', children: [{ label: 'Grouping Header', children: [] }] },
  },
  { event: 'device', device: 'esme', note: { note: 'switched', switch: 2, position: 'open', cause: 'command' } },
  { event: 'device', device: 'hcalcs', note: { note: 'switched', switch: 0, position: 'closed', cause: 'event' } },
  { event: 'verdict', verdict: 'fail' },
];

/** What a device may say to take over a page. */
const HOSTILE = `"'></script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">\u202e\u0000`;

/** The exchanges of a page, unpacked. */
function exchangesIn(page: string): unknown[][] {
  return Array.from(page.matchAll(/<script type="application\/octet-stream">([^<]*)</g), ([, packed = '']) =>
    JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8')),
  );
}

describe('HTML report', () => {
  it('has verdict, configuration, requirements and each scenario with what was found', () => {
    const page = htmlReport(reportWith(EACH_VERDICT, { faults: ['esme.skip-mac'], target: 'emulator' }), []);
    for (const text of [
      'deviates',
      'no device was tested',
      'esme.skip-mac',
      'secmp0046-core',
      'REQ-04',
      'GBCS 4.3.1.5',
    ]) {
      expect(page).to.include(text);
    }
    for (const { id, title } of EACH_VERDICT) expect(page).to.include(`id="s-${id}"`).and.to.include(title);
    expect(page).to.include('the switch moved').and.to.include('<dt>Expected</dt><dd>open</dd>');
  });

  it('reaches nothing outside of itself', () => {
    const page = htmlReport(reportWith(EACH_VERDICT), recordsOf('fails', EXCHANGE));
    expect(page).to.match(/Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;sha256-/);
    expect(page).not.to.match(/\b(src|srcset|action|style)=|url\(|@import|https?:/);
  });

  it('has what passed, in order, and a picture of the switches', () => {
    const page = htmlReport(reportWith(EACH_VERDICT), recordsOf('fails', EXCHANGE));
    expect(exchangesIn(page)).to.deep.equal([
      [
        [START, 'step', 'it begins', '', []],
        [
          START + 60_000,
          'message',
          'suite → esme  ECS47 Command',
          'df0901',
          [
            [0, 'Message = ECS47 Command'],
            [1, 'Grouping Header'],
          ],
        ],
        [START + 120_000, 'device', 'esme  switched open', '', deviceLines('switched', 2, 'open', 'command')],
        [START + 180_000, 'device', 'hcalcs  switched closed', '', deviceLines('switched', 0, 'closed', 'event')],
      ],
    ]);
    expect(page).to.include('esme 2 open from 2026-01-05 18:02:00 to 2026-01-05 18:03:00: command');
    expect(page).to.include('class="closed"').and.to.include('class="unknown"');
  });

  it('is bounded, whatever passed, and says what it leaves out', function () {
    this.timeout(60_000);
    // What cannot be packed.
    const noise = (index: number) =>
      Array.from({ length: 8000 }, (_, i) =>
        ((index * 7919 + i * i * 104_729 + (i ^ index) * 31) % 16).toString(16),
      ).join('');
    const flood: EvidenceEvent[] = Array.from({ length: 300 }, (_, index) => {
      return { event: 'message', from: 'a', to: 'b', hex: noise(index), decoded: HOSTILE.repeat(100) };
    });
    const ids = Array.from({ length: 40 }, (_, index) => `many-${index}`);
    const evidence = ids.flatMap((id) => recordsOf(id, flood));
    const page = htmlReport(reportWith(ids.map((id) => resultOf(id))), evidence);
    expect(page.length).to.be.below(15_000_000);
    expect(page).to.include('250 of 300 records are shown').and.to.include('0 of 300 records are shown');
  });

  it('takes no text of a device for markup', () => {
    const page = htmlReport(hostileReport(), hostileEvidence());
    for (const text of ['<img', '<script>document', '\u202e', '\u0000']) expect(page).not.to.include(text);
  });
});

function deviceLines(note: string, number: number, position: string, cause: string): unknown[] {
  return Object.entries({ note, switch: number, position, cause }).map(([key, value]) => [0, `${key} = ${value}`]);
}

function hostileReport() {
  const all: readonly Verdict[] = ['fail', 'warn', 'error'];
  const results = all.map((verdict, index) =>
    resultOf(index === 0 ? 'hostile' : `${HOSTILE}${index}`, {
      verdict,
      title: HOSTILE,
      covers: ['REQ-04', HOSTILE],
      clauses: [HOSTILE],
      message: HOSTILE,
      expected: HOSTILE,
      actual: HOSTILE,
      warnings: [HOSTILE],
      assumptions: [HOSTILE],
    }),
  );
  return reportWith(results, {
    target: HOSTILE,
    targetNotes: [HOSTILE],
    faults: [HOSTILE],
    seed: HOSTILE,
    patterns: [HOSTILE],
    problems: [HOSTILE],
    observerErrors: [HOSTILE],
    expectations: [
      {
        expectation: { scenario: HOSTILE, verdict: 'fail', how: HOSTILE, reason: HOSTILE, expires: HOSTILE },
        status: 'other-way',
      },
    ],
  });
}

function hostileEvidence(): EvidenceRecord[] {
  return recordsOf('hostile', [
    { event: 'step', text: HOSTILE },
    { event: 'message', from: HOSTILE, to: HOSTILE, hex: HOSTILE, decoded: { label: HOSTILE, value: HOSTILE } },
    {
      event: 'han-frame',
      from: HOSTILE,
      to: HOSTILE,
      content: HOSTILE,
      delivered: false,
      decoded: { [HOSTILE]: [HOSTILE] },
    },
    { event: 'device', device: HOSTILE, note: { note: 'switched', switch: 1, position: 'open', cause: HOSTILE } },
    { event: 'device', device: HOSTILE, note: [{ label: 1, children: 7 }] },
  ]);
}

describe('HTML report in a browser', function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let directory: string;

  before(async function () {
    const executablePath = requireChromium.call(this);
    directory = mkdtempSync(join(tmpdir(), 'hanlab-html-'));
    // Chromium refuses to run as root inside its sandbox, and containers often have nobody else.
    browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  });

  after(async () => {
    await browser?.close();
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  });

  /** Opens a page from a file, as a reader does who was sent it. */
  async function opened(
    text: string,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; complaints: string[] }> {
    if (browser === undefined) throw new Error('no browser');
    const path = join(directory, 'report.html');
    writeFileSync(path, text);
    const page = await browser.newPage({ colorScheme, viewport: { width: 390, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(path).href) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(path).href);
    return { page, complaints };
  }

  it('filters by verdict and text, opens what a cell points to, and unpacks what passed', async () => {
    const { page, complaints } = await opened(htmlReport(reportWith(EACH_VERDICT), recordsOf('fails', EXCHANGE)));
    const shown = () => page.locator('.scenario:visible .name').allTextContents();
    expect(await shown()).to.deep.equal(['fails', 'breaks', 'unclear', 'warns', 'skips', 'passes']);
    await page.fill('#text', 'req-06');
    expect(await shown()).to.deep.equal(['warns', 'passes']);
    await page.uncheck('input[value=pass]');
    expect(await shown()).to.deep.equal(['warns']);
    expect(await page.textContent('#shown')).to.equal('1 of 6 shown');
    await page.evaluate("location.hash = '#s-fails'");
    await page.waitForSelector('#s-fails .exchange > *:nth-child(4)');
    await page.click('#s-fails .exchange > details >> text=ECS47 Command');
    expect(await page.locator('#s-fails .exchange li').allTextContents()).to.deep.equal([
      'Message = ECS47 Command',
      'Grouping Header',
    ]);
    await page.click('#s-fails .exchange summary:has-text("octets")');
    expect(await page.locator('#s-fails .exchange details details code').allTextContents()).to.deep.equal(['df0901']);
    expect(await page.locator('#s-fails svg rect').count()).to.equal(2);
    // On a phone the page is no wider than the screen.
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(390);
    expect(complaints).to.deep.equal([]);
  });

  it('is dark for who wants it dark', async () => {
    const colours: unknown[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await opened(htmlReport(reportWith(EACH_VERDICT), []), scheme);
      colours.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    }
    expect(colours).to.deep.equal(['rgb(255, 255, 255)', 'rgb(13, 17, 23)']);
  });

  it('runs nothing that a device said', async () => {
    const { page, complaints } = await opened(htmlReport(hostileReport(), hostileEvidence()));
    await page.waitForSelector('#s-hostile .exchange > *:nth-child(5)');
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    await page.waitForTimeout(100);
    expect(await page.title())
      .to.include('hanlab: ')
      .and.not.to.equal('owned');
    expect(await page.locator('img').count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
  });
});
