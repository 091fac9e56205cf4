"""What schemathesis can't know of the management API: ids that are there, and the ETag of what a change is about.

FUZZ_KNOWN is a JSON object of parameters (`users/id`, `organizations/type`) and members of bodies (`body/role`) with the
ids that are there.
"""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
import zlib

import one_parser  # by being imported
import schemathesis

KNOWN = json.loads(os.environ["FUZZ_KNOWN"])
CREDENTIALS = json.loads(os.environ["FUZZ_HEADERS"])
BASE = os.environ["FUZZ_BASE"]
OWNED = {"users", "organizations", "teams", "employees", "roles", "invitations", "api-tokens"}


def chosen(case, choices, what):
    """The same for the same request: two of three times one of the choices, else None."""
    sum = zlib.crc32(repr((case.path, case.method, case.path_parameters, case.body, what)).encode())
    return None if sum % 3 == 0 or not choices else choices[sum // 3 % len(choices)]


@schemathesis.hook
def before_call(context, case, kwargs):
    parts = case.path.removeprefix("/admin/v1/").split("/")
    parameters = dict(case.path_parameters or {})
    for name in parameters:
        if (choice := chosen(case, KNOWN.get(f"{parts[0]}/{name}"), name)) is not None:
            parameters[name] = choice
    case.path_parameters = parameters
    if isinstance(case.body, dict):
        named = {name: chosen(case, KNOWN.get(f"body/{name}"), name) for name in case.body}
        case.body = {**case.body, **{name: value for name, value in named.items() if value is not None}}
    if case.method in ("PATCH", "PUT", "DELETE") and chosen(case, [True], "match"):
        tag = tag_of(parts, parameters)
        if tag is not None:
            case.headers = {**(case.headers or {}), "If-Match": tag}


def tag_of(parts, parameters):
    """The ETag of the thing that a path is about, or of what it belongs to."""
    count = 3 if parts[0] == "resources" else 2 if parts[0] in OWNED else 1
    names = [part.strip("{}") if part.startswith("{") else None for part in parts[:count]]
    filled = [
        part if name is None else urllib.parse.quote(str(parameters.get(name, "")), safe="")
        for part, name in zip(parts, names)
    ]
    request = urllib.request.Request(f"{BASE}/admin/v1/{'/'.join(filled)}", headers=CREDENTIALS)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.headers.get("ETag")
    except (urllib.error.URLError, ValueError, OSError):
        return None
