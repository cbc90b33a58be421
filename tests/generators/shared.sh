# What several recipes use. A recipe is sourced behind this, and defines:
#   about       what it tries, with the versions
#   versions    the versions of OpenAPI that the generator reads: 3.0, 3.1 or both
#   install     in the folder of its tools, which stays: installs what is not there yet
#   generate    in a fresh folder, with the paths of the documents of Twona and docutools
#   compile     in the same folder: compiles, or loads, what was generated together with the scenario
#   scenario    runs it; ROSTER_URL, ROSTER_TOKEN and ROSTER_FILES say what with
# RECIPE is the recipe's own folder; `tools` that of its tools, TOOLS that of all.
# shellcheck shell=bash
tools=$TOOLS/$NAME

# npm_packages PACKAGE@VERSION...: installs them, unless just these are there.
npm_packages() {
    local stamp=node_modules/.pinned
    [[ -f $stamp && $(<"$stamp") == "$*" ]] && return
    rm -rf node_modules package-lock.json
    printf '{ "private": true }\n' >package.json
    npm install --ignore-scripts --no-audit --no-fund --save-exact --loglevel=error "$@"
    printf '%s\n' "$*" >"$stamp"
}

# python_packages PACKAGE==VERSION...: installs them into an environment, unless just these are there.
python_packages() {
    local stamp=venv/.pinned
    [[ -f $stamp && $(<"$stamp") == "$*" ]] && return
    python3 -m venv --clear venv
    venv/bin/pip install --quiet --disable-pip-version-check "$@"
    printf '%s\n' "$*" >"$stamp"
}

# The version of openapi-generator that makes our packages makes these too.
openapi_generator_version=$(sed -n 's/^openapi-generator-cli==\([0-9.]*\).*/\1/p' "$GENERATORS/../../xtask/house/sdk/openapi-generator.txt")

install_openapi_generator() {
    mkdir -p "$TOOLS/openapi-generator"
    (cd "$TOOLS/openapi-generator" && python_packages "openapi-generator-cli==$openapi_generator_version")
}

# openapi_generator GENERATOR DOCUMENT FOLDER [OPTION]...
openapi_generator() {
    local generator=$1 document=$2 folder=$3
    shift 3
    "$TOOLS/openapi-generator/venv/bin/openapi-generator-cli" generate --generator-name "$generator" --input-spec "$document" \
        --output "$folder" --global-property apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false "$@"
}

# go_program PACKAGE@VERSION: installs the program, unless just that is there.
go_program() {
    [[ -f .pinned && $(<.pinned) == "$1" ]] && return
    GOBIN=$PWD go install "$1"
    printf '%s\n' "$1" >.pinned
}

# go_module MODULE@VERSION...: makes a module `scenario` of the folder, with these and what they need, and compiles it.
go_module() {
    go mod init scenario
    go get "$@"
    go mod tidy
    go vet ./...
    go build -o program .
}

# debian_packages PACKAGE...: installs those that are not there.
debian_packages() {
    local as_root=()
    dpkg --status "$@" >/dev/null 2>&1 && return
    ((EUID == 0)) || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"
}
