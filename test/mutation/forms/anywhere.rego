package anywhere

owned if input.properties.owner == "u1"

not_owned if not input.properties.owner == "u1"

identified if input.id in {"d1", "d2"}

cheap if input.properties.price < 3

of_north if data.teams[input.properties.team].org == "north"

tagged if "a" in input.properties.tags

written if input.properties.author.name == "a"

passed if holds(input)

holds(row) if row.properties.owner == row.properties.name

known_too if {
	input.properties.flag
	data.flags.strict == false
}
