// node page.mjs CHECKERS_DIR PAGE ORGANIZATION CLASSIFICATION: open the page as
// people do and check it, on the screen and on paper.
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [tools, page, organization, classification] = process.argv.slice(2);
const require = createRequire(path.join(tools, 'package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const url = pathToFileURL(page).href;
const problems = [];
const check = (ok, problem) => ok || problems.push(problem);

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});

async function open(options, hash = '') {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const requests = [];
  tab.on('request', r => requests.push(r.url()));
  tab.on('pageerror', e => problems.push('script error: ' + e.message));
  tab.on('console', m => m.type() === 'error' && problems.push('console: ' + m.text()));
  await tab.goto(url + hash, { waitUntil: 'load' });
  check(requests.length === 1, 'requests: ' + requests.join(' '));
  return { context, tab };
}

// What the reader sees of a table: the names in their order.
const names = (tab, id) => tab.evaluate(id => {
  const table = document.getElementById(id + '-caption').parentNode;
  const column = [...table.tHead.rows[0].cells].findIndex(h => h.dataset.column === 'name');
  return [...table.tBodies[0].rows].filter(r => !r.hidden).map(r => r.cells[column].textContent);
}, id);
const shown = (tab, tables = '') => tab.locator(`section[data-items]${tables} tbody tr:not([hidden])`).count();
const hash = async tab => {
  await tab.waitForTimeout(300);
  return new URLSearchParams(new URL(tab.url()).hash.slice(1));
};
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

async function withoutScripts() {
  const { context, tab } = await open({ javaScriptEnabled: false });
  const text = await tab.locator('body').innerText();
  for (const title of ['Summary', 'What to do first', 'Unsupported items', 'Editions', 'Inputs']) {
    check(text.includes(title), 'without scripts the page lacks ' + title);
  }
  check(await tab.locator('button, input, select, [aria-sort]').count() === 0, 'without scripts there are controls');
  const rows = await tab.locator('tbody tr').count();
  await context.close();
  const scripted = await open({});
  check(rows > 0 && await scripted.tab.locator('tbody tr:visible').count() > 0, 'no rows');
  check(rows === await scripted.tab.locator('tbody tr').count(), 'rows differ without scripts');
  await scripted.context.close();
}

// Filters and sorting by keyboard; a second reader gets the same from the address.
async function filters() {
  const { context, tab } = await open({});
  const all = await names(tab, 'vms');
  const whole = await shown(tab);
  await tab.locator('#filter-verdict').focus();
  await tab.keyboard.press('ArrowDown');
  const verdict = await tab.locator('#filter-verdict').inputValue();
  const left = await shown(tab);
  check(verdict !== '' && left > 0 && left < whole, `the filter by verdict ${verdict} leaves ${left} of ${whole} rows`);
  const few = await names(tab, 'vms');
  const said = await tab.locator('.filters output').innerText();
  check(/^[\d,]+ of [\d,]+ rows in \d+ tables$/.test(said), 'the count says: ' + said);
  await tab.locator('section[aria-labelledby=vms-caption] th[data-column=name] button').focus();
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('Space');
  const sorted = await names(tab, 'vms');
  const compare = new Intl.Collator('en', { numeric: true }).compare;
  check(same(sorted, [...few].sort((a, b) => compare(b, a))), 'the VMs are not sorted: ' + sorted);
  const state = await hash(tab);
  check(state.get('verdict') === verdict && state.get('sort-vms') === '-name', 'the address says: ' + state);
  await tab.locator('nav a[href="#disks"]').click();
  check((await hash(tab)).get('at') === 'disks' && (await hash(tab)).get('verdict') === verdict, 'a link loses the filters: ' + tab.url());

  const other = await open({}, new URL(tab.url()).hash);
  check(same(await names(other.tab, 'vms'), sorted), 'the address does not restore the VMs');
  check(await other.tab.locator('th[aria-sort=descending]').count() === 1, 'the address does not restore the order');
  await other.context.close();

  await tab.locator('.filters button').click();
  check(same([...await names(tab, 'vms')].sort(), [...all].sort()), 'clearing the filters does not bring back all VMs');
  check(await tab.evaluate(() => document.activeElement.id) === 'filter-text', 'clearing the filters loses the focus');
  for (const facet of ['rule', 'subscription', 'group']) await choice(tab, facet, whole);
  await tab.locator('#filter-text').fill(all.at(-1).slice(0, 12));
  check((await names(tab, 'vms')).includes(all.at(-1)), 'the filter by words loses a VM');
  await tab.locator('#filter-text').fill('nothing has this');
  check((await names(tab, 'vms')).length === 0, 'the filter by words keeps VMs');
  await context.close();
}

