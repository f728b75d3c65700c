# Everything that a developer or a build machine does with Vending Desk. `make` alone lists it.
# Needs Python 3.11 to 3.14; the rest is set up here, inside .venv, from the hash-pinned lock files.

SHELL := /bin/sh
.ONESHELL:
.SHELLFLAGS := -euc
.SUFFIXES:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH
unexport PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export WHEELHOUSE

PYTHON ?=
UV ?= uv
ARGS ?=
WHEELHOUSE ?=
PY := .venv/bin/python
SCREEN := -screen 0 1366x768x24

# What Qt loads from the system, as "library=Debian package": the window, the fonts, the printers. Asked of the loader,
# not of dpkg, so that a library that came another way counts too.
QT_LIBRARIES := \
	libEGL.so.1=libegl1 libGL.so.1=libgl1 libX11.so.6=libx11-6 libX11-xcb.so.1=libx11-xcb1 \
	libfontconfig.so.1=libfontconfig1 libfreetype.so.6=libfreetype6 libglib-2.0.so.0=libglib2.0-0 \
	libdbus-1.so.3=libdbus-1-3 libxkbcommon.so.0=libxkbcommon0 libxkbcommon-x11.so.0=libxkbcommon-x11-0 \
	libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4 libxcb-image.so.0=libxcb-image0 \
	libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0 libxcb-render.so.0=libxcb-render0 \
	libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0 libxcb-shm.so.0=libxcb-shm0 \
	libxcb-sync.so.1=libxcb-sync1 libxcb-util.so.1=libxcb-util1 libxcb-xfixes.so.0=libxcb-xfixes0 \
	libxcb-xkb.so.1=libxcb-xkb1 libwayland-client.so.0=libwayland-client0 libwayland-cursor.so.0=libwayland-cursor0 \
	libbrotlidec.so.1=libbrotli1 libgssapi_krb5.so.2=libgssapi-krb5-2 libcups.so.2=libcups2

PRINT_SYSTEM := cups printer-driver-cups-pdf

