package shapes.partial_object_by_row

flags["open"] if input.resource.properties.status == "open"

flags["mine"] if input.resource.properties.owner == input.subject.id

allow if {
	flags.open
	not flags.mine
}
