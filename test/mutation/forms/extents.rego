package extents

row := input.resource.properties

whole_owner if {
	whole := data.parts
	whole.owner == "u1"
}

whole_open if {
	whole := data.parts
	whole.open
}

whole_not_open if {
	whole := data.parts
	not whole.open
}

whole_base if {
	whole := data.parts
	whole.base == row.name
}

whole_inner if {
	whole := data.parts
	whole.inner.known == row.status
	"a" in whole.listed
}

whole_by_field if {
	whole := data.parts
	whole[row.status] == "x"
}

known_part if {
	whole := data.known
	whole.name == row.name
	whole.base == "u2"
}

conflict_for_some if {
	named.b == "u1"
}

named[name] := 1 if some name in ["a"]

named[name] := 2 if {
	some name in ["a"]
	input.action.name == "write"
}

named[name] := row.owner if some name in ["b"]

same_twice if named_twice.b == "u1"

named_twice[name] := 1 if some name in ["a"]

named_twice[name] := 1 if {
	some name in ["a"]
	input.action.name == "write"
}

named_twice[name] := row.owner if some name in ["b"]

shared_member if {
	whole := data.shared
	whole.deep.known == row.status
}

by_name if data.beside[row.status] == "x"

not_by_name if not data.beside[row.status]
