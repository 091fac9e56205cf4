package shapes.unused_and_undefined

# Nobody reads what the builtin gives; it has to give something all the same.
allow if {
	_ = to_number(input.action.name)
	input.resource.properties.owner == input.subject.id
}

allow if {
	_ = to_number("1")
	input.resource.properties.status == "open"
}
