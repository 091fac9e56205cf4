package merged

row := input.resource.properties

kind := "a" if row.status == "open"

kind := "b" if row.status == "x"

kind := "a" if row.owner == "u1"

several if kind == "a"

tested if {
	found := startswith(row.name, "a")
	row.status == "open"
}

twice_kind := row.owner

twice_kind := "b"

twice if twice_kind == "b"

nothing_kind := null if lead := data.teams[row.team].lead

nothing if nothing_kind == null
