#!/usr/bin/env bash
# Installs what is missing on a bare Debian 12 or Ubuntu: system packages, Python and npm dependencies, reference data.
# A second run finds its stamps and does nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

SYSTEM_PACKAGES=(
    postgresql rabbitmq-server nginx-light                        # the servers; none is started by its package
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0          # WeasyPrint
    fonts-open-sans fonts-dejavu-core poppler-utils               # the faces of the PDFs, and readers of them
    fonts-ocr-b                                                   # the face of the zones for machines, of sample papers
    chromium                                                      # the browser of the tests of pages
    clamav-daemon                                                 # the antivirus, in the tests alone; it is not started
    prometheus                                                    # promtool and the server, in the tests alone; nor this
)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

say() { printf 'setup: %s\n' "$*" >&2; }
die() { say "stopped: $*"; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "root is needed for: $* (run it as root, or install sudo)"
    fi
}

# Whatever a package's scripts ask, no service starts: the project runs its own servers in its own folder.
install_packages() {
    local policy=/usr/sbin/policy-rc.d status=0
    say "system packages: $*"
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$WORK/policy-rc.d"
        as_root install -m 755 "$WORK/policy-rc.d" "$policy"
    else
        policy=""
    fi
    as_root env DEBIAN_FRONTEND=noninteractive bash -c '
        apt-get update -q && apt-get install -q -y --no-install-recommends "$@"' apt "$@" \
        </dev/null >"$WORK/apt.log" 2>&1 || status=$?
    [ -z "$policy" ] || as_root rm -f "$policy"
    if [ "$status" != 0 ]; then tail -n 20 "$WORK/apt.log" >&2; die "apt-get could not install: $*"; fi
}

system_packages() {
    command -v apt-get >/dev/null || die "this script knows Debian and Ubuntu only (no apt-get here)"
    local wanted=("${SYSTEM_PACKAGES[@]}") missing=() package
    command -v python3 >/dev/null || wanted+=(python3)
    python3 -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
    command -v npm >/dev/null || wanted+=(nodejs npm)
    for package in "${wanted[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        die "Python 3.11 or later is needed as python3, this is $(python3 --version 2>&1)"
}

# uv does not read pip's configuration: a mirror or a certificate that is set for pip is handed to it.
follow_pip() {
    local value
    value=${PIP_CERT:-$(of_pip cert)}
    value=${value:-/etc/ssl/certs/ca-certificates.crt}  # what the machine trusts, as Debian's pip does
    [ -n "${SSL_CERT_FILE:-}" ] || [ ! -f "$value" ] || export SSL_CERT_FILE="$value"
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX:-}${UV_INDEX_URL:-}" ] || return 0
    value=${PIP_INDEX_URL:-$(of_pip index-url)}
    [ -z "$value" ] || export UV_DEFAULT_INDEX="$value"
    value=${PIP_EXTRA_INDEX_URL:-$(of_pip extra-index-url)}
    [ -z "$value" ] || export UV_INDEX="$value"
    value=${PIP_FIND_LINKS:-$(of_pip find-links)}
    [ -z "$value" ] || export UV_FIND_LINKS="$value"
    export UV_INDEX_STRATEGY="${UV_INDEX_STRATEGY:-unsafe-best-match}"  # safe: every file is pinned by its hash
}

of_pip() { .venv/bin/pip config get "global.$1" 2>/dev/null || true; }

# The manifests' tests need it. Debian 12 has none: the program of Debian 13's package, from the mirror that apt has.
kustomize_program() {
    local folder=.local/outils apt="$WORK/apt" mirror
    if command -v kustomize >/dev/null || [ -x "$folder/kustomize" ]; then return 0; fi
    say "kustomize"
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' | head -n 1)
    [ -n "$mirror" ] || mirror=$(apt-get indextargets --format '$(REPO_URI)' | head -n 1)
    mkdir -p "$apt"/{etc/apt.conf.d,etc/preferences.d,state/lists/partial,cache/archives/partial} "$folder"
    touch "$apt/state/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$apt/etc/sources.list"
    printf '%s\n' "Dir::Etc \"$apt/etc\";" 'Dir::Etc::sourcelist "sources.list"; Dir::Etc::sourceparts "-";' \
        "Dir::State \"$apt/state\"; Dir::State::status \"$apt/state/status\"; Dir::Cache \"$apt/cache\";" \
        'Acquire::Languages "none"; APT::Sandbox::User "root";' >"$apt/apt.conf"
    (cd "$apt" && export APT_CONFIG="$apt/apt.conf" && apt-get -qq update && apt-get -qq download kustomize) ||
        { say "kustomize could not be had: the tests of deploy/k8s need it on the PATH"; return 0; }
    dpkg -x "$apt"/kustomize_*.deb "$apt/unpacked"
    install -m 755 "$apt/unpacked/usr/bin/kustomize" "$folder/kustomize"
}

python_packages() {
    local members=(libs/*/pyproject.toml services/*/pyproject.toml) member editables=() python
    python=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    { printf '%s\n' "$python" "$PWD"; cat requirements.lock "${members[@]}"; } >"$WORK/python"
    cmp -s "$WORK/python" .venv/installed && return 0
    say "Python packages of requirements.lock"
    [ -x .venv/bin/python ] && [ -x .venv/bin/pip ] || python3 -m venv --clear .venv || die "python3 -m venv failed"
    awk '/^uv==/ {found = 1} found {print} found && !/\\$/ {exit}' requirements.lock >"$WORK/uv.txt"
    [ -s "$WORK/uv.txt" ] || die "requirements.lock does not pin uv"
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$WORK/uv.txt" ||
        die "pip could not install uv"
    follow_pip
    .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock ||
        die "uv could not install requirements.lock"
    for member in "${members[@]}"; do editables+=(-e "./$(dirname "$member")"); done
    .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation "${editables[@]}" ||
        die "uv could not install the members of the workspace"
    mv "$WORK/python" .venv/installed
}

npm_packages() {
    cmp -s package-lock.json node_modules/.installed && return 0
    say "npm packages of package-lock.json"
    npm ci --include=dev --no-audit --no-fund --no-update-notifier --loglevel=error </dev/null >&2 || die "npm ci failed"
    cp package-lock.json node_modules/.installed
}

reference_data() {
    local folder=services/demandes/src/demandes/referentiel stamp=.local/setup/referentiel
    cat "$folder"/*.py package-lock.json >"$WORK/referentiel" || die "$folder is missing"
    if cmp -s "$WORK/referentiel" "$stamp" && compgen -G "$folder/*.json" >/dev/null; then return 0; fi
    say "reference data: communes, départements, arrondissements"
    .venv/bin/python -m demandes.referentiel node_modules/@etalab/decoupage-administratif/data >&2 ||
        die "the reference data could not be made"
    mkdir -p "$(dirname "$stamp")"
    mv "$WORK/referentiel" "$stamp"
}

pages() {
    local folder=services/portal/src/portal stamp=.local/setup/pages
    cat "$folder"/statiques.py "$folder"/sources/* package-lock.json >"$WORK/pages" || die "$folder is missing"
    if cmp -s "$WORK/pages" "$stamp" && [ -f "$folder/statique/dsfr.css" ]; then return 0; fi
    say "style sheets and scripts of the pages"
    .venv/bin/python -m portal.statiques node_modules >&2 || die "the static files of the pages could not be made"
    mkdir -p "$(dirname "$stamp")"
    mv "$WORK/pages" "$stamp"
}

system_packages
python_packages
npm_packages
kustomize_program
reference_data
pages
