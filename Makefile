PYTHON ?= python3

.PHONY: demo test lint prove bench
demo: ; $(PYTHON) dev.py demo
test: ; $(PYTHON) dev.py test
lint: ; $(PYTHON) dev.py lint
prove: ; $(PYTHON) dev.py prove
bench: ; $(PYTHON) dev.py bench
