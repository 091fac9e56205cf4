package shapes.not_in_scan

allow if {
	some x in ["open", "a", "u1"]
	not x == input.resource.properties.status
	x == input.resource.properties.owner
}
