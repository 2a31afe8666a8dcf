// node duckdb.mjs CHECKERS_DIR PLAN.json: let DuckDB judge tables by SQL that
// backready wrote. The plan names the statements that make the tables, sets of
// tables to fill them with, the SQL of editions, and where the findings go. The ids
// of each set get its number before them, so that all are judged at once.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const [tools, planFile] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(path.join(tools, 'package.json'))('@duckdb/node-api');
const plan = JSON.parse(fs.readFileSync(planFile, 'utf8'));
const db = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await db.connect();
const run = (sql) => connection.run(sql);
const literal = (s) => `'${s.replaceAll("'", "''")}'`;

await run(plan.create);
const marked = { vms: ['id'], disks: ['id'], attached: ['vm', 'id'] };
for (const [i, set] of plan.sets.entries()) {
  for (const table of Object.keys(marked)) {
    await run(`CREATE OR REPLACE TEMP TABLE loaded AS FROM ${table} LIMIT 0`);
    const name = path.join(set.dir, `${table}.${set.form}`);
    if (set.form === 'jsonl') {
      await run(`COPY loaded FROM ${literal(name)} (FORMAT json)`);
    } else {
      const columns = (await (await connection.runAndReadAll('DESCRIBE loaded')).getRows()).map(([column, type]) =>
        /^(VARCHAR|BIGINT|BOOLEAN)$/.test(type) ? `CAST("${column}" AS ${type}) AS "${column}"` : `CAST(CAST("${column}" AS JSON) AS ${type}) AS "${column}"`);
      await run(`INSERT INTO loaded BY NAME SELECT ${columns} FROM read_csv(${literal(name)}, all_varchar = true, header = true, nullstr = '',
        allow_quoted_nulls = false, quote = '"', escape = '"', delim = ',', max_line_size = 67108864, strict_mode = true)`);
    }
    const ids = plan.plain ? [] : marked[table].map((c) => `CASE WHEN ${c} = '' THEN '' ELSE ${literal(i + '|')} || ${c} END AS ${c}`);
    await run(`INSERT INTO ${table} SELECT *${ids.length ? ` REPLACE (${ids})` : ''} FROM loaded`);
  }
}
const told = [];
for (const edition of plan.editions) {
  const began = performance.now();
  await run(edition.sql);
  const dull = `verdict = 'supported' OR verdict = 'not assessed' AND says IS NULL`;
  const rows = plan.plain ? edition.view : `(SELECT * FROM ${edition.view} WHERE NOT (${dull}))`;
  const nested = ['statements', 'evidence', 'about', 'lacking', 'unrecognised'].map((c) => `to_json(${c}) AS ${c}`);
  await run(`COPY (SELECT *${plan.csv ? ` REPLACE (${nested})` : ''} FROM ${rows}) TO ${literal(edition.out)} (FORMAT ${plan.csv ? 'csv' : 'json'})`);
  const took = performance.now() - began;
  const counts = plan.plain ? [] : (await connection.runAndReadAll(`SELECT rule, path, verdict, count(*), count(DISTINCT id) FROM ${edition.view} WHERE ${dull} GROUP BY ALL`)).getRowsJson();
  told.push({ view: edition.view, counts, took: Math.round(took) });
}
console.log(JSON.stringify(told));
