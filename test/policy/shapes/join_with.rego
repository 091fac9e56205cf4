package shapes.join_with

north if data.teams[input.resource.properties.team].org == "north"

allow if {
	north with data.teams as {"t2": {"org": "north"}, "t1": {"org": null}}
}
