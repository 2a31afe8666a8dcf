// node caniemail.mjs CHECKERS_DIR PAGE: what of the page of a mail readers of
// mail don't know, by the tables of caniemail.com.
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';
import path from 'node:path';

const [tools, page] = process.argv.slice(2);
const manifest = path.join(tools, 'node_modules/caniemail/package.json');
const { main, exports } = JSON.parse(fs.readFileSync(manifest));
const entry = exports?.['.']?.import ?? exports?.['.']?.default ?? exports?.['.'] ?? main;
const { caniemail } = await import(pathToFileURL(path.join(path.dirname(manifest), entry)));

const clients = ['outlook.*', 'gmail.*'];
const { issues } = caniemail({ clients, html: fs.readFileSync(page, 'utf8') });
const found = level => [...issues[level]].flatMap(([client, list]) => list.map(issue => `${client}: ${issue.title}`));
const errors = found('errors');
const known = found('errors').length + found('warnings').length;
if (known === 0) errors.push('caniemail knows nothing at all of the page');
console.log(`${errors.length} errors, ${found('warnings').length} warnings`);
for (const e of new Set(errors)) console.error(e);
process.exitCode = errors.length ? 1 : 0;
