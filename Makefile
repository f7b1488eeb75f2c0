PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: run demo doctor invite manifest test check docs soak format lock clean

run doctor invite manifest: .venv
	@$(BIN)/moratorium $@

demo: .venv  # a deliberation played in this terminal; nothing of it stays
	@$(BIN)/python -m demo

test: .venv
	@$(BIN)/pytest -q -n 2 --dist loadgroup

check: .venv
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/pytest -q tests/docs

docs: .venv  # what is generated in docs/
	@$(BIN)/python -m commands.reference > docs/reference/commands.md
	@$(BIN)/python -m bot.doctor.reference > docs/reference/permissions.md

soak: .venv  # the fault tests at full size; takes hours
	@$(BIN)/pytest -q -m soak --timeout 0

format: .venv
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

.venv: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@touch -t 200001010000 .venv  # not up to date until everything is in it
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv

lock:  # needs uv
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --python-version 3.11 \
		--no-annotate --no-header --upgrade -o requirements.lock

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
