# Two commands: `make build` and `make test`. `make dashboard` opens the result. Without make: README, "Windows".
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
export UV_COMPILE_BYTECODE := 1
export GX_ANALYTICS_ENABLED := false
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false
export DO_NOT_TRACK := 1
RAW := $(or $(YARDSTICK_RAW_DIR),raw)
WORK := $(or $(YARDSTICK_WORK_DIR),work)

.PHONY: build dashboard load sample test lint spark-smoke second-engine locks clean

build: .venv/.base
	@if [ -z "$$(ls -d $(RAW)/city_id=* 2>/dev/null)" ]; then \
	  echo "raw/ 为空，生成样本城市 / raw/ is empty: making the sample cities"; $(BIN)/python -m yardstick sample; fi
	$(BIN)/dbt build

load: .venv/.base
	$(BIN)/python -m yardstick load

sample: .venv/.base
	$(BIN)/python -m yardstick sample

dashboard: .venv/.base
	$(BIN)/python -m yardstick dashboard

second-engine: .venv/.base
	$(BIN)/python analyses/second_engine.py

# Two at a time, each file by one worker: builds that a file shares stay its own, and two cores are busy.
test: .venv/.test lint
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/dbt parse --no-partial-parse --target-path target >/dev/null
	$(BIN)/dbt-bouncer run --config-file dbt-bouncer.yml --only manifest_checks
	$(BIN)/sqlfluff lint models analyses --processes 2 --disable-progress-bar

# The same models on Spark local[2]; its core marts must equal DuckDB's (docs/spark.md).
spark-smoke: .venv/.base .venv-spark/.spark
	bash tests/spark/smoke.sh

$(UV):
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools "uv==$(UV_VERSION)"

.venv/.base: $(UV) requirements/base.lock
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	$(UV) pip install --quiet --require-hashes -r requirements/base.lock --python $(BIN)/python
	@touch $@

.venv/.test: .venv/.base requirements/test.lock
	$(UV) pip install --quiet --require-hashes -r requirements/test.lock --python $(BIN)/python
	@touch $@

.venv-spark/.spark: $(UV) requirements/spark.lock
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv-spark
	$(UV) pip install --quiet --require-hashes -r requirements/spark.lock --python .venv-spark/bin/python
	@touch $@

# Locks hold hashes and no addresses, so that no registry's host gets into the repository.
locks: $(UV)
	for group in base test spark; do \
	  $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    requirements/$$group.in -o requirements/$$group.lock; done

# Everything that can be made again; releases stay.
clean:
	rm -rf $(WORK)/lake $(WORK)/defaults $(WORK)/warehouse.duckdb* target logs
