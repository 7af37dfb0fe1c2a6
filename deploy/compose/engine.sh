#!/usr/bin/env bash
# `engine.sh COMMAND …` runs a command where `docker compose` works: finds an engine, or installs and starts one.
#
# Debian 12 has the engine, but no compose of version 2: that one is taken out of Debian 13's package, unpacked into
# .local/docker and nowhere else. An engine that was started here is left running; its process id is in .local/docker.
# Where no engine can be had, this says why and ends with 1.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
OWN=$ROOT/.local/docker
say() { printf 'engine: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "root is needed for: $*"
    fi
}

# Whatever its scripts ask, no package starts a service.
packages() {
    local policy=/usr/sbin/policy-rc.d mine="" status=0
    command -v apt-get >/dev/null || die "no container engine, and no apt-get to install one"
    say "installing $*"
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        mine=1
    fi
    mkdir -p "$OWN"
    as_root env DEBIAN_FRONTEND=noninteractive bash -c 'apt-get update -q && apt-get install -q -y --no-install-recommends "$@"' \
        apt "$@" </dev/null >"$OWN/apt.log" 2>&1 || status=$?
    [ -z "$mine" ] || as_root rm -f "$policy"
    [ "$status" = 0 ] || { tail -n 5 "$OWN/apt.log" >&2; die "apt-get could not install: $*"; }
}

engine() {
    docker info >/dev/null 2>&1 && return 0
    [ -z "${DOCKER_HOST:-}" ] || die "no engine answers at DOCKER_HOST"
    command -v dockerd >/dev/null && command -v docker >/dev/null || packages docker.io iptables
    say "starting dockerd"
    mkdir -p "$OWN"
    as_root nohup dockerd >"$OWN/dockerd.log" 2>&1 </dev/null &
    echo $! >"$OWN/dockerd.pid"
    for _ in $(seq 60); do
        docker info >/dev/null 2>&1 && return 0
        sleep 0.5
    done
    tail -n 5 "$OWN/dockerd.log" >&2
    die "the engine does not start: see $OWN/dockerd.log"
}

# Debian's own keys decide whether the packages are Debian's; the machine's list of sources stays as it is.
plugins() {
    docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return 0
    export DOCKER_CONFIG=$OWN/config
    docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return 0
    local apt=$OWN/trixie mirror
    command -v apt-get >/dev/null || die "docker compose is missing, and there is no apt-get to fetch it with"
    mirror=$( (awk '/^deb / {for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) {print $i; exit}}' /etc/apt/sources.list
               awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources) 2>/dev/null | head -n 1)
    [ -n "${DEBIAN_MIRROR:-$mirror}" ] || die "docker compose is missing, and apt knows no mirror of Debian"
    say "taking docker compose and buildx out of Debian 13's packages"
    mkdir -p "$apt"/etc/{apt.conf.d,preferences.d} "$apt"/state/lists/partial "$apt"/cache/archives/partial "$apt"/x "$DOCKER_CONFIG/cli-plugins"
    touch "$apt/state/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${DEBIAN_MIRROR:-$mirror} trixie main" >"$apt/etc/sources.list"
    cat >"$apt/apt.conf" <<X
Dir::Etc "$apt/etc"; Dir::Etc::sourcelist "sources.list"; Dir::Etc::sourceparts "-"; Dir::State "$apt/state";
Dir::State::status "$apt/state/status"; Dir::Cache "$apt/cache"; Acquire::Languages "none"; APT::Sandbox::User "root";
X
    (cd "$apt" && APT_CONFIG=$apt/apt.conf apt-get -qq update && APT_CONFIG=$apt/apt.conf apt-get -qq download docker-compose docker-buildx &&
        for package in *.deb; do dpkg -x "$package" x; done) >"$OWN/plugins.log" 2>&1 ||
        { tail -n 5 "$OWN/plugins.log" >&2; die "docker compose cannot be had from Debian"; }
    cp "$apt"/x/usr/libexec/docker/cli-plugins/* "$DOCKER_CONFIG/cli-plugins/"
    docker compose version >/dev/null || die "docker compose does not run"
}

if [ "${1:-}" = --packages ]; then shift; packages "$@"; exit 0; fi
engine
plugins
# What this machine believes, its network may need to be believed while building too.
[ -n "${EXTRA_CA_FILE:-}" ] || ! compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null ||
    export EXTRA_CA_FILE=/etc/ssl/certs/ca-certificates.crt
exec "$@"
