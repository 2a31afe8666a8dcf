// node mail.mjs CHECKERS_DIR PAGE: the page of a mail in Chromium. Nothing of it
// is wider than the screen, wide or narrow; the tables that stand for layout are
// none to a screen reader, the counts by verdict are; nothing is loaded.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [tools, page] = process.argv.slice(2);
const { chromium } = createRequire(path.join(path.resolve(tools), 'x.js'))('playwright-core');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const faults = [];
for (const width of [600, 360]) {
  const view = await browser.newPage({ viewport: { width, height: 800 } });
  const requests = [];
  view.on('request', r => requests.push(r.url()));
  await view.goto(pathToFileURL(page).href);
  const wide = await view.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) faults.push(`at ${width} pixels it is ${wide} too wide`);
  if (requests.length !== 1) faults.push(`it loads ${requests}`);
  const session = await view.context().newCDPSession(view);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const cells = nodes.filter(n => n.role?.value === 'cell').length;
  const verdicts = 4, kinds = 2;
  if (cells !== kinds * verdicts) faults.push(`a screen reader is told of ${cells} cells`);
}
await browser.close();
for (const f of new Set(faults)) console.error(f);
process.exitCode = faults.length ? 1 : 0;