// Each choice of a facet leaves rows somewhere, and not everything everywhere.
async function choice(tab, facet, whole) {
  const select = tab.locator('#filter-' + facet);
  if (await select.count() === 0) return;
  const values = await select.locator('option').evaluateAll(o => o.slice(1).map(o => o.value));
  for (const value of values.slice(0, 20)) {
    await select.selectOption(value);
    check(await shown(tab, ':not([aria-labelledby=ways-out-caption])') > 0, `no row for ${facet} ${value}`);
  }
  check(values.length < 2 || await shown(tab) < whole, `the filter by ${facet} leaves all rows`);
  await select.selectOption('');
}

// The first Tab reaches the link past the header; every control shows its focus.
async function keyboard() {
  const { context, tab } = await open({});
  await tab.keyboard.press('Tab');
  check(await tab.evaluate(() => document.activeElement.className) === 'skip', 'the first Tab does not reach the skip link');
  for (let i = 0; i < 40; i++) {
    await tab.keyboard.press('Tab');
    const seen = await tab.evaluate(() => {
      const e = document.activeElement, box = e.getBoundingClientRect();
      return { outline: getComputedStyle(e).outlineStyle, inView: box.bottom > 0 && box.top < innerHeight, html: e.outerHTML.slice(0, 80) };
    });
    check(seen.outline !== 'none' && seen.inView, 'the focus is not to be seen: ' + seen.html);
  }
  await context.close();
}

// axe finds nothing, and nothing that it leaves to a person.
async function accessible(colorScheme, width, hash) {
  const { context, tab } = await open({ bypassCSP: true, colorScheme, viewport: { width, height: 900 } }, hash);
  const where = `axe ${colorScheme} ${width} ${hash}`;
  await tab.evaluate(axe);
  const result = await tab.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  for (const v of [...result.violations, ...result.incomplete]) {
    problems.push(`${where}: ${v.id}: ${v.help}: ${v.nodes.length} times: ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.any.map(a => a.message)).join(' | ')}`);
  }
  const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(overflow <= 0, `${width} px: the page overflows by ${overflow} px`);
  await context.close();
}

// The page says whose report it is and how it is classified, to the eye and in
// its title.
async function named() {
  const { context, tab } = await open({});
  check(await tab.locator('.organization:visible').innerText() === organization, 'the page does not name the organisation');
  check((await tab.title()).endsWith(organization), 'the title does not name the organisation: ' + await tab.title());
  check((await tab.locator('.classification:visible').innerText()).endsWith(classification), 'the page is not classified');
  await context.close();
}

// At 1280 pixels what to do first needs no scrolling sideways, and a table that is
// wider says so. A part without rows has no table.
async function wide() {
  const { context, tab } = await open({});
  const tables = await tab.locator('section.scroll').count();
  check(tables > 0, 'no part has a table');
  const beyond = part => tab.evaluate(id => {
    const box = document.querySelector(`[aria-labelledby="${id}-caption"]`);
    return box && box.scrollWidth - box.clientWidth;
  }, part);
  const first = await beyond('first');
  check(first === null || first <= 0, `what to do first is ${first} pixels too wide`);
  await tab.locator('#vms').scrollIntoViewIfNeeded();
  await tab.waitForTimeout(300);
  const vms = await beyond('vms'), said = await tab.locator('.wide[aria-labelledby="vms-caption"]').count();
  check(said === (vms > 0 ? 1 : 0), `the table of VMs is ${vms} pixels too wide, and ${said} say so`);
  await context.close();
}

