package shapes.object_known_first

both := {"a": "u2", "k": input.resource.properties.owner, "z": 3}

allow if {
	both.k == "u1"
	both[input.action.name] == "u2"
}

allow if {
	some key, value in both
	key == input.resource.properties.name
	value == "u2"
}
