package shapes.every_with_default

default orgless := false

orgless if data.teams[input.resource.properties.team].org == null

allow if {
	every _ in data.prefixes {
		not orgless
	}
}
