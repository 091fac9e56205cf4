# To be sourced: schemathesis in a virtual environment at $venv, as the scripts beside this one use it. Needs Python 3.10 or later.
version=4.32.5
venv=${FUZZ_VENV:-node_modules/.cache/fuzz}

if ! "$venv/bin/schemathesis" --version 2>/dev/null | grep -qF "$version"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
fi
