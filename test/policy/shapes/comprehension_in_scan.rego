package shapes.comprehension_in_scan

allow if {
	some x in ["t1", "t2", "t3"]
	found := {y | some y in ["u1", "u2"]; data.teams[x].lead == y; y == input.resource.properties.owner}
	count(found) > 0
	x == input.resource.properties.team
}
