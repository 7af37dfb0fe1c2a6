#!/usr/bin/env bash
# Imports debian:bookworm-slim and debian:trixie-slim, as they are published, from Debian's own archive: for a machine
# that reaches a mirror of Debian and no registry. DEBIAN_MIRROR is asked, or whatever apt on this machine already asks.
set -euo pipefail

say() { printf 'images-from-debian: %s\n' "$*" >&2; }

mirror_of_apt() {
    { awk '/^deb / {for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) {print $i; exit}}' /etc/apt/sources.list
      awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources; } 2>/dev/null | head -n 1
}

mirror=${DEBIAN_MIRROR:-$(mirror_of_apt)}
[ -n "$mirror" ] || { say "DEBIAN_MIRROR is not set, and apt has no mirror either"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What makes an image of 80 MB out of a system of 170: the files that the published slim images have as well.
slim() {
    local root=$1 suite=$2
    printf 'path-exclude /usr/share/doc/*\npath-include /usr/share/doc/*/copyright\npath-exclude /usr/share/man/*\npath-exclude /usr/share/locale/*\n' \
        >"$root/etc/dpkg/dpkg.cfg.d/docker"
    echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
    printf 'APT::Install-Recommends "false";\nAcquire::Languages "none";\n' >"$root/etc/apt/apt.conf.d/docker-slim"
    cat >"$root/etc/apt/apt.conf.d/docker-clean" <<'X'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";
X
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    printf 'deb %s %s main\ndeb %s %s-updates main\n' "$mirror" "$suite" "$mirror" "$suite" >"$root/etc/apt/sources.list"
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/cache/apt/*.bin "$root"/var/lib/apt/lists/* \
        "$root"/usr/share/man/* "$root"/usr/share/info/* "$root"/usr/share/locale/*
    find "$root/usr/share/doc" -type f ! -name copyright -delete
}

import() {
    local suite=$1
    docker image inspect "debian:$suite-slim" >/dev/null 2>&1 && return 0
    say "debian:$suite-slim"
    debootstrap --variant=minbase --include=ca-certificates "$suite" "$work/$suite" "$mirror" >"$work/$suite.log" 2>&1 ||
        { tail -n 5 "$work/$suite.log" >&2; return 1; }
    slim "$work/$suite" "$suite"
    tar -C "$work/$suite" -c . | docker import -c 'CMD ["bash"]' - "debian:$suite-slim" >/dev/null
}

import bookworm & one=$!
import trixie & other=$!
wait "$one"
wait "$other"
