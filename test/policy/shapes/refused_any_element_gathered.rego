# refused: elements of an array of the row are gathered
package shapes.refused_any_element_gathered

allow if {
	found := {tag | some tag in input.resource.properties.tags; tag > "a"}
	"a" in found
}
