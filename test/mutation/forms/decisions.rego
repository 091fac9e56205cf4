package decisions

row := input.resource.properties

default allow := false

allow if row.owner == input.subject.id

reasons contains "no" if not allow

whole := {"allow": allow, "reasons": reasons}

turned := {"reasons": reasons, "allow": allow}

inner := {"allow": inner_allow}

inner_allow := allow if input.action.name == "read"

negated := {"allow": not_allow}

not_allow := false if allow

not_allow if not allow

computed := {"allow": row.owner == "u2"}

replaced := {"allow": x} if x := allow with input.subject.id as "u1"

replaced_input := {"allow": allow} if data.shares with input.subject.id as "u2"

several := {"allow": allow} if row.flag

several := {"allow": not_allow} if not row.flag

merged := object.union(whole, {"allow": not_allow})

keyed[k] := allow if some k in ["allow"]

other := {"denied": allow}

nested := {"allow": {"allow": allow}}

text := "yes"

from_data := {"allow": data.flags.strict}

of_another := {"allow": asked("u2")}

asked(owner) if row.owner == owner

called := {"allow": other_input(input)}

other_input(request) if request.resource.properties.owner == request.subject.id

boolean if row.flag

sometimes := true if row.status == "x"

either if boolean

else := false if sometimes

copied := allow

part := whole.allow

ended := {"allow": allow} if row.flag

function(x) := x

passed := function(allow)

noted := {"allow": allow, "note": note}

note := "a" if row.flag

titled := {"allow": allow, "title": title}

title := "b"

default named := "c"

named := "d" if row.flag

both := {"allow": allow, "named": named, "title": title}

bare := {"allow": bare_allow, "reasons": reasons}

bare_allow if row.flag

listed := {"allow": allow, "list": [named, {"title": title}, 1, null, 2.5]}

counted := {"allow": allow, "count": count(reasons)}

reset := {"allow": allow, "either": either}

nothing := {"allow": allow, "note": {"a": note}}

default opposite := false

opposite if not allow

inner_object := {"allow": allow, "inner": {"allow": opposite}}

outer_object := {"inner": {"allow": opposite}, "allow": allow}

name := "allow"

computed_key := {"allow": allow, name: opposite}

computed_key_first := {name: opposite, "allow": allow}

made := {key: allow | some key in ["allow"]}

chosen := {"allow": allow} if {
	row.flag
} else := {"allow": not_allow}

default fallen := {"allow": false}

fallen := {"allow": allow} if row.flag

numbered := {"allow": 3}
