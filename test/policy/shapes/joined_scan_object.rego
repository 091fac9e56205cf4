package shapes.joined_scan_object

allow if {
	some name, value in data.teams[input.resource.properties.team]
	name == "lead"
	value == input.resource.properties.owner
}
