"""Judge the tables of an inventory by the rules of backready, on Spark.

    backready inventory FILE... --out inventory
    backready matrix export --tables --dialect spark > tables.sql
    backready matrix export vm-backup@2026-03-26 --dialect spark > vm.sql
    backready matrix export disk-backup@2026-02-13 --dialect spark > disk.sql
    spark-submit spark.py inventory findings tables.sql vm.sql disk.sql
    backready report --inventory inventory --findings findings

In a notebook, where the lake has the tables vms, disks and attached: leave
load() out, and call judge() with the text of an edition.
"""
import re
import sys
from pathlib import Path

from pyspark.sql import SparkSession


def load(spark, folder, tables):
    """Make views of the files in a folder, with the types of the tables."""
    for name, columns in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\);", tables, re.S):
        spark.read.schema(columns).json(f"{folder}/{name}.jsonl").createOrReplaceTempView(name)


def statements(text):
    """The statements of a file: no literal goes over the end of a line."""
    code = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return [s for s in re.split(r";$", code, flags=re.M) if s.strip()]


def judge(spark, rules):
    """Run the rules of an edition; returns the findings, one row per item, rule and path."""
    for statement in statements(rules):
        spark.sql(statement)
    return spark.table(re.search(r"VIEW (findings_\w+)", rules).group(1))


def main(inventory, findings, tables, *editions):
    spark = SparkSession.builder.appName("backready").getOrCreate()
    load(spark, inventory, Path(tables).read_text(encoding="utf-8"))
    for edition in editions:
        rows = judge(spark, Path(edition).read_text(encoding="utf-8"))
        rows.write.mode("overwrite").json(f"{findings}/{Path(edition).stem}")


if __name__ == "__main__":
    main(*sys.argv[1:])
