package shapes.extent_of_row

rules.flagged := input.resource.properties.flag

rules.owner := input.resource.properties.owner if input.resource.properties.price > 3

allow if {
	whole := data.shapes.extent_of_row.rules
	whole.owner == input.subject.id
	whole.flagged
}
