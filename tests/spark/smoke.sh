#!/usr/bin/env bash
# A mini city on DuckDB and on Spark local[2], from the same lake; the core marts must be equal (docs/spark.md).
# SPARK_SMOKE_DIR: where it is made (default work/spark-smoke). Needs Java 17 or 21.
set -euo pipefail
cd "$(dirname "$0")/../.."
project=$PWD
place=${SPARK_SMOKE_DIR:-$project/work/spark-smoke}
step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

java -version 2>&1 | head -1 || { echo 'Java 17 or 21 is needed for Spark (需要 Java 17 或 21)。' >&2; exit 2; }

[ -x .venv-spark/bin/dbt ] || { echo 'Run it as: make spark-smoke (it makes .venv-spark).' >&2; exit 2; }

rm -rf "$place"
mkdir -p "$place"
export YARDSTICK_RAW_DIR=$place/raw YARDSTICK_WORK_DIR=$place/work
export YARDSTICK_AS_OF_DATE=2024-03-31 DBT_PROFILES_DIR=$project
unset YARDSTICK_SPARK_MASTER YARDSTICK_SPARK_CATALOG
mkdir -p "$YARDSTICK_WORK_DIR"
# few draws are enough to see that both engines draw alike
export YARDSTICK_SEEDS_DIR=$place/seeds
cp -r seeds "$YARDSTICK_SEEDS_DIR"
sed -i -E 's/^(replicates|weight_draws),[0-9]+/\1,8/; s/^permutations,[0-9]+/permutations,40/' "$YARDSTICK_SEEDS_DIR/defaults/settings.csv"

step 'sample: one city, two years, two schemes'
.venv/bin/python -m yardstick.cli sample --cities 1 --years 2022-2023 --departments 12 --ballots 300

step 'DuckDB (intake, seeds, models; the tests belong to make test)'
build() { # engine, python environment
    DBT_TARGET_PATH=$place/target-$1 DBT_LOG_PATH=$place/logs-$1 \
        "$2/bin/dbt" build --target "$1" --resource-type model --resource-type seed > "$place/$1.log" 2>&1 \
        || { tail -n 60 "$place/$1.log" >&2; exit 1; }
    tail -n 1 "$place/$1.log"
}
build duckdb .venv

step 'Spark local[2]'
SPARK_CONF_DIR=$project/tests/spark/conf build spark .venv-spark

step 'comparison'
.venv/bin/python tests/spark/compare.py "$YARDSTICK_WORK_DIR"
step 'done'
