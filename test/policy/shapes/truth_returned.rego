package shapes.truth_returned

open(row) := row.status == "open"

allow if open(input.resource.properties)

allow if {
	open(input.resource.properties) == false
	input.resource.properties.flag == true
}
