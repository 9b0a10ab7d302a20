# A thin door to the CMake presets; what needs more than a line is a script in tools/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test lint fuzz asan release debug bench install clean

ARGS ?=
SECONDS_OF_FUZZING ?= 120
PREFIX ?= /usr/local

help:
	@echo 'make run              build, then look at this system: sshd or a program that tells as much, /usr/bin, /usr/sbin'
	@echo 'make run ARGS="..."   build, then run halfsecond with these arguments'
	@echo 'make test             build, then run every test'
	@echo 'make lint             tools/check_shape, clang-format and clang-tidy on every file'
	@echo 'make fuzz             fuzz every reader, SECONDS_OF_FUZZING=$(SECONDS_OF_FUZZING) in all'
	@echo 'make asan             every test again under the address and undefined behaviour sanitizers'
	@echo 'make release, debug   build only: build/release/halfsecond, build/debug/halfsecond'
	@echo 'make bench            the list of benchmarks, one command each'
	@echo 'make install          to PREFIX=$(PREFIX), below DESTDIR'
	@echo 'make clean            remove build/'
	@echo 'Each installs the Debian packages it lacks (tools/packages); PACKAGES=installed skips that.'

run: release
ifeq ($(strip $(ARGS)),)
	@tools/first_look build/release/halfsecond
else
	@build/release/halfsecond $(ARGS)
endif

release:
	@tools/install_packages build
	@tools/build product

debug:
	@tools/install_packages build test
	@tools/build debug

test:
	@tools/install_packages build test
	@tools/build release
	@tools/sshd_root || true
	@tools/run_tests build/release

asan:
	@tools/install_packages build test fuzz
	@tools/build asan
	@tools/sshd_root || true
	@tools/run_tests build/asan

lint:
	@tools/install_packages build test lint
	@tools/lint

fuzz:
	@tools/install_packages build test fuzz
	@tools/build asan
	@tools/fuzz $(SECONDS_OF_FUZZING)

bench:
	@tools/install_packages build bench
	@tools/build product
	@tools/list_benches

install: release
	@cmake --install build/release --prefix '$(PREFIX)'

clean:
	rm -rf build
