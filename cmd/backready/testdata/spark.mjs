// node spark.mjs CHECKERS_DIR FILE...: read SQL with the grammar of Spark that
// dt-sql-parser has, and tell the first error of each file. A query of many rules
// is read rule by rule: the time that the parser takes grows faster than the text.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import fs from 'node:fs';
import path from 'node:path';

// The package is made for bundlers, which find files without their endings.
register('data:text/javascript,' + encodeURIComponent(`export async function resolve(name, context, next) {
  for (const end of ['', '.js', '/index.js']) {
    try { return await next(name + end, context); } catch (error) { if (end === '/index.js') throw error; }
  }
}`));

const [tools, ...files] = process.argv.slice(2);
const { SparkSQL } = await import(pathToFileURL(path.join(tools, 'node_modules/dt-sql-parser/dist/index.js')));
const parser = new SparkSQL();
const problems = [];
const seen = new Set(); // editions have most rules in common
const check = (name, sql) => {
  if (seen.has(sql)) return;
  seen.add(sql);
  const [error] = parser.validate(sql);
  if (error) problems.push(`${name}: ${error.message}\n${sql.slice(0, 2000)}`);
};

const [wrong] = parser.validate('SELECT exists(held, d -> d.disk_sku.value IN (1) FROM vms');
if (!wrong) problems.push('what is no SQL is read');
for (const file of files) {
  const name = path.basename(file);
  for (const statement of fs.readFileSync(file, 'utf8').split(/;$/m)) {
    const rules = statement.split(/^UNION ALL$/m);
    if (rules.length === 1) {
      if (statement.trim()) check(name, statement);
      continue;
    }
    // What stands around the rules, with one of them at a time.
    const start = rules[0].indexOf('FROM (\n') + 'FROM (\n'.length;
    const end = rules.at(-1).lastIndexOf('\n) AS found');
    check(name, rules[0].slice(0, start) + 'SELECT 1 UNION ALL SELECT 2' + rules.at(-1).slice(end));
    rules[0] = rules[0].slice(start);
    rules[rules.length - 1] = rules.at(-1).slice(0, end);
    for (const rule of rules) check(name, rule);
  }
}
if (problems.length) {
  console.error(problems.slice(0, 5).join('\n\n'));
  process.exit(1);
}
console.log(`${seen.size} statements and rules read`);
