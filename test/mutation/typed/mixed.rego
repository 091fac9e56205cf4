package mixed

number if 1 in input.resource.properties.things

fraction if 2.5 in input.resource.properties.things

text if "1" in input.resource.properties.things

cased if "a" in input.resource.properties.things

truth if true in input.resource.properties.things

falsehood if false in input.resource.properties.things

zero if 0 in input.resource.properties.things

nothing if null in input.resource.properties.things

some_of if {
	some thing in {1, "a", true, null}
	thing in input.resource.properties.things
}

none_of if {
	not 1 in input.resource.properties.things
	not "true" in input.resource.properties.things
	not true in input.resource.properties.things
}

is_text if input.resource.properties.things == "a"

ordered if input.resource.properties.things > 1

starts if startswith(input.resource.properties.things, "[")
