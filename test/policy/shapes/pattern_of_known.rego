package shapes.pattern_of_known

allow if {
	regex.match("^u[12]$", input.subject.id)
	input.resource.properties.owner == input.subject.id
}
