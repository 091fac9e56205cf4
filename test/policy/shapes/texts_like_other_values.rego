package shapes.texts_like_other_values

allow if {
	input.resource.properties.status in {0, null, true, "a,ab"}
	input.resource.properties.flag
}

allow if {
	input.resource.properties.status in {"0", "null", "true"}
	not input.resource.properties.flag
}

allow if {
	input.resource.properties.status in {"a", "ab"}
	input.resource.properties.price == 10
}

allow if {
	input.resource.properties.name == "0"
	input.resource.properties.price < 10
}

allow if {
	input.resource.properties.name == 0
	input.resource.properties.price > 10
}