# Shell functions that the recipes share.
define SH
say() { printf '%s\n' "$$*"; }
stop() { printf '%s\n' "$$*" >&2; exit 1; }
on_debian() { [ "$$(uname -s)" = Linux ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; }
apt_install() {
	say "Installing system packages: $$*"
	export DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes
	apt-get -qq -o DPkg::Lock::Timeout=300 update || say "(the package lists could not be refreshed)"
	apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$$@" >/dev/null
}
# need PACKAGE...: installs as root, else names one line to paste and stops.
need() {
	[ "$$#" -gt 0 ] || return 0
	if [ "$$(id -u)" = 0 ]; then
		apt_install "$$@" || stop "These system packages could not be installed: $$*"
	else
		stop "Some system packages are missing. Paste this line, then run make again:  sudo apt-get install -y $$*"
	fi
}
find_python() {
	for p in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14; do
		"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1 && { printf '%s' "$$p"; return 0; }
	done
	return 1
}
version_of() { "$$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }
# fits PYTHON KIND: the wheelhouse, if one is named, was looked at with this Python and can be set up from.
fits() {
	[ -n "$$WHEELHOUSE" ] && [ -z "$${fitting:-}" ] || return 0
	"$$1" -B packaging/wheelhouse.py $$([ "$$2" != dev ] || echo --dev) --check "$$WHEELHOUSE" || exit 1
	fitting=yes
}
# set_up LOCK KIND: .venv holds exactly what LOCK names; done again only when the lock has changed. With WHEELHOUSE=FOLDER
# the packages come from there and nothing else is asked.
set_up() {
	sum=$$(cksum <"$$1" | tr ' ' -)
	if [ -n "$(PYTHON)" ] && here=$$(version_of $(PY) 2>/dev/null) && asked=$$(version_of $(PYTHON) 2>/dev/null) && [ "$$here" != "$$asked" ]; then
		stop "PYTHON=$(PYTHON) is Python $$asked, and .venv was made with $$here: to set up anew with the other, run “rm -r .venv” first; else leave PYTHON out."
	fi
	if ! $(PY) -c '' >/dev/null 2>&1; then
		p=$$(find_python) || stop "Vending Desk needs Python 3.11, 3.12, 3.13 or 3.14 and found none; install one (on Debian: apt-get install python3 python3-venv) or name it: make PYTHON=/path/to/python3"
		if ! "$$p" -c 'import ensurepip, venv' >/dev/null 2>&1; then
			on_debian || stop "This Python cannot make virtual environments (the modules venv and ensurepip are missing); install them first."
			need "$$("$$p" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" $$(qt_missing) $$(packers_missing)
		fi
		# Before .venv is made: a refused one would leave a .venv behind that decides which Python the next make takes.
		fits "$$p" "$$2"
		say "Making .venv with $$("$$p" --version)"
		rm -rf .venv
		"$$p" -m venv .venv
	fi
	if ! grep -qx "$$2 $$sum" .venv/.locks 2>/dev/null; then
		say "Installing the locked packages of $$1 (the first time takes a minute)"
		fits $(PY) "$$2"
		# From a wheelhouse alone: not from what pip's settings and environment name as further places either.
		$(PY) -m pip install --quiet --require-hashes --only-binary :all: $${WHEELHOUSE:+--isolated --no-index --find-links "$$WHEELHOUSE"} -r "$$1" ||
			stop "The packages of $$1 could not be installed: see pip's message above; is this machine online? Without a network, WHEELHOUSE=FOLDER installs from what make wheelhouse made elsewhere."
		[ "$$2" != dev ] || { : >.venv/.locks; echo "runtime $$(cksum <requirements.lock | tr ' ' -)" >>.venv/.locks; }
		echo "$$2 $$sum" >>.venv/.locks
	fi
	if ! [ -x .venv/bin/vendingdesk ]; then
		# The checkout itself is the installation: no build step, so none can be stale.
		$(PY) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "vendingdesk-checkout.pth").write_text(str(pathlib.Path.cwd()) + "\n")'
		printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m vendingdesk "$$@"\n' >.venv/bin/vendingdesk
		chmod +x .venv/bin/vendingdesk
	fi
}
qt_missing() {
	on_debian || return 0
	there=" $$(PATH="$$PATH:/usr/sbin:/sbin" ldconfig -p | awk '{print $$1}' | tr '\n' ' ') "
	for pair in $(QT_LIBRARIES); do
		case "$$there" in *" $${pair%%=*} "*) ;; *) printf ' %s' "$${pair#*=}" ;; esac
	done
}
qt_libraries() { need $$(qt_missing) $$(packers_missing); }
has_xvfb() { command -v xvfb-run >/dev/null 2>&1 && command -v xauth >/dev/null 2>&1; }
virtual_screen() {
	has_xvfb && return 0
	on_debian || return 0
	if [ "$$(id -u)" = 0 ]; then apt_install xvfb xauth || true; else say "(for tests on a real X server: sudo apt-get install -y xvfb xauth)"; fi
}
# hands: a window manager and somebody who presses keys on it, for the tests that try to get out of a kiosk.
hands() {
	command -v openbox >/dev/null 2>&1 && command -v xdotool >/dev/null 2>&1 && return 0
	on_debian || return 0
	if [ "$$(id -u)" = 0 ]; then apt_install openbox xdotool || true; else say "(for tests on a real desktop: sudo apt-get install -y openbox xdotool)"; fi
}
# print_system: the tests start a spooler of their own from it, on folders of their own; the system's is not touched.
print_system() {
	[ -x /usr/sbin/cupsd ] && [ -e /usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd ] && return 0
	on_debian || return 0
	if [ "$$(id -u)" = 0 ]; then
		apt_install $(PRINT_SYSTEM) || true
	else
		say "(for tests against a real print system: sudo apt-get install -y $(PRINT_SYSTEM), and make test as root)"
	fi
}
# packers: what PyInstaller and the package need beside Python. A recipe that says "packing=yes" before everything else has
# it named in one line with the rest. dpkg-deb is part of every Debian.
packers_missing() {
	[ -n "$${packing:-}" ] && on_debian || return 0
	command -v objdump >/dev/null 2>&1 && command -v strip >/dev/null 2>&1 || printf ' binutils'
	with=$(PY)
	"$$with" -c '' >/dev/null 2>&1 || with=$$(find_python) || return 0
	"$$with" -c 'import ctypes, sysconfig; ctypes.CDLL(sysconfig.get_config_var("INSTSONAME"))' >/dev/null 2>&1 ||
		"$$with" -c 'import os, sys, sysconfig; there = os.path.exists(os.path.join(sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME"))); print(end="" if there else " libpython%d.%d" % sys.version_info[:2])'
}
packers() { packing=yes; need $$(packers_missing); }
# bare_roots: what the smoke test makes a bare Debian with, and the words of a foreign locale.
bare_roots() {
	on_debian || return 0
	missing=
	command -v debootstrap >/dev/null 2>&1 || [ -x /usr/sbin/debootstrap ] || missing="$$missing debootstrap"
	[ -e /usr/share/i18n/locales/tr_TR ] || missing="$$missing locales"
	[ -n "$$missing" ] || return 0
	if [ "$$(id -u)" = 0 ]; then apt_install $$missing || true; else say "(for the test in a bare Debian: sudo apt-get install -y$$missing, and make smoke as root)"; fi
}
# on_screen COMMAND...: on a virtual X server of its own, so that no desktop is disturbed; else without any screen.
on_screen() {
	if [ -n "$${QT_QPA_PLATFORM:-}" ]; then
		say "(Qt platform: $$QT_QPA_PLATFORM, as asked)"
		"$$@"
	elif has_xvfb; then
		QT_QPA_PLATFORM=xcb xvfb-run -a -s "$${screen:-$(SCREEN)}" "$$@"
	else
		say "(no Xvfb here: running offscreen, without a real X server)"
		QT_QPA_PLATFORM=offscreen "$$@"
	fi
}
developer() { set_up requirements-dev.lock dev; qt_libraries; virtual_screen; }
endef

