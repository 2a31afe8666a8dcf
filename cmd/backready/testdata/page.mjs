// node page.mjs CHECKERS_DIR PAGE: open the page as people do and check it.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';
import path from 'node:path';

const [tools, page] = process.argv.slice(2);
const require = createRequire(path.join(tools, 'package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const url = pathToFileURL(page).href;
const problems = [];

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});

async function open(options) {
  const context = await browser.newContext({ bypassCSP: true, ...options });
  const tab = await context.newPage();
  const requests = [];
  tab.on('request', r => requests.push(r.url()));
  tab.on('pageerror', e => problems.push('script error: ' + e.message));
  tab.on('console', m => m.type() === 'error' && problems.push('console: ' + m.text()));
  await tab.goto(url, { waitUntil: 'load' });
  if (requests.length !== 1) problems.push('requests: ' + requests.join(' '));
  return { context, tab };
}

async function rows(tab) {
  return tab.evaluate(() => document.querySelectorAll('tbody tr').length);
}

const plain = await open({ javaScriptEnabled: true, bypassCSP: false });
const withScript = await rows(plain.tab);
await plain.context.close();

const source = fs.readFileSync(page, 'utf8');
const without = await open({ javaScriptEnabled: false });
const text = await without.tab.locator('body').innerText();
for (const id of ['Summary', 'What to do first', 'Unsupported items', 'Editions', 'Inputs']) {
  if (!text.includes(id)) problems.push('without scripts the page lacks ' + id);
}
const inSource = (source.match(/<tr/g) || []).length - (source.match(/<thead/g) || []).length;
if (withScript < 1 || inSource < withScript) problems.push(`rows: ${withScript} with scripts, ${inSource} in the source`);
await without.context.close();

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 320]) {
    const { context, tab } = await open({ colorScheme, viewport: { width, height: 900 } });
    await tab.evaluate(axe);
    const result = await tab.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    for (const v of result.violations) {
      problems.push(`axe ${colorScheme} ${width}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`);
    }
    const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 0) problems.push(`${width} px: the page overflows by ${overflow} px`);
    await context.close();
  }
}
await browser.close();
if (problems.length) {
  console.error(problems.join('\n'));
  process.exit(1);
}
