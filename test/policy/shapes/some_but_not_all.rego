package shapes.some_but_not_all

refused if {
	not input.resource.properties.status in {"a", "open", "ab", "x"}
}

refused if input.resource.properties.status == "a"

refused if input.resource.properties.status == "open"

refused if input.resource.properties.status == null

allow if not refused
