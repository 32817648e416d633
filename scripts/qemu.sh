#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The emulator: QEMU's source, emulator/ laid over it, built: build/deps/qemu/qemu-system-arm, and
# the plugins of emulator/plugin as build/deps/plugin/NAME.so. Run it after a change in emulator/.
# SM_QEMU_SOURCE names a QEMU 10.0 tree of your own; it is copied, never changed.
. "$(dirname "$0")/lib.sh"

src=$deps/qemu-src
out=$deps/qemu
options=(--python=/usr/bin/python3 --target-list=arm-softmmu --without-default-features
    --without-default-devices --enable-tcg --enable-plugins --enable-fdt=system --disable-docs
    --disable-install-blobs --disable-download)

# Debian 12's meson is too old for QEMU, so Debian 13's stands in on both; the system's stays.
meson=$deps/meson/usr/lib/python3/dist-packages
export PYTHONPATH=$meson${PYTHONPATH:+:$PYTHONPATH} PYTHONDONTWRITEBYTECODE=1

fetch() {
    [[ -d $meson ]] || "$SM_ROOT/scripts/source.sh" deb meson
    if [[ -n ${SM_QEMU_SOURCE:-} ]]; then
        rm -rf "$src"
        cp -a "$SM_QEMU_SOURCE" "$src"
    else
        "$SM_ROOT/scripts/source.sh" source qemu
    fi
    rm -rf "$out"
    [[ $(<"$src/VERSION") == 10.0.* ]] || fail "QEMU $(<"$src/VERSION") in $src: 10.0 is needed"
    stamp "$deps/qemu.origin" "${SM_QEMU_SOURCE:-debian}"
}

# One folder of links and one appended line: nothing of QEMU's own is edited.
overlay() {
    local at=$src/hw/arm/stm32h573 line="subdir('stm32h573')"
    mkdir -p "$at"
    ln -sfn "$SM_ROOT/emulator" "$at/emulator"
    ln -sfn "$SM_ROOT/emulator/meson.build" "$at/meson.build"
    grep -qxF "$line" "$src/hw/arm/meson.build" || printf '%s\n' "$line" >>"$src/hw/arm/meson.build"
}

configure() {
    rm -rf "$out"
    mkdir -p "$out"
    (cd "$out" && "$src/configure" "${options[@]}")
    # meson runs again by itself when a meson.build changes, then without our PYTHONPATH
    printf '%s\n' "$meson" >"$(echo "$out"/pyvenv/lib/python3*/site-packages)/sm-meson.pth"
    stamp "$out/sm-configured" "${options[*]}"
}

build_plugins() {
    local plugin so view=$SM_ROOT/emulator/plugin/view.h
    mkdir -p "$deps/plugin"
    for plugin in "$SM_ROOT"/emulator/plugin/*.c; do
        so=$deps/plugin/$(basename "${plugin%.c}").so
        [[ ! -f $plugin || ($so -nt $plugin && $so -nt $view) ]] ||
            gcc -O2 -Wall -Wextra -Werror -shared -fPIC -I "$src/include/qemu" \
                $(pkg-config --cflags glib-2.0) -o "$so" "$plugin" $(pkg-config --libs glib-2.0)
    done
}

stamped "$deps/qemu.origin" "${SM_QEMU_SOURCE:-debian}" ||
    step "fetching QEMU's source" qemu-source fetch
overlay
stamped "$out/sm-configured" "${options[*]}" || step "configuring QEMU" qemu-configure configure
step "building the emulator (about 4 minutes from nothing)" qemu-build \
    ${SM_NICE:-} ninja -C "$out" qemu-system-arm
build_plugins