.PHONY: help demo test proof bench shots lock format wheel freeze package smoke reproduce wheelhouse sbom audit clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: ## set up, then open the counter with its own simulator and a separate data folder
	@$(SH)
	if [ "$$(uname -s)" = Linux ] && [ -z "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}$${QT_QPA_PLATFORM:-}" ]; then
		stop 'make demo opens a window and needs a desktop session; without one, use a virtual screen: xvfb-run make demo'
	fi
	set_up requirements.lock runtime
	qt_libraries
	exec $(PY) -m vendingdesk --demo $(ARGS)

test: ## set up, then run every gate: ruff, mypy, import contracts, pytest, coverage (ARGS="-k sale" for pytest)
	@$(SH)
	developer
	hands
	print_system
	failed= summary=
	gate() {
		name=$$1; shift
		say "== $$name"
		if "$$@"; then word=ok; else word=FAILED; failed="$$failed $$name"; fi
		summary="$$summary$$(printf '  %-18s %s' "$$name" "$$word")
	"
	}
	closing=build/pytest-closing-line
	# Most tests wait more than they work: one more at a time than there are cores, a file always as a whole.
	beside() { echo "-n $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1 )) --dist loadfile"; }
	all_tests() {
		rm -f .coverage .coverage.* coverage.json build/pytest-status # an older run's 0 would stand for one that was killed
		mkdir -p build
		{ on_screen $(PY) -m coverage run -m pytest $(or $(ARGS),$$(beside)); echo $$? >build/pytest-status; } 2>&1 | tee build/pytest-output
		tail -n 1 build/pytest-output >"$$closing"
		[ "$$(cat build/pytest-status)" = 0 ]
	}
	coverage_list() {
		$(PY) -m coverage combine --quiet && $(PY) -m coverage json --quiet -o coverage.json && $(PY) tests/coverage_gate.py coverage.json
	}
	gate 'ruff check' $(PY) -m ruff check .
	gate 'ruff format' $(PY) -m ruff format --check .
	gate 'mypy' $(PY) -m mypy
	gate 'mypy packaging' $(PY) -m mypy --strict packaging/*.py packaging/windows/*.py
	gate 'import contracts' .venv/bin/lint-imports
	gate 'pytest' all_tests
	$(if $(ARGS),say '(only some tests: coverage is not judged)',gate 'coverage' coverage_list)
	printf '\n%s' "$$summary"
	cat "$$closing"
	[ -z "$$failed" ] || stop "Failed:$$failed"

proof: ## prove in full that nothing is lost and nothing sold twice, and print what was found (ARGS="-k kill" for a part)
	@$(SH)
	developer
	export VENDINGDESK_PROOF=full
	on_screen $(PY) -m pytest tests/proof $(ARGS)

bench: ## print the table of ratios, each against a bare baseline in the same run
	@$(SH)
	developer
	on_screen $(PY) tests/bench $(ARGS)

shots: ## write a PNG of each screen in every look, at 100 and at 200 % (ARGS="contrast-double sell" for some)
	@$(SH)
	developer
	on_screen $(PY) tests/shots $(ARGS)
	screen='-screen 0 1024x600x24' on_screen $(PY) tests/shots --at-200 $(ARGS)

lock: ## pin the newest fitting packages into the two lock files, with hashes (needs uv; ARGS=--upgrade to move all)
	@$(SH)
	command -v $(UV) >/dev/null 2>&1 || stop 'make lock needs uv: install it, or name it with make lock UV=/path/to/uv'
	compile() {
		out=$$1; shift
		$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-emit-index-url \
			--no-emit-find-links --custom-compile-command 'make lock' $(ARGS) "$$@" pyproject.toml -o "$$out"
	}
	compile requirements.lock
	compile requirements-dev.lock --extra dev --constraints requirements.lock
	say 'Wrote requirements.lock and requirements-dev.lock'

format: ## put the code into its one form
	@$(SH)
	set_up requirements-dev.lock dev
	$(PY) -m ruff check --quiet --fix . || true
	$(PY) -m ruff format .

wheel: ## build the wheel into dist/
	@$(SH)
	set_up requirements-dev.lock dev
	$(PY) -m hatchling build -t wheel

freeze: ## freeze the program into build/frozen/vendingdesk, a folder that needs no Python
	@$(SH)
	packing=yes
	set_up requirements-dev.lock dev
	qt_libraries
	$(PY) packaging/freeze.py

package: freeze ## the .deb and the .tar.gz, what they are made of (SBOM) and the sums, into dist/
	@$(SH)
	$(PY) packaging/pack.py
	$(PY) packaging/sbom.py

smoke: ## use what make package made as a cashier does, also moved, read-only and installed (ARGS=--help)
	@$(SH)
	developer
	bare_roots
	$(PY) packaging/smoke_test.py $(ARGS)

reproduce: ## build twice and compare: the same bytes, or a list of what differs
	@$(SH)
	developer
	packers
	$(PY) packaging/reproduce.py $(ARGS)

wheelhouse: ## everything that an offline set-up installs from, into dist/wheelhouse (ARGS=--dev: the developer's too)
	@$(SH)
	set_up requirements-dev.lock dev
	$(PY) packaging/wheelhouse.py $(ARGS)

sbom: ## what the program is made of, as CycloneDX, into dist/
	@$(SH)
	set_up requirements-dev.lock dev
	$(PY) packaging/sbom.py $(ARGS)

audit: ## ask for known weaknesses of every locked package (needs the network)
	@$(SH)
	set_up requirements-dev.lock dev
	$(PY) packaging/audit.py $(ARGS)

clean: ## remove what was built and cached (the virtual environment stays: rm -r .venv)
	@rm -rf build dist htmlcov coverage.json .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find vendingdesk tests -name __pycache__ -prune -exec rm -rf {} +
