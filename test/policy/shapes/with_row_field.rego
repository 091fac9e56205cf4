package shapes.with_row_field

open if input.resource.properties.status == "open"

allow if {
	input.resource.properties.flag
	open with input.resource.properties.status as "open"
}
