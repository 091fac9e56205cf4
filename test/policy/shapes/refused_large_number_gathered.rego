# refused: a large number is looked for in an array
package shapes.refused_large_number_gathered

allow if {
	found := {tag | some tag in input.resource.properties.tags; tag in {9007199254740993, "a"}}
	count(found) > 0
}
