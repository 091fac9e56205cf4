# What both servers are asked for. Every rule but `unlisted` is an entrypoint of the bundle.
package app.rbac

import rego.v1

default allow := false

allow if input.user == data.owner

allow if "admin" in data.users[input.user].roles

decision := {"allow": allow, "reasons": [r | some r in reasons], "nested": {"x": {"y": null}, "7": "seven"}}

reasons contains {"code": "no"} if not allow

names contains name if some name, _ in data.users

roles[name] := user.roles if some name, user in data.users

undefined_one if input.never

conflict := 1 if input.x

conflict := 2 if input.x

echo := input

has_input if input

has_null if input == null

numbers := [1, 1.5, -0.25, 1000000, 0]

text := "a<b>&c\u2028\u00e9😀"

nothing := null

empty := {"list": [], "object": {}}

now_is_number if time.now_ns() > 0

unlisted := 1
