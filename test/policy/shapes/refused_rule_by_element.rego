# refused: what one element of an array of the row says counts for the next
package shapes.refused_rule_by_element

rights.a if input.action.name == "read"

rights.b if input.resource.properties.flag

allow if {
	some tag in input.resource.properties.tags
	rights[tag]
}