// On paper: A4, tagged, titled, numbered, everything opened, nothing cut, whose
// it is on every sheet; with and without scripts.
async function printed(javaScriptEnabled) {
  const { context, tab } = await open({ javaScriptEnabled });
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
  const file = path.join(dir, 'report.pdf');
  await tab.emulateMedia({ media: 'print' });
  await tab.pdf({ path: file, tagged: true, preferCSSPageSize: true });
  const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' });
  const sheets = run('pdftotext', '-layout', file, '-').split('\f').slice(0, -1);
  const info = run('pdfinfo', '-f', '1', '-l', String(sheets.length), file);
  check(/^Tagged:\s+yes$/m.test(info), 'the PDF is not tagged: ' + info);
  check(info.match(/^Page +\d+ size: .*\(A4\)$/gm)?.length === sheets.length, 'not every sheet is A4: ' + info);
  check(info.match(/^Title:\s+(.*)$/m)?.[1] === await tab.title(), 'the PDF is not titled as the page: ' + info);
  const titles = await tab.locator('h2').allInnerTexts();
  sheets.forEach((text, i) => {
    check(text.includes(`Page ${i + 1} of ${sheets.length}`), `sheet ${i + 1} has no number`);
    check(text.includes(organization), `sheet ${i + 1} does not name the organisation`);
    check(text.split(classification).length > 2, `sheet ${i + 1} is not classified above and below`);
    const lines = text.trimEnd().split('\n').filter(l => l.trim()).slice(0, -1);
    check(!titles.includes(lines.at(-1)?.trim()) && !/^\s*[\d,]+ rows?$/.test(lines.at(-1)), `sheet ${i + 1} ends with ${lines.at(-1)}`);
  });
  uncut(await blocks(tab), run('pdftotext', '-raw', file, '-').split('\f').slice(0, -1));
  fs.rmSync(dir, { recursive: true });
  await context.close();
}

// The rows of tables, the commands and the names over them that paper must hold
// whole: each a list of texts, for a row those of the head and then of the cells.
const blocks = tab => tab.evaluate(() => {
  const texts = cells => [...cells].filter(c => getComputedStyle(c).display !== 'none').map(c => c.textContent);
  return [...document.querySelectorAll('tbody tr, pre code, .fix summary > .m')].map(e =>
    e.localName === 'tr' ? [...texts(e.closest('table').tHead.rows[0].cells), ...texts(e.cells)] : [e.textContent]);
});

// Each block stands on one sheet, its texts in their order: no row is cut or
// lost, and the head of its table is repeated. Fonts join and reorder what is
// not ASCII, so only what is counts.
function uncut(blocks, sheets) {
  const plain = text => text.normalize('NFD').replaceAll(/[^!-~]/g, '');
  const papers = sheets.map(plain);
  const holds = (paper, texts) => texts.reduce((at, text) => {
    const found = at < 0 ? -1 : paper.indexOf(text, at);
    return found < 0 ? -1 : found + text.length;
  }, 0) >= 0;
  check(blocks.length > 100, `only ${blocks.length} rows and commands to look for on paper`);
  for (const block of blocks) {
    const texts = block.map(plain);
    check(papers.some(paper => holds(paper, texts)), 'not whole on one sheet: ' + JSON.stringify(block).slice(0, 300));
  }
}

await withoutScripts();
await named();
await wide();
await filters();
await keyboard();
for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 320]) {
    await accessible(colorScheme, width, '');
    await accessible(colorScheme, width, '#verdict=unsupported&text=v&sort-vms=-name');
  }
}
await printed(true);
await printed(false);
await browser.close();
if (problems.length) {
  console.error(problems.slice(0, 40).join('\n'));
  process.exit(1);
}
